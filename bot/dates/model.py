"""Plain data that the date grammar speaks in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Direction = Literal["past", "future"]
Order = Literal["MDY", "DMY"]

# No treatment farther away than this, either way, is one to advise on.
FARTHEST = timedelta(days=400)


@dataclass(frozen=True)
class When:
    """One mention of a day. `start` and `end` are positions in the text it was found in.

    `kind` says how `numbers` are read:
    offset: days from today, several if vague · months: months from today · now: none ·
    treatment_day: days since the treatment · relative_day: the same, but never a statement of
    how long ago it was ("the next day", "the day before") · weekday, this_weekday: 0 = Monday ·
    last_weekday, next_weekday: 0 = Monday, further weeks · week_weekday: 0 = Monday, weeks from
    this one · weekend, week, month: how many from this one · day_of_month: day, and months from
    this one if said · month_day: month, day · date: year, month, day · numeric: two numbers in
    either order, and the year if said · year.
    """

    kind: str
    numbers: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Ambiguous:
    """More than one day fits; `options` holds them, the likeliest order first."""

    options: tuple[date, ...]
    why: str


@dataclass(frozen=True)
class OutOfRange:
    """A day was named, but it cannot be that of a treatment worth advising on."""

    date: date
    why: str
