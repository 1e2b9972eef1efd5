"""Days counted from the treatment: "day 3", "3 days post", "after 5 days", "the next day"."""

from __future__ import annotations

import re

from bot.dates.grammar import amounts
from bot.dates.grammar.rule import AMOUNT, STOP, TREATMENT, Meaning, Read, fixed, rule

_ORDINAL_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_ORDINALS = {word: number for number, word in enumerate(_ORDINAL_WORDS, start=1)}
_AFTER_IT = rf"(?: {TREATMENT}|{STOP})"
_NOT_REPEATED = r"(?<!every )(?<!each )(?<!per )(?<!all )(?<!other )"
_DAYS_PER_MONTH = 30


def _amount(sign: int) -> Read:
    def read(match: re.Match[str]) -> Meaning:
        in_months = tuple(_DAYS_PER_MONTH * count for count in amounts.months(match))
        kind = "treatment_day" if sign > 0 else "relative_day"
        return kind, tuple(sign * day for day in in_months or amounts.days(match))

    return read


def _day_number(match: re.Match[str]) -> Meaning:
    low, high = int(match["low"]), int(match["high"] or match["low"])
    return "treatment_day", (low,) if low == high else (low, high)


def _ordinal_day(match: re.Match[str]) -> Meaning:
    number = _ORDINALS[match["word"]] if match["word"] else int(match["number"])
    # "my third day" may count the treatment's own day or not; "the third day after" does not.
    return "treatment_day", (number,) if match["after"] else (max(number - 1, 0), number)


RULES = (
    rule(
        # "a day 2 …" and Spanish "el día 14" (a date) are not the second or fourteenth day.
        rf"{_NOT_REPEATED}(?<!\ba )(?<!\d )(?:(?<!el )|(?<=en el ))"
        r"(?:post )?day ?[#:]? ?(?P<low>\d{1,3})"
        r"(?: ?(?:-|to|through|or|and|a) ?(?:day )?(?P<high>\d{1,3}))?(?![.,/%]\d)"
        r"(?! (?:times?|treatments?|drinks?|de|hour|week|month|minute)\b)",
        _day_number,
    ),
    # "2 days", as the whole answer to "when was it?"
    rule(rf"^{AMOUNT}$", _amount(1)),
    rule(
        rf"{AMOUNT}[ -]?post(?:[ -]?(?:op|care|procedure|treatment|micro\w*))?(?: {TREATMENT})?",
        _amount(1),
    ),
    rule(
        rf"{AMOUNT} (?:after|following|since|out (?:from|of)|into|from|despues del?){_AFTER_IT}",
        _amount(1),
    ),
    rule(
        rf"{AMOUNT} (?:after|since)(?= i (?:had|got|did) (?:it|{TREATMENT})(?![a-z]))", _amount(1)
    ),
    rule(rf"{AMOUNT} out(?! of\b)", _amount(1)),
    rule(rf"{AMOUNT} (?:in|later|afterwards?|despues){STOP}", _amount(1)),
    rule(rf"(?:after|despues de|a los) (?:the first |only )?{AMOUNT}(?! of\b)", _amount(1)),
    rule(rf"{AMOUNT} (?:before|prior to|antes de(?:l)?) {TREATMENT}", _amount(-1)),
    rule(
        rf"(?:it'?s|it|it has)(?: only| just| now)? been (?:only )?{AMOUNT}(?: now| already)?"
        rf"(?: since {TREATMENT})?(?! (?:of|since)\b)",
        _amount(1),
    ),
    rule(rf"(?:it's|it is|its|llevo) {AMOUNT} since {TREATMENT}", _amount(1)),
    rule(
        rf"{_NOT_REPEATED}(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<number>\d{{1,2}})(?:st|nd|rd|th))"
        rf" (?:full )?day(?P<after> (?:post|after)(?: {TREATMENT})?)?",
        _ordinal_day,
    ),
    rule(rf"(?:the )?(?:day|morning|night) after{_AFTER_IT}", fixed("relative_day", 1)),
    rule(r"the (?:next|following) day", fixed("relative_day", 1)),
    rule(rf"(?:the )?week after{_AFTER_IT}", fixed("relative_day", 7)),
    rule(rf"(?:the )?(?:day|night|morning) before {TREATMENT}", fixed("relative_day", -1)),
    rule(rf"(?:the )?week before {TREATMENT}", fixed("relative_day", -7)),
    rule(rf"(?:the )?same day(?: as {TREATMENT})?", fixed("relative_day", 0)),
    rule(rf"(?:the )?(?:day|night) of {TREATMENT}", fixed("relative_day", 0)),
    rule(
        rf"(?:right|immediately|straight|directly|just) after{_AFTER_IT}",
        fixed("relative_day", 0),
    ),
)
