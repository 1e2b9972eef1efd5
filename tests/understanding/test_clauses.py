"""Tests of bot/understanding/clauses.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.clauses import clauses


def parts(text: str) -> list[str]:
    """The clauses' own words."""
    return [text[start:end].strip() for start, end in clauses(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("can i swim? is swelling normal", ["can i swim", "is swelling normal"]),
        ("can i swim and can i drink", ["can i swim", "can i drink"]),
        ("can i swim, also is my face ok", ["can i swim", "is my face ok"]),
        ("can i swim\nmy face is hot", ["can i swim", "my face is hot"]),
        ("it's red, but is that normal", ["it's red", "is that normal"]),
        ("soap and water", ["soap and water"]),
        ("i slept 7.5 hours", ["i slept 7.5 hours"]),
        ("It peels. It itches.", ["It peels", "It itches"]),
        ("what can i use", ["what can i use"]),
        ("", []),
        ("?! ... 😀", []),
    ],
)
def test_a_message_is_cut_where_a_thought_ends(text: str, expected: list[str]) -> None:
    """Marks and joining words cut only where something of its own follows."""
    assert parts(text) == expected


@given(st.text(max_size=120))
def test_clauses_are_in_order_apart_and_hold_something(text: str) -> None:
    """For any text the clauses lie inside it, do not overlap and are not empty of words."""
    end = 0
    for start, stop in clauses(text):
        assert end <= start < stop <= len(text)
        assert any(c.isalnum() for c in text[start:stop])
        end = stop


@given(st.lists(st.sampled_from(["can i swim", "is it red", "my skin peels"]), max_size=6))
def test_questions_in_a_row_are_told_apart(questions: list[str]) -> None:
    """As many clauses as questions."""
    assert parts("? ".join(questions)) == questions
