"""How many days an amount of time is: "3 days", "a couple of weeks", "36 hours"."""

from __future__ import annotations

import re

# What people mean by "a few": kept to three, so that each can be offered as a choice.
_FEW = (2, 3, 4)
_DAYS = {"day": 1, "d": 1, "night": 1, "week": 7, "w": 7, "fortnight": 14}
_MONTHS = {"month": 1, "year": 12}
# Up to this many hours back or ahead is the same day for anyone awake.
_SAME_DAY_HOURS = 6


def days(match: re.Match[str]) -> tuple[int, ...]:
    """The amount in days, several if vague; none for months and years (see `months`)."""
    unit = match["unit"]
    if unit == "minute":
        return (0,)
    if unit in ("hour", "h"):
        return tuple(sorted({day for hours in _counts(match) for day in _of_hours(hours)}))
    if unit not in _DAYS:
        return ()
    whole = [count * _DAYS[unit] for count in _counts(match)]
    if match["half"]:
        half, odd = divmod(_DAYS[unit], 2)
        whole = [count + half + extra for count in whole for extra in range(odd + 1)]
    return tuple(sorted(set(whole)))


def months(match: re.Match[str]) -> tuple[int, ...]:
    """The amount in calendar months; none for shorter units."""
    size = _MONTHS.get(match["unit"], 0)
    return tuple(count * size for count in _counts(match)) if size else ()


def _counts(match: re.Match[str]) -> tuple[int, ...]:
    if match["low"]:
        low, high = int(match["low"]), int(match["high"] or match["low"])
        return tuple(range(low, high + 1)) if low <= high <= low + 7 else (low,)
    if match["couple"]:
        return (2,)
    return _FEW if match["few"] else (1,)


def _of_hours(hours: int) -> tuple[int, ...]:
    if hours <= _SAME_DAY_HOURS:
        return (0,)
    whole, rest = divmod(hours, 24)
    return (whole,) if rest == 0 else (whole, whole + 1)
