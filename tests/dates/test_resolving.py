"""From a mention to a day of the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates import When, find_when, resolve
from bot.dates.resolving import candidates
from bot.dates.wording import WEEKDAYS

_PHRASES = st.sampled_from(
    """yesterday|tomorrow|today|now|3 days ago|in 3 days|a week ago|next week|last week|this week
    |last month|next month|a month ago|in a month|Tuesday|this Tuesday|last Tuesday|next Tuesday
    |a week last Thursday|Tuesday before last|Tuesday week|Tuesday last week|Tuesday next week
    |over the weekend|last weekend|next weekend|the 14th|the 31st|the 30th of last month|Feb 29
    |Nov 14|14 November|on 11/12|on 31/1|2026-11-14|in 1990|day 3|after 5 days|a few days ago
    |36 hours ago|9999 weeks ago|in 9999 weeks|in 9999 months|9999 months ago|2100-02-29""".replace(
        "\n    ", ""
    ).split("|")
)
_FRIDAY = date(2026, 11, 20)


def _mention(phrase: str) -> When:
    (when,) = find_when(phrase)
    return when


@given(_PHRASES, st.dates())
def test_directions_are_kept(phrase: str, today: date) -> None:
    """On any day there is, past never lies ahead and future never lies back."""
    when = _mention(phrase)
    for order in ("MDY", "DMY"):
        assert all(day <= today for day in candidates(when, today, "past", order))
        assert all(day >= today for day in candidates(when, today, "future", order))
        past, future = (resolve(when, today, way, order) for way in ("past", "future"))
        assert past is None or past <= today
        assert future is None or future >= today


@given(st.sampled_from(WEEKDAYS), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_weekday_is_that_weekday(weekday: str, today: date) -> None:
    """A weekday resolves to a day of that name within a week either way."""
    for phrase in (weekday, f"this {weekday}", f"last {weekday}", f"next {weekday}"):
        for direction in ("past", "future"):
            for day in candidates(_mention(phrase), today, direction):
                assert WEEKDAYS[day.weekday()] == weekday
                assert abs(day - today) <= timedelta(days=13)


@given(st.integers(0, 9999), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_days_ago_and_ahead_are_calendar_days(days: int, today: date) -> None:
    """N days ago and in N days are exactly N days away, across months, years and leap days."""
    assert resolve(_mention(f"{days} days ago"), today, "past") == today - timedelta(days=days)
    assert resolve(_mention(f"in {days} days"), today, "future") == today + timedelta(days=days)


def test_a_vague_past_is_not_guessed() -> None:
    """Of several past days none is picked; of several days ahead the nearest is."""
    assert resolve(_mention("a few days ago"), _FRIDAY, "past") is None
    assert resolve(_mention("in a few days"), _FRIDAY, "future") == date(2026, 11, 22)


def test_a_past_phrase_has_no_future() -> None:
    """A phrase that says past gives no day ahead, and the other way round."""
    assert resolve(_mention("yesterday"), _FRIDAY, "future") is None
    assert resolve(_mention("tomorrow"), _FRIDAY, "past") is None


@pytest.mark.parametrize(
    ("hours", "days"), [(2, [0]), (24, [1]), (36, [1, 2]), (48, [2]), (72, [3])]
)
def test_hours_become_days(hours: int, days: list[int]) -> None:
    """Whole days of hours are days, a few hours are today, and between lie two possible days."""
    found = candidates(_mention(f"{hours} hours ago"), _FRIDAY, "past")
    assert [(_FRIDAY - day).days for day in found] == days


def test_a_day_that_does_not_exist_fits_nothing() -> None:
    """30 February is found in the text but is no day."""
    assert candidates(_mention("Feb 30"), _FRIDAY, "past") == ()
