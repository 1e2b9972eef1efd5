"""Tests of bot/protocol/model.py."""

from __future__ import annotations

import pytest

from bot.protocol.model import Window, condition_holds


def test_a_window_holds_both_its_ends() -> None:
    """The first and the last day belong to the window, their neighbours do not."""
    assert [day in Window(2, 4) for day in (1, 2, 4, 5)] == [False, True, True, False]


def test_an_open_end_has_no_limit() -> None:
    """None on either side lets every day on that side in."""
    assert -10_000 in Window(None, 0)
    assert 10_000 in Window(0, None)


@pytest.mark.parametrize(
    ("window", "shown"),
    [
        (Window(None, -1), "before"),
        (Window(None, None), "any"),
        (Window(None, 4), "up to 4"),
        (Window(3, 3), "3"),
        (Window(3, 5), "3-5"),
        (Window(3, None), "3+"),
    ],
)
def test_a_window_prints_as_it_is_written(window: Window, shown: str) -> None:
    """Every form of window has a short spelling for messages."""
    assert str(window) == shown


@pytest.mark.parametrize(
    ("condition", "areas", "holds"),
    [
        (None, {"face"}, True),
        (None, {"eyes"}, True),
        ("eyes", {"face", "eyes"}, True),
        ("eyes", {"face"}, False),
        ("not eyes", {"face", "eyes"}, False),
        ("not eyes", set(), True),
    ],
)
def test_a_condition_asks_only_about_the_eyes(
    condition: str | None, areas: set[str], holds: bool
) -> None:
    """`areas:` looks at whether the eye area was treated, whatever else was."""
    assert condition_holds(condition, frozenset(areas)) is holds
