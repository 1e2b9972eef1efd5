"""Tests of bot/protocol/days.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.protocol.days import LAST_DAY, gaps, parse_window
from bot.protocol.model import Window

DAYS = range(-20, 40)
EDGES = st.integers(-10, 30)
WINDOWS = st.one_of(
    st.builds(lambda first, length: Window(first, first + length), EDGES, st.integers(0, 9)),
    st.builds(lambda last: Window(None, last), EDGES),
    st.builds(lambda first: Window(first, None), EDGES),
)


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("before", Window(None, -1)),
        ("any", Window(None, None)),
        ("0", Window(0, 0)),
        ("2-7", Window(2, 7)),
        (" 2 - 7 ", Window(2, 7)),
        ("7+", Window(7, None)),
    ],
)
def test_every_form_of_the_grammar_is_read(text: str, window: Window) -> None:
    """Each of the five forms gives the window it names."""
    assert parse_window(text) == window


@pytest.mark.parametrize(
    "text",
    ["", "soon", "-1", "1-", "+1", "1..3", "1-3+", "1 2", "1.5", "٣", "2–7", "Before", "0x1"],
)
def test_nonsense_is_no_window(text: str) -> None:
    """Anything outside the grammar is refused with what was written."""
    with pytest.raises(ValueError, match="is not a window of days"):
        parse_window(text)


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    """7-2 is a slip, not a window."""
    with pytest.raises(ValueError, match="'7-2' ends before it begins"):
        parse_window("7-2")


@pytest.mark.parametrize("text", [f"{LAST_DAY + 1}", "0-99999", "999999+", "9" * 5000, "9" * 20])
def test_huge_numbers_are_refused_shortly(text: str) -> None:
    """No number is too big for the message, and the message stays short."""
    with pytest.raises(ValueError) as caught:
        parse_window(text)
    assert len(str(caught.value)) < 100


@given(st.integers(0, LAST_DAY), st.integers(0, LAST_DAY))
def test_a_window_reads_back_as_it_prints(one: int, other: int) -> None:
    """str(window) is the grammar's own spelling."""
    first, last = sorted((one, other))
    for window in (Window(first, last), Window(first, None), Window(None, -1), Window(None, None)):
        assert parse_window(str(window)) == window


@given(st.lists(WINDOWS, max_size=6))
def test_gaps_are_exactly_the_uncovered_days(windows: list[Window]) -> None:
    """A day is in one gap if no window holds it, and in none otherwise."""
    found = gaps(windows)
    for day in DAYS:
        covered = any(day in window for window in windows)
        assert sum(day in gap for gap in found) == (0 if covered else 1)


@given(st.lists(WINDOWS, max_size=6), EDGES)
def test_gaps_from_a_day_on_leave_out_what_is_earlier(windows: list[Window], start: int) -> None:
    """With a start, only the days from there on count."""
    found = gaps(windows, start)
    for day in DAYS:
        covered = day < start or any(day in window for window in windows)
        assert sum(day in gap for gap in found) == (0 if covered else 1)


@given(WINDOWS, WINDOWS)
def test_windows_overlap_when_they_share_a_day(one: Window, other: Window) -> None:
    """`overlaps` agrees with counting the days, either way round."""
    shares = any(day in one and day in other for day in DAYS)
    assert one.overlaps(other) == other.overlaps(one) == shares
