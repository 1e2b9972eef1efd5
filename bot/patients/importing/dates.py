"""The dates of a clinic's file. The order of day and month is told, never guessed."""

from __future__ import annotations

import re
from datetime import date

from bot.patients.errors import FieldError
from bot.patients.fields import plausible_date

_TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AaPp][Mm])?)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + _TIME)
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})" + _TIME)
_ZONE = re.compile(r".*[0-9]:[0-9]{2}.*(?:Z|[+-][0-9]{2}:?[0-9]{2})", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}(?:[ T].*)?")
_WRITTEN = {
    "ISO": "year-month-day, like 2026-11-25",
    "DMY": "day/month/year, like 25/11/2026",
    "MDY": "month/day/year, like 11/25/2026",
}


def treatment_date(text: str, order: str, today: date, field: str) -> date:
    """The local date in the cell; a time of day after it is left out.

    `order` is ISO, DMY or MDY. Raises FieldError, also for a date that is not plausible.
    """
    cell = text.strip()
    if not cell:
        raise FieldError(field, "is empty", f"write the date as {_WRITTEN[order]}")
    found = (_YEAR_FIRST if order == "ISO" else _YEAR_LAST).fullmatch(cell)
    if found is None:
        raise FieldError(field, *_why_not(cell, order))
    first, second, third = int(found[1]), int(found[3]), int(found[4])
    year, month, day = {
        "ISO": (first, second, third),
        "DMY": (third, second, first),
        "MDY": (third, first, second),
    }[order]
    try:
        treated_on = date(year, month, day)
    except ValueError:
        wrong = f"{cell[:40]!r} is not in the calendar as {_WRITTEN[order].split(',')[0]}"
        raise FieldError(field, wrong, "correct it, or `dates` in the mapping") from None
    return plausible_date(treated_on, today, field)


def _why_not(cell: str, order: str) -> tuple[str, str]:
    if _ZONE.fullmatch(cell):
        # Which local day it was depends on where the clinic is.
        return f"{cell[:40]!r} has a time zone", "export the clinic's local date"
    if order != "ISO" and _SHORT_YEAR.fullmatch(cell):
        return f"{cell[:40]!r} has a year of two digits", "write all four"
    return (
        f"{cell[:40]!r} is no date written {_WRITTEN[order]}",
        "correct it, or `dates` in the mapping",
    )
