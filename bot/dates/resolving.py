"""Turns a mention of a day into calendar days, in the direction the caller knows."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta

from bot.dates.model import Direction, Order, When

_DATED = frozenset({"date", "month_day", "day_of_month", "numeric"})
_WEEKDAYS = frozenset({"weekday", "this_weekday", "last_weekday", "next_weekday"})
_SATURDAY = 5
_YEARS_SEARCHED = 8  # a 29 February may be eight years away
_MONTHS_SEARCHED = 3  # the 31st is never more than two months away


def resolve(when: When, today: date, direction: Direction, order: Order = "MDY") -> date | None:
    """The day that is meant; None if no day, or no single day, fits.

    Ahead, the nearest of several days is taken, as the answer for it is the stricter one. Back,
    a guess could make an answer too lenient, so several days give None.
    """
    options = candidates(when, today, direction, order)
    if direction == "past" and len(options) > 1:
        return None
    return options[0] if options else None


def candidates(
    when: When, today: date, direction: Direction, order: Order = "MDY"
) -> tuple[date, ...]:
    """Every day that fits, the likeliest reading or the nearest day first."""
    fitting: list[date] = []
    # Days outside the calendar (year 0, 30 February, 9999 weeks ahead) fit nothing.
    with suppress(ValueError, OverflowError):
        for day in _READINGS[when.kind](when.numbers, today, direction, order):
            right_way = day <= today if direction == "past" else day >= today
            if right_way and day not in fitting:
                fitting.append(day)
    return tuple(fitting)


def any_direction(when: When, today: date, order: Order) -> tuple[date, ...]:
    """Every day that fits, past or future, past ones first."""
    past = candidates(when, today, "past", order)
    return past + tuple(day for day in candidates(when, today, "future", order) if day not in past)


Named = Sequence[tuple[When, tuple[date, ...]]]


def without_echoes(named: Named) -> Named:
    """Leaves out a weekday that only repeats a date: "Thursday, 3 December" names one day."""
    dated = {day.weekday() for when, days in named if when.kind in _DATED for day in days}
    return [
        (when, days)
        for when, days in named
        if not (when.kind in _WEEKDAYS and when.numbers[0] in dated)
    ]


Numbers = tuple[int, ...]
Days = Iterator[date]


def _offset(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    return (today + timedelta(days=number) for number in numbers)


def _months(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    for number in numbers:
        year, month = _shift_month(today, number)
        yield date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def _now(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    yield today


def _treatment_day(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    """When today is that day since the treatment: the day of the treatment."""
    return (today - timedelta(days=number) for number in numbers)


def _weekday(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    ahead = (numbers[0] - today.weekday()) % 7
    if direction == "future":
        yield today + timedelta(days=ahead)
        if ahead == 0:
            yield today + timedelta(days=7)
    else:
        yield today + timedelta(days=ahead - 7)
        if ahead == 0:
            yield today


def _this_weekday(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    ahead = (numbers[0] - today.weekday()) % 7
    yield today + timedelta(days=ahead - 7 if direction == "past" and ahead else ahead)


def _last_weekday(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    weekday, weeks = numbers
    back = (today.weekday() - weekday) % 7 or 7
    yield today - timedelta(days=back + 7 * weeks)


def _next_weekday(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    weekday, weeks = numbers
    ahead = (weekday - today.weekday()) % 7 or 7
    yield today + timedelta(days=ahead + 7 * weeks)
    # "next Friday" said on a Monday is to many people the Friday of the week after.
    if weeks == 0 and today.weekday() + ahead < 7:
        yield today + timedelta(days=ahead + 7)


def _week_weekday(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    weekday, weeks = numbers
    yield today + timedelta(days=weekday - today.weekday() + 7 * weeks)


def _weekend(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    this_saturday = today + timedelta(days=_SATURDAY - today.weekday())
    shifts = {-1: (-1,), 0: (-1,) if direction == "past" else (0,), 1: (0, 1)}[numbers[0]]
    if today.weekday() >= _SATURDAY:
        shifts = (numbers[0],)
    for shift in shifts:
        yield from _run(this_saturday + timedelta(days=7 * shift), 2)


def _week(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    return _run(today + timedelta(days=7 * numbers[0] - today.weekday()), 7)


def _month(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    year, month = _shift_month(today, numbers[0])
    return _run(date(year, month, 1), calendar.monthrange(year, month)[1])


def _day_of_month(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    if len(numbers) == 2:
        yield date(*_shift_month(today, numbers[1]), numbers[0])
        return
    sign = -1 if direction == "past" else 1
    months = (_shift_month(today, sign * shift) for shift in range(_MONTHS_SEARCHED))
    yield from _first_real(((*month, numbers[0]) for month in months), today, direction)


def _month_day(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    sign = -1 if direction == "past" else 1
    years = (today.year + sign * shift for shift in range(_YEARS_SEARCHED + 1))
    yield from _first_real(((year, *numbers) for year in years), today, direction)


def _date(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    yield date(*numbers)


def _numeric(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    one, other, *year = numbers
    readings = [(one, other), (other, one)]
    for month, day in readings if order == "MDY" else reversed(readings):
        if month <= 12 and year:
            with suppress(ValueError):
                yield date(year[0], month, day)
        elif month <= 12:
            yield from _month_day((month, day), today, direction, order)


def _year(numbers: Numbers, today: date, direction: Direction, order: Order) -> Days:
    yield date(numbers[0], 1, 1)
    yield date(numbers[0], 12, 31)


_READINGS: dict[str, Callable[[Numbers, date, Direction, Order], Days]] = {
    "offset": _offset,
    "months": _months,
    "now": _now,
    "treatment_day": _treatment_day,
    "relative_day": _treatment_day,
    "weekday": _weekday,
    "this_weekday": _this_weekday,
    "last_weekday": _last_weekday,
    "next_weekday": _next_weekday,
    "week_weekday": _week_weekday,
    "weekend": _weekend,
    "week": _week,
    "month": _month,
    "day_of_month": _day_of_month,
    "month_day": _month_day,
    "date": _date,
    "numeric": _numeric,
    "year": _year,
}


def _run(first: date, length: int) -> Days:
    return (first + timedelta(days=shift) for shift in range(length))


def _shift_month(today: date, months: int) -> tuple[int, int]:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return year, month + 1


def _first_real(parts: Iterator[tuple[int, ...]], today: date, direction: Direction) -> Days:
    """The first of these dates that exists and lies in the direction, if any."""
    for year, month, day in parts:
        with suppress(ValueError):
            found = date(year, month, day)
            if found <= today if direction == "past" else found >= today:
                yield found
                return
