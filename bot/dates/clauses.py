"""Cuts a message into clauses, so that each mention of a day is judged by its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.dates import cues
from bot.dates.model import When

_SENTENCE_END = re.compile(r"(?<!\d)[.]|[.](?!\d)|[?!;\n]+")
_PAUSE = re.compile(r"[,:()]| - ")
_OPENER = re.compile(
    r" (?:and|n|&|but|so|then|because|cause|cuz|(?:since|if|as) (?:i|my)|when i|once i"
    r"|(?:can|could|may|should|shall|do|will) i|am i|is (?:it|that|this)|how (?:long|soon|about)"
    r"|when (?:can|should)|what (?:can|should|about)|i have|i've|after (?:i|having|getting)"
    r"|pero|y|asi que|porque|puedo|debo|es normal|esta bien)(?!\w)"
)
# "… on Saturday I had it done on Tuesday": the treatment's clause needs no comma before it.
_OPENS_TREATMENT = ("i ", "had ", "got ", "after ", "since ")


@dataclass(frozen=True)
class Clause:
    """A stretch of canonical text with the mentions in it."""

    text: str
    start: int
    whens: tuple[When, ...]
    question: bool

    def marked(self, judged: When | None = None) -> str:
        """The text with the judged mention as `@` and the others as `%`."""
        pieces, position = [], 0
        for when in self.whens:
            pieces.append(self.text[position : when.start - self.start])
            pieces.append("@" if when is judged else "%")
            position = when.end - self.start
        return "".join([*pieces, self.text[position:]])


def split(text: str, whens: Sequence[When]) -> tuple[Clause, ...]:
    """The clauses of a canonical text; a lone date joins the clause that it opens or closes."""
    clauses: list[Clause] = []
    start = 0
    for end, mark in [*_sentence_ends(text, whens), (len(text), "")]:
        clauses.extend(_of_sentence(text, start, end, whens, question="?" in mark))
        start = end + len(mark)
    return tuple(clauses)


def _of_sentence(
    text: str, start: int, end: int, whens: Sequence[When], question: bool
) -> list[Clause]:
    cuts = [start, *_cuts(text, start, end, whens), end]
    spans = zip(cuts[:-1], cuts[1:], strict=True)
    pieces = [(low, high) for low, high in spans if text[low:high].strip()]
    joined: list[tuple[int, int]] = []
    pending: int | None = None
    for low, high in pieces:
        low = low if pending is None else pending
        marked = _clause(text, low, high, whens).marked()
        # "It was Tuesday, can I …" stands for itself; "On Saturday, can I …" does not.
        alone = cues.only_a_date(marked) and not cues.IT_WAS.search(marked)
        pending = low if alone else None
        if pending is None:
            joined.append((low, high))
    if pending is not None:
        low = joined.pop()[0] if joined else pending
        joined.append((low, end))
    return [_clause(text, low, high, whens, question) for low, high in joined]


def _clause(
    text: str, low: int, high: int, whens: Sequence[When], question: bool = False
) -> Clause:
    inside = tuple(when for when in whens if low <= when.start and when.end <= high)
    return Clause(text[low:high], low, inside, question)


def _sentence_ends(text: str, whens: Sequence[When]) -> list[tuple[int, str]]:
    return [
        (match.start(), match.group())
        for match in _SENTENCE_END.finditer(text)
        if not _inside(match.start(), whens)
    ]


def _cuts(text: str, start: int, end: int, whens: Sequence[When]) -> list[int]:
    cuts = {match.start() for match in _PAUSE.finditer(text, start, end)}
    cuts |= {match.start() for match in _OPENER.finditer(text, start, end)}
    cuts |= {
        match.start()
        for match in cues.DONE.finditer(text, start, end)
        if match.group().startswith(_OPENS_TREATMENT)
    }
    return sorted(cut for cut in cuts if cut > start and not _inside(cut, whens))


def _inside(position: int, whens: Sequence[When]) -> bool:
    return any(when.start <= position < when.end for when in whens)
