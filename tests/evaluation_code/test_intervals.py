"""Shares and their intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.intervals import Share


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilson(hits: int, of: int, low: float, high: float) -> None:
    """The interval has the published values of Wilson's score interval."""
    assert Share(hits, of).interval == pytest.approx((low, high), abs=5e-5)


def test_no_cases_say_nothing() -> None:
    """Of no cases there is no share, and everything is possible."""
    assert Share(0, 0).value is None
    assert Share(0, 0).interval == (0.0, 1.0)


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share(case: tuple[int, int]) -> None:
    """The share lies in its interval, and the interval in 0 to 1."""
    share = Share(*case)
    low, high = share.interval
    assert share.value is not None
    assert 0.0 <= low <= share.value <= high <= 1.0


@given(st.integers(0, 50), st.integers(1, 50))
def test_more_cases_narrow_the_interval(hits: int, misses: int) -> None:
    """Ten times the cases at the same share make a narrower interval."""
    low, high = Share(hits, hits + misses).interval
    narrow_low, narrow_high = Share(10 * hits, 10 * (hits + misses)).interval
    assert narrow_high - narrow_low < high - low
