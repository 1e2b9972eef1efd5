"""Brings a message into canonical words, so that the grammar has one spelling to know.

Lower case, no accents, plurals of units as singular, number words as digits, weekdays and months
in full, Spanish day words as English ones. Every canonical word remembers where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
# Not "once" (eleven): in English it is something else.
_SPANISH = ("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}


def _same(canonical: str, spellings: str) -> dict[str, str]:
    return dict.fromkeys(spellings.split(), canonical)


# "sat", "sun" and "wed" are also plain words: the grammar takes them only after "on", "last" …
_WORDS: dict[str, str] = {
    "zero": "0",
    **{word: str(number) for number, word in enumerate(_UNITS, start=1)},
    **{word: str(number) for number, word in enumerate(_TEENS, start=10)},
    **{word: str(number) for word, number in _TENS.items()},
    **{word: str(number) for number, word in enumerate(_SPANISH, start=2)},
    **_same("minute", "minutes min mins minuto minutos"),
    **_same("hour", "hours hr hrs hora horas"),
    **_same("day", "days dayz dia dias dya dyas"),
    **_same("night", "nights nite"),
    **_same("week", "weeks wk wks semana semanas"),
    **_same("fortnight", "fortnights quincena"),
    **_same("month", "months mes meses"),
    **_same("year", "years yr yrs"),
    **_same("monday", "mon lunes"),
    **_same("tuesday", "tue tues martes"),
    **_same("wednesday", "weds miercoles"),
    **_same("thursday", "thu thur thurs jueves"),
    **_same("friday", "fri viernes"),
    **_same("saturday", "sabado"),
    **_same("sunday", "domingo"),
    **_same("january", "jan enero"),
    **_same("february", "feb febrero"),
    **_same("march", "mar marzo"),
    **_same("april", "apr abril"),
    **_same("may", "mayo"),
    **_same("june", "jun junio"),
    **_same("july", "jul julio"),
    **_same("august", "aug agosto"),
    **_same("september", "sep sept septiembre setiembre"),
    **_same("october", "oct octubre"),
    **_same("november", "nov noviembre"),
    **_same("december", "dec diciembre"),
    **_same("today", "2day tody todya hoy"),
    **_same("tonight", "tonite 2nite tnite"),
    **_same("tomorrow", "tmrw tmr tmrrw tmw tmmrw tomo tomoz tomoro 2mrw 2moro 2morrow manana"),
    **_same("yesterday", "yday ystrday ystd ayer"),
    **_same("anteayer", "antier antayer"),
    **_same("weekend", "wkend wknd finde"),
    **_same("ago", "agao aog"),
}
_SPELLING_TARGETS = (
    *WEEKDAYS, "yesterday", "tomorrow", "tonight", "weekend",
    *(month for month in MONTHS if len(month) > 5),
)  # fmt: skip
# Ordinary words that lie one or two letters from a target.
_NOT_TYPOS = frozenset({"sundry", "sundae", "sundaes", "friary", "thirsty", "augusta"})

_COMPOUND = rf"(?:{'|'.join(_TENS)})[ -](?:{'|'.join(_UNITS)})(?![a-z])"
_SHORTHAND = r"2day|2mrw|2moro|2morrow|2nite"
_TOKEN = re.compile(rf"{_COMPOUND}|(?<![a-z\d])(?:{_SHORTHAND})(?![a-z\d])|[a-z]+|\d+|\S")
# "Me tomo uno" is Spanish for taking one, "gym tomo?" is tomorrow.
_TAKE, _BEFORE_TAKE = "tomo", frozenset("me lo la los las yo ya no si que".split())
_PLAIN = {"’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "‑": "-"}


@dataclass(frozen=True)
class Wording:
    """Canonical text, and for each canonical word its place here and in the message."""

    text: str
    places: tuple[tuple[int, int, int, int], ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Positions in the message for positions in the canonical text."""
        touched = [place for place in self.places if place[0] < end and place[1] > start]
        return (touched[0][2], touched[-1][3]) if touched else (0, 0)


def canonical(message: str) -> Wording:
    """The message in canonical words; a line break stays one, other gaps become one blank."""
    folded = "".join(map(_fold, message))
    parts: list[str] = []
    places: list[tuple[int, int, int, int]] = []
    length = last_end = 0
    before = ""
    for token in _TOKEN.finditer(folded):
        gap = folded[last_end : token.start()]
        parts.append("\n" if "\n" in gap else " " if gap else "")
        verb = token.group() == _TAKE and before in _BEFORE_TAKE
        word = _TAKE if verb else _canonical_word(token.group())
        before = token.group()
        parts.append(word)
        start = length + len(parts[-2])
        length = start + len(word)
        places.append((start, length, token.start(), token.end()))
        last_end = token.end()
    return Wording("".join(parts), tuple(places))


@lru_cache(maxsize=4096)
def _fold(letter: str) -> str:
    """One letter for one letter, so that positions stay true."""
    plain = _PLAIN.get(letter) or unicodedata.normalize("NFKD", letter)[0].lower()
    return plain[0] if plain.strip() or letter == "\n" else " "


@lru_cache(maxsize=4096)
def _canonical_word(word: str) -> str:
    tens, _, units = word.replace("-", " ").partition(" ")
    if units:
        return str(_TENS[tens] + _UNITS.index(units) + 1)
    return _WORDS.get(word) or _nearest(word) or word


def _nearest(word: str) -> str | None:
    """The day word this one misspells; None for a plural, a real word or a tie."""
    if not 5 <= len(word) <= 11 or word in _NOT_TYPOS or word.endswith(("days", "ends")):
        return None
    distances = sorted(_scored(word, _SPELLING_TARGETS))
    if not distances or (len(distances) > 1 and distances[0][0] == distances[1][0]):
        return None
    return distances[0][1]


def _scored(word: str, targets: Iterable[str]) -> Iterable[tuple[int, str]]:
    for target in targets:
        allowed = 2 if len(target) >= 8 else 1
        if word[0] == target[0] and abs(len(word) - len(target)) <= allowed:
            distance = edit_distance(word, target)
            if distance <= allowed:
                yield distance, target


def edit_distance(one: str, other: str) -> int:
    """Insertions, deletions, changes and swaps of neighbours (optimal string alignment)."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        current = [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
