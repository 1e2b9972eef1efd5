"""Treatment days: never raised, never guessed, never out of reach."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.dates import Ambiguous, OutOfRange, asked_day, only_a_date, treatment_date
from bot.dates.model import FARTHEST
from bot.dates.treatment import DAY_OR_MONTH_FIRST, NOT_YET_COME, SEVERAL_DAYS, SEVERAL_NAMED

_TODAY = date(2026, 11, 20)
_WORDS = st.lists(
    st.sampled_from(
        """I had it done was my treatment can wear makeup on in after day days week ago last next
        the Tuesday Saturday yesterday tomorrow today now 3 14th Nov 11/12 hace el martes and or
        not weekend a few before is it ? , . post""".split()
    ),
    max_size=14,
).map(" ".join)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=60), _WORDS), st.dates(), st.booleans())
@example("9999 years ago", date.min, True)
@example("in 9999 years", date.max, True)
@example("on the 14th at 3 pm I think " * 150 + "x", _TODAY, True)
@example("today or tuesday " * 250, _TODAY, False)
def test_nothing_raises(text: str, today: date, answering: bool) -> None:
    """Any text on any day is read without an error, and days found are within reach."""
    told = treatment_date(text, today, answering=answering)
    if isinstance(told, date):
        assert abs(told - today) <= FARTHEST
    elif isinstance(told, Ambiguous):
        assert len(set(told.options)) == len(told.options) > 1
        assert told.why
    asked = asked_day(text, today)
    assert asked is None or today <= asked <= today + FARTHEST


@given(st.integers(0, 400), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_of_the_last_four_hundred_is_understood(days: int, today: date) -> None:
    """A treatment told by its full date is taken for that date."""
    day = today - timedelta(days=days)
    assert treatment_date(f"I had it done on {day.isoformat()}", today) == day
    assert treatment_date(f"it was {day.day} {day:%B} {day.year}", today) == day


def test_the_farthest_day() -> None:
    """400 days ago is still a treatment, 401 days ago is out of range."""
    assert treatment_date("400 days ago", _TODAY) == _TODAY - timedelta(days=400)
    assert isinstance(treatment_date("401 days ago", _TODAY), OutOfRange)


def test_a_past_treatment_cannot_lie_ahead() -> None:
    """A date to come, told as past, is refused with its reason."""
    told = treatment_date("I had it done on 2026-12-25", _TODAY)
    assert told == OutOfRange(date(2026, 12, 25), NOT_YET_COME)


def test_why_a_date_is_ambiguous() -> None:
    """The reason tells vague words, swapped day and month, and two days apart."""
    reasons = {
        "a few days ago": SEVERAL_DAYS,
        "11/10/2026": DAY_OR_MONTH_FIRST,
        "Tuesday or Wednesday": SEVERAL_NAMED,
    }
    for text, why in reasons.items():
        told = treatment_date(text, _TODAY)
        assert isinstance(told, Ambiguous)
        assert told.why == why


def test_only_a_date() -> None:
    """The answer to "when was it?" is told apart from a message that says more."""
    for text in ("yesterday", "it was on Tuesday I think", "the 14th, around 3pm", "hace 3 días"):
        assert only_a_date(text)
    for text in ("", "hello", "yesterday I swam", "3 days ago. Can I wear makeup?"):
        assert not only_a_date(text)
