"""What may be stored in a field."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.patients.errors import FieldError
from bot.patients.fields import AREAS, did_you_mean, one_line, plausible_date, treated_areas

TODAY = date(2026, 11, 20)


def test_spaces_are_tidied():
    """Doubled spaces, line ends and a byte order mark disappear; accents are composed."""
    assert one_line("\ufeff  Zoe\u0308 \n  Lee ", "name") == "Zoë Lee"


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\ufeff"])
def test_blank_text_is_refused(text):
    """Nothing but space is no name, and the error says what to do."""
    with pytest.raises(FieldError, match="name: is empty; fill in the name"):
        one_line(text, "name")


@pytest.mark.parametrize("text", ["a\x1b[31mb", "a\x00b", "a\u202eb", "a\ud83db", "x" * 201])
def test_text_that_harms_a_screen_or_database_is_refused(text):
    """Escape codes, direction marks, half an emoji and endless text are refused unrepeated."""
    with pytest.raises(FieldError) as caught:
        one_line(text, "name")
    assert text not in str(caught.value)


@given(st.text(max_size=250))
def test_what_is_accepted_stays_as_it_is(text):
    """Tidying a tidied text changes nothing, and it always fits one line."""
    try:
        tidy = one_line(text, "name")
    except FieldError:
        return
    assert one_line(tidy, "name") == tidy
    assert len(tidy.splitlines()) == 1


def test_areas_are_a_set_in_lower_case():
    """Case, spaces and repetition do not matter, nor does a single word instead of a list."""
    assert treated_areas(["Eyes ", "face", "eyes"]) == {"eyes", "face"}
    assert treated_areas("neck") == {"neck"}


def test_an_unknown_area_comes_with_advice():
    """A slip of the pen gets the word that was meant."""
    with pytest.raises(FieldError, match="'eye' is not a treated area; did you mean 'eyes'"):
        treated_areas(["eye"])


def test_no_area_is_refused():
    """A treatment has at least one area."""
    with pytest.raises(FieldError, match="write one or more of face, eyes"):
        treated_areas([])


@pytest.mark.parametrize(
    ("day", "good"),
    [
        (date(1989, 12, 31), False),
        (date(1990, 1, 1), True),
        (date(2028, 11, 20), True),
        (date(2028, 11, 21), False),
    ],
)
def test_dates_are_plausible_from_1990_to_two_years_ahead(day, good):
    """Both edges of the plausible time, from inside and outside."""
    if good:
        assert plausible_date(day, TODAY) == day
    else:
        with pytest.raises(FieldError, match="check the year"):
            plausible_date(day, TODAY)


def test_two_years_ahead_of_a_leap_day():
    """29 February has no same day two years later; 1 March stands in."""
    assert plausible_date(date(2026, 3, 1), date(2024, 2, 29)) == date(2026, 3, 1)


def test_advice_lists_the_choices_when_nothing_is_near():
    """A word far from all choices gets the whole list."""
    assert did_you_mean("zzz", AREAS) == "write one of face, eyes, neck, scalp, body"
