"""Dates of the calendar: "the 14th", "Nov 14", "14/11", "2026-11-14"."""

from __future__ import annotations

import re

from bot.dates.grammar.rule import STOP, Meaning, rule
from bot.dates.wording import MONTHS

_MONTH = rf"(?P<month>{'|'.join(MONTHS)})\b\.?"
_DAY = r"(?P<day>\d{1,2})"
_SUFFIX = r" ?(?:st|nd|rd|th)"
_YEAR = r"(?:,? (?:of |del? )?(?P<year>\d{4}))?"
# Not a date after all: a measure, a fraction, a range or a time of day.
_NO_MEASURE = (
    r"(?!\d)(?! ?[/.,:-]\d)(?! ?(?:%|mg|ml|mm|cm|am\b|pm\b|spf|mile|km|hour|day|week|minute"
    r"|night|month|year|time|drink|glass|treatment|session|drop|percent|product|glasses))"
)
# "the 2nd treatment", "the 1st week": an ordinal that counts something else.
_COUNTS_NOTHING = (
    r"(?! (?:micro\w*|treatment|session|time|one|round|day|week|month|appointment|visit|procedure"
    r"|layer|coat|dose|opinion|degree|needling|person|thing|night|part|question|try|bit|step"
    r"|set|half|area|pass)s?\b)"
)
_SLASHED = r"(?!24/7)(?P<one>\d{1,2})/(?P<other>\d{1,2})"
_SHIFTS = {"last": -1, "this": 0, "next": 1}


def _day_of_month(match: re.Match[str]) -> Meaning | None:
    day, which = int(match["day"]), match.groupdict().get("which")
    numbers = (day, _SHIFTS[which]) if which else (day,)
    return ("day_of_month", numbers) if 1 <= day <= 31 else None


def _month_day(match: re.Match[str]) -> Meaning | None:
    month, day = MONTHS.index(match["month"]) + 1, int(match["day"])
    if not 1 <= day <= 31:
        return None
    year = match["year"]
    return ("date", (int(year), month, day)) if year else ("month_day", (month, day))


def _numeric(match: re.Match[str]) -> Meaning | None:
    one, other, year = int(match["one"]), int(match["other"]), match.groupdict().get("year")
    if not (1 <= min(one, other) <= 12 and max(one, other) <= 31):
        return None
    if not year:
        return "numeric", (one, other)
    return "numeric", (one, other, int(year) + (2000 if len(year) == 2 else 0))


def _numbers(kind: str, match: re.Match[str]) -> Meaning:
    return kind, tuple(int(part) for part in match.groups())


RULES = (
    rule(rf"(?:(?:on|by) )?{_MONTH} (?:the )?{_DAY}(?:{_SUFFIX})?{_YEAR}{_NO_MEASURE}", _month_day),
    rule(
        rf"(?<![/.,\d-])(?:(?:on|by) )?(?:(?:the|el) )?{_DAY}(?:{_SUFFIX})?(?: (?:day )?of| de)?"
        rf" ?{_MONTH}{_YEAR}{_NO_MEASURE}",
        _month_day,
    ),
    rule(
        rf"(?:(?:on|by) )?(?:the|el) {_DAY}{_SUFFIX}"
        rf"(?: (?:of |del? )?(?P<which>this|last|next) month)?{_COUNTS_NOTHING}",
        _day_of_month,
    ),
    rule(
        r"(?:on (?:the )?|by (?:the )?|(?:(?<=was )|(?<=is ))the |el )"
        rf"{_DAY}(?:{_SUFFIX})?{_COUNTS_NOTHING}{STOP}",
        _day_of_month,
    ),
    rule(rf"^{_DAY}{_SUFFIX}$", _day_of_month),
    rule(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?![\d/-])", lambda match: _numbers("date", match)),
    rule(
        r"(?P<one>\d{1,2})(?P<sep>[-/.])(?P<other>\d{1,2})(?P=sep)(?P<year>\d{4}|\d\d)(?!\d)",
        _numeric,
    ),
    rule(
        r"(?:on|since|until|by|was|date:?|done|treatment|procedure|needling|microneedling|session"
        rf"|dated|el) (?:the |on )?{_SLASHED}{_NO_MEASURE}",
        _numeric,
    ),
    rule(rf"^(?:(?:it was|was|on|the|about|around) )*{_SLASHED}{_NO_MEASURE}$", _numeric),
    rule(r"(?:back )?in (?:the year )?((?:19|20)\d\d)", lambda match: _numbers("year", match)),
)
