"""Weekdays, weekends and weeks: "last Tuesday", "over the weekend", "earlier this week"."""

from __future__ import annotations

import re

from bot.dates.grammar.rule import PART_OF_DAY, Meaning, Rule, fixed, rule
from bot.dates.wording import WEEKDAYS

_SHORT = {"sat": 5, "sun": 6, "wed": 2}
_FULL = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
# Short ones are plain words too ("sit in the sun"), so they count only between such neighbours.
_BRIEF = (
    rf"(?P<short>{'|'.join(_SHORT)})(?= ?(?:$|[.,;:!?)\n])"
    r"| (?:morning|afternoon|evening|night|at|can|could|should|is|will|and|or|if|i|but|please)\b)"
)
# A sentence may close with "Wed", but with "sat" or "sun" it more often means the plain word.
_WED_LAST = r"(?P<short>wed)(?= ?(?:[.,!?\n]|$))"
# After these verbs and nouns nobody sits down: "can i wear makeup sat", "party sat night".
_SAT_LAST = r"(?<!i )(?<!we )(?<!he )(?<!she )(?<!have )(?<!just )(?<!has )(?<!and )(?P<short>sat)"
_SAT_LAST += r"(?= ?(?:[.,!?\n]|$)| (?:morning|afternoon|evening|night)\b)"
_ANY = rf"(?:{_FULL}|{_BRIEF})"
_WEEKEND = r"(?:weekend|week[ -]end|fin de week)"
_ONE_WEEK = r"(?:a|1|una) week"


def _weekday(pattern: str, kind: str, *weeks: int) -> Rule:
    def read(match: re.Match[str]) -> Meaning:
        short = match.groupdict().get("short")
        return kind, (_SHORT[short] if short else WEEKDAYS.index(match["weekday"]), *weeks)

    return rule(pattern, read)


RULES = (
    _weekday(rf"(?:(?:on|by|el) )?{_FULL}{PART_OF_DAY}", "weekday"),
    _weekday(rf"(?:on|by|for|until|till) {_BRIEF}{PART_OF_DAY}", "weekday"),
    _weekday(_WED_LAST, "weekday"),
    _weekday(_SAT_LAST, "weekday"),
    _weekday(rf"^(?P<short>{'|'.join(_SHORT)})$", "weekday"),
    _weekday(rf"(?:(?<=was )|(?<=is )){_BRIEF}{PART_OF_DAY}", "weekday"),
    _weekday(rf"(?:on )?(?:this|este)(?: coming)? {_ANY}{PART_OF_DAY}", "this_weekday"),
    _weekday(rf"(?:on )?(?:this )?(?:past|last) {_ANY}{PART_OF_DAY}", "last_weekday", 0),
    _weekday(rf"(?:el )?{_FULL} (?:pasado|just gone)", "last_weekday", 0),
    _weekday(rf"(?:el )?pasado {_FULL}", "last_weekday", 0),
    _weekday(rf"{_ONE_WEEK} (?:ago (?:on )?(?:last )?|last ){_FULL}", "last_weekday", 1),
    _weekday(rf"(?:the )?{_FULL} before last", "last_weekday", 1),
    _weekday(rf"(?:on )?(?:next|coming) {_ANY}{PART_OF_DAY}", "next_weekday", 0),
    _weekday(rf"(?:el )?proximo {_FULL}", "next_weekday", 0),
    _weekday(rf"(?:el )?{_FULL} (?:que viene|proximo)", "next_weekday", 0),
    _weekday(rf"{_ONE_WEEK} (?:from|on) (?:next )?{_FULL}", "next_weekday", 1),
    _weekday(rf"(?:on )?{_FULL} week", "next_weekday", 1),
    _weekday(rf"(?:on )?{_FULL}(?: of)? last week", "week_weekday", -1),
    _weekday(rf"last week (?:on )?{_FULL}", "week_weekday", -1),
    _weekday(rf"(?:on )?{_FULL}(?: of)? next week", "week_weekday", 1),
    _weekday(rf"next week (?:on )?{_FULL}", "week_weekday", 1),
    rule(rf"(?:every|each|most|cada) (?:{'|'.join(WEEKDAYS)}|{_WEEKEND})", fixed("nothing")),
    rule(
        rf"(?:(?:over|during|on|at|for|by|el) )?(?:the |this |este )?(?:coming )?{_WEEKEND}",
        fixed("weekend", 0),
    ),
    rule(rf"(?:over |on )?(?:the )?(?:this past|last|past) {_WEEKEND}", fixed("weekend", -1)),
    rule(rf"(?:el )?{_WEEKEND} pasado", fixed("weekend", -1)),
    rule(rf"(?:on )?next {_WEEKEND}|(?:el )?proximo {_WEEKEND}", fixed("weekend", 1)),
    rule(rf"(?:el )?{_WEEKEND} que viene", fixed("weekend", 1)),
    rule(r"(?:sometime |some time |early |late )?last week|la week pasada", fixed("week", -1)),
    rule(r"(?:earlier |later )?this week|esta week", fixed("week", 0)),
    rule(r"last month|el month pasado", fixed("month", -1)),
    rule(r"next month|el (?:month que viene|proximo month)", fixed("month", 1)),
)
