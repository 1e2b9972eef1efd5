"""The notation of the lexicon files: phrases separated by commas, "a/b c" for "a c" and "b c"."""

from __future__ import annotations

from itertools import product
from typing import Any

from bot.triage.reading import read

Phrase = tuple[str, ...]


class LexiconError(ValueError):
    """Everything that is wrong with the lexicon, all at once."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def phrases(written: Any, where: str, faults: list[str]) -> list[Phrase]:
    """The phrases of one entry; a phrase written twice or empty is a fault."""
    if not isinstance(written, str):
        faults.append(f"{where}: expected phrases separated by commas, found {written!r}")
        return []
    found: dict[Phrase, None] = {}
    for item in written.split(","):
        if not item.strip():
            faults.append(f"{where}: two commas with nothing between; remove one")
            continue
        for phrase in _alternatives(item):
            if not phrase:
                faults.append(f"{where}: {item.strip()!r} has no word in it")
            elif phrase in found:
                faults.append(f"{where}: {' '.join(phrase)!r} is listed twice; remove one")
            found[phrase] = None
    return list(found)


def _alternatives(item: str) -> list[Phrase]:
    """`w/o` is a word of its own, every other slash separates alternatives."""
    choices = [[part] if part == "w/o" else part.split("/") for part in item.split()]
    return [read(" ".join(choice)).words for choice in product(*choices)]
