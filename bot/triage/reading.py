"""A message as words: folded to plain lower-case letters, each word with its place in the text.

Punctuation is not a word. It is kept as the gap before a word: NONE, PAUSE (comma) or STOP.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

NONE, PAUSE, STOP = 0, 1, 2

# A stop counts as this many words when the distance between two words is measured, so that
# neighbouring sentences still combine but less readily than one sentence.
_STOP_DISTANCE = 3

_PIECE = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?)"
    r"|(?P<word>w/o\b|[^\W\d_]+(?:['’‘`´][^\W\d_]+)*)"
    r"|(?P<stop>[.!?;:\n\r…¿¡|•]|[-–—]{2,}|[–—])"
    r"|(?P<pause>[,()\[\]/])"
)
_APOSTROPHES = re.compile("['’‘`´]")
# "it's" is one word here, "throat's closing" is about a throat.
_KEEPS_S = frozenset("it that there what he she here who how where let".split())
_CUT_FROM_T = frozenset(
    "can don won isn aren wasn weren didn doesn hasn haven hadn couldn wouldn shouldn ain".split()
)


@dataclass(frozen=True)
class Reading:
    """Parallel tuples, one entry per word; `places` are word positions that also count stops."""

    text: str
    folded: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    gaps: tuple[int, ...]
    places: tuple[int, ...]


def fold(text: str) -> tuple[str, list[int] | range]:
    """The text in lower case without accents, and for each of its characters the original place."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        if letter.isascii():
            letters.append(letter.lower())
        else:
            plain = unicodedata.normalize("NFKD", letter)[0].lower()[0]
            if unicodedata.category(plain) in ("Mn", "Cf"):
                continue
            letters.append(plain)
        origin.append(place)
    return "".join(letters), origin


def read(text: str, correct: Callable[[str], str] | None = None) -> Reading:
    """Split into words; `correct` maps a misspelt word to the word that was meant."""
    folded, origin = fold(text)
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gaps: list[int] = []
    gap = NONE
    for piece in _PIECE.finditer(folded):
        kind = piece.lastgroup
        if kind == "stop":
            gap = STOP
            continue
        if kind == "pause":
            gap = max(gap, PAUSE)
            continue
        word = piece.group()
        end = origin[piece.end() - 1] + 1
        if kind == "word":
            word = _plain(word)
            if word == "t" and words and words[-1] in _CUT_FROM_T and gap == NONE:
                words[-1], ends[-1] = words[-1] + "t", end
                continue
            if correct is not None:
                word = correct(word)
        words.append(word)
        starts.append(origin[piece.start()])
        ends.append(end)
        gaps.append(gap)
        gap = NONE
    places: list[int] = []
    place = -1
    for gap in gaps:
        place += 1 + (_STOP_DISTANCE if gap == STOP and places else 0)
        places.append(place)
    return Reading(text, folded, tuple(words), tuple(starts), tuple(ends), tuple(gaps),
                   tuple(places))


def _plain(word: str) -> str:
    """Without apostrophes: "can't" is "cant", "i'll" is "i", "face's" is "face"."""
    if word.isalpha() or word == "w/o":
        return word
    parts = _APOSTROPHES.split(word)
    if parts[-1] == "ll":
        return "".join(parts[:-1])
    if parts[-1] == "s" and "".join(parts[:-1]) not in _KEEPS_S:
        return "".join(parts[:-1])
    return "".join(parts)
