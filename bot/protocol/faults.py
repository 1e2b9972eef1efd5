"""Faults in the content files: where, what is wrong, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to put right. `line` counts from 1; `topic` is empty for a whole file."""

    file: str
    line: int
    topic: str
    message: str
    fix: str

    def __str__(self) -> str:
        subject = f"{shorten(self.topic)}: " if self.topic else ""
        # A fix that is a sentence of its own ("Did you mean …?") does not follow a semicolon.
        joint = ". " if self.fix[:1].isupper() else "; "
        what = " ".join(f"{subject}{self.message}{joint}{self.fix}".split())
        return f"{self.file}:{self.line}: {what}"


class ProtocolError(Exception):
    """The content files cannot be used; `faults` holds everything that is wrong with them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass
class Report:
    """Collects faults, so that all of them are shown at once."""

    faults: list[Fault] = field(default_factory=list)

    def at(self, file: str, topic: str = "") -> Place:
        """The place that the next faults are about."""
        return Place(self, file, topic)

    def has(self, file: str) -> bool:
        """Whether anything is wrong with this file so far."""
        return any(fault.file == file for fault in self.faults)


@dataclass(frozen=True)
class Place:
    """A file, and the topic in it, that faults are reported about."""

    report: Report
    file: str
    topic: str

    def fault(self, line: int, message: str, fix: str) -> None:
        self.report.faults.append(Fault(self.file, line, self.topic, message, fix))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, if any is close enough."""
    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def choice(word: str, known: Sequence[str], limit: int = 12) -> str:
    """The fix for a word outside a closed list: what was meant, or else what there is."""
    meant = nearest(word, known)
    if meant is not None:
        return f"Did you mean '{meant}'?"
    if 0 < len(known) <= limit:
        return f"use one of {', '.join(known)}"
    return "use a name that exists"


def shorten(text: str, limit: int = 60) -> str:
    """The text on one line, cut to about `limit` characters for a message."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
