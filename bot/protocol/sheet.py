"""The clinic's sheet as text to look quotes up in, and as sentences that must all be used.

White space and the style of quotation marks make no difference; everything else does.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_MARKS = str.maketrans("‘’‚‛′“”„‟″«»", "'''''" + '"' * 7)

# A sentence ends at its mark before a capital, a digit or a quotation mark; so does a paragraph.
_SENTENCE_END = re.compile(r"(?<=[.?!])['\")\]]*\s+(?=['\"(\[]?[A-Z0-9])")
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")

# The share of the shorter one's words that a quote and the sentence it misquotes have in common.
_ALIKE = 0.6


@dataclass(frozen=True)
class Sentence:
    """A sentence or heading, the line it begins on, and where it stands in the plain text."""

    text: str
    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Sheet:
    """The sheet as the clinic wrote it."""

    raw: str

    @cached_property
    def plain(self) -> str:
        """The text with one blank for any white space and straight quotation marks."""
        return plain(self.raw)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence and heading, in order."""
        return tuple(self._split())

    def find(self, quote: str) -> tuple[tuple[int, int], ...]:
        """Where the quote stands in `plain`, by whole words: (start, end) of every occurrence."""
        wanted = plain(quote)
        if not wanted:
            return ()
        before = r"(?<!\w)" if wanted[0].isalnum() else ""
        after = r"(?!\w)" if wanted[-1].isalnum() else ""
        pattern = re.compile(before + re.escape(wanted) + after)
        return tuple(match.span() for match in pattern.finditer(self.plain))

    def left_over(self, sentence: Sentence, used: Iterable[tuple[int, int]]) -> str:
        """The words of the sentence that lie in none of these parts of `plain`."""
        parts = [
            (start, end) for start, end in used if start < sentence.end and sentence.start < end
        ]
        rest = (
            " " if any(start <= position < end for start, end in parts) else letter
            for position, letter in enumerate(sentence.text, sentence.start)
        )
        words = plain("".join(rest))
        return words if any(letter.isalnum() for letter in words) else ""

    def nearest(self, quote: str) -> list[Sentence]:
        """The sentences that the quote was probably taken from, the likeliest first."""
        words = plain(quote).split()
        shared = {sentence: _shared_words(sentence, words) for sentence in self.sentences}
        alike = [
            sentence
            for sentence, count in shared.items()
            if count >= _ALIKE * min(len(words), len(sentence.text.split()))
        ]
        return sorted(alike, key=lambda sentence: -shared[sentence])

    def _split(self) -> Iterator[Sentence]:
        done = 0
        # Translating the marks keeps every character in its place.
        for raw_start, raw_end in _pieces(self.raw.translate(_MARKS)):
            piece = self.raw[raw_start:raw_end]
            text = plain(piece)
            if not text:
                continue
            first = raw_start + len(piece) - len(piece.lstrip())
            start = self.plain.index(text, done)
            done = start + len(text)
            yield Sentence(text, self.raw.count("\n", 0, first) + 1, start, done)


def plain(text: str) -> str:
    """The text as it is compared: straight quotation marks, single blanks."""
    return " ".join(text.translate(_MARKS).split())


def _pieces(raw: str) -> Iterator[tuple[int, int]]:
    ends = {match.end() for match in _PARAGRAPH_END.finditer(raw)}
    ends |= {match.end() for match in _SENTENCE_END.finditer(raw)}
    start = 0
    for end in sorted(ends | {len(raw)}):
        yield start, end
        start = end


def _shared_words(sentence: Sentence, words: list[str]) -> int:
    """How many words the two have in common in the same order."""
    matcher = difflib.SequenceMatcher(None, sentence.text.split(), words, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())
