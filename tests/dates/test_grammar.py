"""Where mentions are found, and as what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates import find_when


@pytest.mark.parametrize(
    ("text", "phrase", "kind", "numbers"),
    [
        ("I had it THREE   days ago!", "THREE   days ago", "offset", (-3,)),
        ("¿puedo nadar mañana?", "mañana", "offset", (1,)),
        ("done yesturday morning", "yesturday morning", "offset", (-1,)),
        ("can I run after 5 days", "after 5 days", "treatment_day", (5,)),
        ("is it fine on day 5?", "day 5", "treatment_day", (5,)),
        ("what of the next day", "the next day", "relative_day", (1,)),
        ("a week last Thursday", "a week last Thursday", "last_weekday", (3, 1)),
        ("tuseday", "tuseday", "weekday", (1,)),
        ("on 14/11", "on 14/11", "numeric", (14, 11)),
        ("Nov 14, 2026.", "Nov 14, 2026", "date", (2026, 11, 14)),
        ("2026-11-14", "2026-11-14", "date", (2026, 11, 14)),
        ("a few days ago", "a few days ago", "offset", (-2, -3, -4)),
        ("over the weekend", "over the weekend", "weekend", (0,)),
        ("in 1990", "in 1990", "year", (1990,)),
    ],
)
def test_mention(text: str, phrase: str, kind: str, numbers: tuple[int, ...]) -> None:
    """A mention carries its kind and numbers and points at the patient's own words."""
    (when,) = find_when(text)
    assert (text[when.start : when.end], when.kind, when.numbers) == (phrase, kind, numbers)


def test_the_longest_phrase_wins() -> None:
    """ "The day before yesterday" is one mention, not also "yesterday"."""
    assert [when.numbers for when in find_when("the day before yesterday")] == [(-2,)]


def test_mentions_come_in_the_order_of_the_text() -> None:
    """Several mentions are listed as they are read."""
    found = find_when("tomorrow, not yesterday, or on Saturday")
    assert [when.kind for when in found] == ["offset", "offset", "weekday"]


@given(st.text(alphabet=st.characters(), max_size=80))
def test_positions_lie_in_the_text(text: str) -> None:
    """Whatever is typed, mentions lie inside the text and do not overlap."""
    end = 0
    for when in find_when(text):
        assert end <= when.start < when.end <= len(text)
        end = when.end


@given(st.sampled_from(["yesterday", "3 days ago", "on Tuesday", "Nov 14"]), st.data())
def test_case_and_blanks_do_not_matter(phrase: str, data: st.DataObject) -> None:
    """Capitals and extra blanks change nothing but the positions."""
    letters = [letter.upper() if data.draw(st.booleans()) else letter for letter in phrase]
    typed = "".join(letters).replace(" ", "  ")
    assert [(w.kind, w.numbers) for w in find_when(typed)] == [
        (w.kind, w.numbers) for w in find_when(phrase)
    ]
