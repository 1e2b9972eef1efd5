"""Days counted from today: "yesterday", "3 days ago", "in a week", "the other day"."""

from __future__ import annotations

import re

from bot.dates.grammar import amounts
from bot.dates.grammar.rule import AMOUNT, PART_OF_DAY, Meaning, Read, fixed, rule


def _amount(sign: int) -> Read:
    def read(match: re.Match[str]) -> Meaning:
        in_months = amounts.months(match)
        kind, numbers = ("months", in_months) if in_months else ("offset", amounts.days(match))
        return kind, tuple(sign * number for number in numbers)

    return read


def _less_than(match: re.Match[str]) -> Meaning | None:
    """ "less than 24 hours ago", "almost a week ago": the day before may be meant as well."""
    longest = max(amounts.days(match), default=0)
    return ("offset", (-longest, 1 - longest)) if longest else None


def _from_anchor(sign: int) -> Read:
    shifts = {"yesterday": -1, "today": 0, "tomorrow": 1}

    def read(match: re.Match[str]) -> Meaning | None:
        numbers = tuple(sign * day + shifts[match["anchor"]] for day in amounts.days(match))
        return ("offset", numbers) if numbers else None

    return read


RULES = (
    rule(rf"(?:the )?day before yesterday{PART_OF_DAY}", fixed("offset", -2)),
    rule(rf"(?:anteayer|antes de yesterday){PART_OF_DAY}", fixed("offset", -2)),
    rule(r"(?:the )?night before last", fixed("offset", -2)),
    rule(rf"yesterday{PART_OF_DAY}|last night|anoche", fixed("offset", -1)),
    rule(r"just now|earlier today|this (?:morning|afternoon|evening)", fixed("offset", 0)),
    rule(rf"today{PART_OF_DAY}|tonight|esta (?:tomorrow|tarde|noche)", fixed("offset", 0)),
    rule(r"(?:right )?now|ahora(?: mismo)?|at the moment", fixed("now")),
    rule(rf"(?:by )?tomorrow{PART_OF_DAY}", fixed("offset", 1)),
    rule(rf"(?:the )?day after tomorrow{PART_OF_DAY}|pasado tomorrow", fixed("offset", 2)),
    rule(r"(?:por|de|en) la tomorrow", fixed("nothing")),
    rule(r"(?:the )?other (?:day|night)", fixed("offset", -2, -3, -4)),
    rule(rf"{AMOUNT} (?:ago|back)", _amount(-1)),
    rule(
        rf"(?:less than|under|not even|not quite|almost|nearly) {AMOUNT} (?:ago|back)", _less_than
    ),
    rule(rf"hace {AMOUNT}", _amount(-1)),
    rule(
        rf"(?<!times )(?:in|within|en|dentro de) (?:the next )?{AMOUNT}(?: time)?"
        r"(?! (?:of|a row)\b)",
        _amount(1),
    ),
    rule(rf"{AMOUNT} from now", _amount(1)),
    rule(rf"{AMOUNT} ago (?P<anchor>yesterday|today)", _from_anchor(-1)),
    rule(rf"{AMOUNT} (?:from )?(?P<anchor>today|tomorrow)", _from_anchor(1)),
    rule(r"next week|la (?:week que viene|proxima week)", fixed("offset", 7)),
)
