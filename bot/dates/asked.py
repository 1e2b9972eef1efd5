"""The day that a question is about: "can I swim on Saturday?", "is this normal on day 5?"."""

from __future__ import annotations

from datetime import date, timedelta

from bot.dates.model import FARTHEST, Order, When
from bot.dates.resolving import candidates, without_echoes
from bot.dates.roles import Role, judged, only_a_date

_COUNTED = ("treatment_day", "relative_day")
_WITHOUT_YEAR = ("month_day", "numeric")
# A date without a year that is farther ahead than this was most likely meant as past.
_HALF_A_YEAR = timedelta(days=182)


def asked_day(text: str, today: date, order: Order = "MDY") -> date | None:
    """The present or future day the message asks about; None if it names none.

    Of several days the nearest counts, since its answer is the stricter one. A lone date
    ("on Saturday") is taken as asked about: do not call this with the answer to "when was your
    treatment?" (see `only_a_date`).
    """
    named = [(when, _days_ahead(when, today, order)) for when in _asked(text)]
    if only_a_date(text) and not all(days for _, days in named):
        return None  # "Friday the 13th", said after the 13th
    named = [(when, days) for when, days in without_echoes(named) if days]
    # "Now" is a word of the sentence more often than a day asked about.
    firm = [days[0] for when, days in named if when.kind != "now"]
    return min(firm or [days[0] for _, days in named], default=None)


def asked_treatment_day(text: str) -> int | None:
    """The day since the treatment the message asks about ("on day 5", "the next day").

    Of several the first, since its answer is the stricter one. Negative: before the treatment.
    """
    days = [min(when.numbers) for when in _asked(text, counted=True)]
    return min(days, default=None)


def _days_ahead(when: When, today: date, order: Order) -> tuple[date, ...]:
    farthest = _HALF_A_YEAR if when.kind in _WITHOUT_YEAR else FARTHEST
    ahead = candidates(when, today, "future", order)
    return tuple(day for day in ahead if day - today <= farthest)


def _asked(text: str, counted: bool = False) -> list[When]:
    # "Tuesday. Can I swim?" answers before it asks; "on Saturday" by itself asks again.
    roles = (Role.ASKED, Role.ALONE) if only_a_date(text) else (Role.ASKED,)
    return [
        when for when, role in judged(text) if role in roles and (when.kind in _COUNTED) is counted
    ]
