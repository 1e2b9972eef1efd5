"""Canonical words: typos, numbers, Spanish, and positions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.wording import canonical, edit_distance


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yesturday", "yesterday"),
        ("tomorow", "tomorrow"),
        ("tommorow", "tomorrow"),
        ("2moro", "tomorrow"),
        ("tuseday", "tuesday"),
        ("wensday", "wednesday"),
        ("thrusday", "thursday"),
        ("saterday", "saturday"),
        ("Novemeber", "november"),
        ("Twenty-one", "21"),
        ("miércoles", "wednesday"),
        ("días", "day"),
        ("I’m", "i'm"),
        ("3days", "3day"),
    ],
)
def test_spelling(typed: str, meant: str) -> None:
    """Common misspellings, number words and Spanish become the one canonical word."""
    assert canonical(typed).text == meant


@pytest.mark.parametrize("word", ["sundry", "thirsty", "mondays", "sunny", "today", "daily", "may"])
def test_real_words_are_left_alone(word: str) -> None:
    """An ordinary word near a day word is not corrected into it."""
    assert canonical(word).text == word


def test_a_word_between_two_days_is_left_alone() -> None:
    """A misspelling as near to Tuesday as to Thursday is not guessed."""
    assert canonical("thuesday").text == "thuesday"


@given(st.text(max_size=60))
def test_places_follow_the_message(message: str) -> None:
    """Each canonical word points at its own piece of the message, in order."""
    wording = canonical(message)
    end = 0
    for start, stop, origin_start, origin_end in wording.places:
        assert wording.text[start:stop]
        assert end <= origin_start < origin_end <= len(message)
        end = origin_end


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))
def test_edit_distance_is_a_distance(one: str, other: str) -> None:
    """It is symmetric, zero only for equals, and never more than the longer word."""
    distance = edit_distance(one, other)
    assert distance == edit_distance(other, one)
    assert (distance == 0) == (one == other)
    assert distance <= max(len(one), len(other))
