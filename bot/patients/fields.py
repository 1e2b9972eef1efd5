"""What may be stored in a field: one line of text, treated areas, a plausible date."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

from bot.patients.errors import FieldError

AREAS = ("face", "eyes", "neck", "scalp", "body")
EARLIEST = date(1990, 1, 1)
_YEARS_AHEAD = 2
_LONGEST = 200
# They turn the text around them back to front on a screen.
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(value: str, field: str) -> str:
    """The text with its spaces tidied. Raises FieldError when it is blank or cannot be shown."""
    text = " ".join(unicodedata.normalize("NFC", value).replace("\ufeff", "").split())
    if not text:
        raise FieldError(field, "is empty", f"fill in the {field}")
    if len(text) > _LONGEST:
        raise FieldError(field, f"is longer than {_LONGEST} characters", "shorten it")
    if any(_cannot_be_shown(character) for character in text):
        raise FieldError(field, "has characters that cannot be shown", "type it again by hand")
    return text


def treated_areas(areas: Iterable[str]) -> frozenset[str]:
    """The areas as a set. Raises FieldError for an unknown one, or when there is none."""
    given = [areas] if isinstance(areas, str) else list(areas)
    known = frozenset(area.strip().lower() for area in given)
    if not known:
        raise FieldError("area", "none is given", f"write one or more of {', '.join(AREAS)}")
    for area in sorted(known.difference(AREAS)):
        raise FieldError("area", f"{area[:40]!r} is not a treated area", did_you_mean(area, AREAS))
    return known


def plausible_date(treated_on: date, today: date, field: str = "treated on") -> date:
    """The date itself. Raises FieldError before 1990 or more than two years after `today`."""
    if treated_on < EARLIEST:
        raise FieldError(field, f"{treated_on} is before {EARLIEST.year}", "check the year")
    if treated_on > _same_day(today, today.year + _YEARS_AHEAD):
        wrong = f"{treated_on} is more than {_YEARS_AHEAD} years ahead"
        raise FieldError(field, wrong, "check the year")
    return treated_on


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Advice for a word that is not among the choices."""
    options = list(choices)
    near = get_close_matches(word.lower(), options, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else f"write one of {', '.join(options)}"


def _cannot_be_shown(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in _DIRECTION_MARKS


def _same_day(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)


def storable(text: str) -> str:
    """Databases refuse half an emoji and the character 0; what a patient wrote is kept anyhow."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
