"""When the treatment was, or will be, as far as the message says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.dates import cues
from bot.dates.model import FARTHEST, Ambiguous, Order, OutOfRange, When
from bot.dates.resolving import Named, any_direction, candidates, without_echoes
from bot.dates.roles import Role, judged
from bot.dates.wording import canonical

# A past date without a year that is longer ago than this may be a slip for one to come.
_HALF_A_YEAR = timedelta(days=182)

SEVERAL_DAYS = "more than one day fits these words"
DAY_OR_MONTH_FIRST = "day and month could be either way round"
SEVERAL_NAMED = "more than one day was named"
TOO_LONG_AGO = "too long ago"
TOO_FAR_AHEAD = "too far ahead"
NOT_YET_COME = "told as past, but that day has not come yet"


def treatment_date(
    text: str, today: date, order: Order = "MDY", answering: bool = False
) -> date | Ambiguous | OutOfRange | None:
    """The day of the treatment that the message tells; None if it tells none.

    `answering`: the bot has just asked when the treatment was. Then any date given counts, also
    a lone one that is still to come ("tomorrow"), unless the message asks about that date.
    `order`: how the clinic's patients write 11/12.
    """
    told = [(when, role) for when, role in judged(text) if _tells(when, role, answering)]
    named = [(when, _days(when, role, today, order, answering)) for when, role in told]
    named = [(when, days) for when, days in named if days]
    if not named:
        return _not_yet_come(told, today, order)
    named = without_echoes(named)
    days = _agreed(named, text)
    near = tuple(day for day in days if abs(day - today) <= FARTHEST)
    if not near:
        return OutOfRange(days[0], TOO_LONG_AGO if days[0] < today else TOO_FAR_AHEAD)
    return near[0] if len(near) == 1 else Ambiguous(near, _why(named))


def _tells(when: When, role: Role, answering: bool) -> bool:
    if when.kind == "relative_day":
        return False
    return role in (Role.DONE, Role.UPCOMING, Role.ALONE) or (answering and role is Role.NEITHER)


def _days(when: When, role: Role, today: date, order: Order, answering: bool) -> tuple[date, ...]:
    ahead = candidates(when, today, "future", order)
    if role is Role.UPCOMING:
        return ahead
    past = candidates(when, today, "past", order)
    if when.kind in ("month_day", "numeric") and past and today - past[0] > _HALF_A_YEAR:
        return past + tuple(day for day in ahead if day - today <= _HALF_A_YEAR)
    return past or (ahead if answering else ())


def _agreed(named: Named, text: str) -> tuple[date, ...]:
    """The days all mentions agree on; the later mention if it corrects; otherwise all of them."""
    words = canonical(text).text
    (before, agreed), *rest = named
    for when, days in rest:
        common = tuple(day for day in agreed if day in days)
        if common:
            agreed = common
        elif cues.CORRECTION.search(words, before.end, when.start):
            agreed = days
        else:
            agreed += tuple(day for day in days if day not in agreed)
        before = when
    return agreed


def _not_yet_come(
    told: Sequence[tuple[When, Role]], today: date, order: Order
) -> OutOfRange | None:
    for when, _ in told:
        if when.kind in ("date", "numeric", "year"):
            for day in any_direction(when, today, order):
                far = day - today > FARTHEST
                return OutOfRange(day, TOO_FAR_AHEAD if far else NOT_YET_COME)
    return None


def _why(named: Named) -> str:
    if len(named) > 1:
        return SEVERAL_NAMED
    return DAY_OR_MONTH_FIRST if named[0][0].kind == "numeric" else SEVERAL_DAYS
