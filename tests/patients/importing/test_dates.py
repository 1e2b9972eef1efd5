"""The dates of a clinic's file."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.patients.errors import FieldError
from bot.patients.importing.dates import treatment_date

TODAY = date(2026, 11, 20)
FORMATS = {"ISO": "%Y-%m-%d", "DMY": "%d/%m/%Y", "MDY": "%m/%d/%Y"}


@given(st.dates(date(1990, 1, 1), date(2028, 11, 20)), st.sampled_from(sorted(FORMATS)))
def test_a_date_is_read_as_it_was_written(day, order):
    """In each order, with and without leading zeros, with any separator and a time behind it."""
    written = day.strftime(FORMATS[order])
    short = {"ISO": "{0.year}-{0.month}-{0.day}", "DMY": "{0.day}.{0.month}.{0.year}"}
    assert treatment_date(written, order, TODAY, "Date") == day
    assert treatment_date(f" {written} 14:30:00 ", order, TODAY, "Date") == day
    if order in short:
        assert treatment_date(short[order].format(day), order, TODAY, "Date") == day


@pytest.mark.parametrize(
    "time", ["T09:00", " 9:05", " 09:05:00.000", " 2:30 PM", " 2:30pm", "  11:59"]
)
def test_a_time_of_day_is_left_out(time):
    """Exports write the hour in many ways; none matters."""
    assert treatment_date(f"2026-11-20{time}", "ISO", TODAY, "Date") == TODAY


@pytest.mark.parametrize(
    ("cell", "order", "wrong"),
    [
        ("", "DMY", "is empty"),
        ("11/25/2026", "DMY", "'11/25/2026' is not in the calendar as day/month/year"),
        ("25/11/2026", "MDY", "'25/11/2026' is not in the calendar as month/day/year"),
        ("2026-02-29", "ISO", "'2026-02-29' is not in the calendar as year-month-day"),
        ("2026-11-25", "DMY", "'2026-11-25' is no date written day/month/year"),
        ("25/11/2026", "ISO", "'25/11/2026' is no date written year-month-day"),
        ("25/11/26", "DMY", "'25/11/26' has a year of two digits"),
        ("2026-11-20T23:30:00Z", "ISO", "'2026-11-20T23:30:00Z' has a time zone"),
        ("2026-11-20 23:30-05:00", "ISO", "'2026-11-20 23:30-05:00' has a time zone"),
        ("25/11-2026", "DMY", "'25/11-2026' is no date"),
        ("soon", "ISO", "'soon' is no date"),
        ("1989-12-31", "ISO", "1989-12-31 is before 1990"),
        ("21/11/2028", "DMY", "2028-11-21 is more than 2 years ahead"),
        ("0000-00-00", "ISO", "'0000-00-00' is not in the calendar"),
    ],
)
def test_each_fault_is_named(cell, order, wrong):
    """What is wrong with the cell, under the name of its column, and what to do."""
    with pytest.raises(FieldError) as caught:
        treatment_date(cell, order, TODAY, "Visit date")
    assert caught.value.wrong.startswith(wrong)
    assert caught.value.field == "Visit date" and caught.value.fix


def test_a_fault_cannot_paint_the_screen():
    """Escape codes in a cell are shown, not sent to the terminal."""
    with pytest.raises(FieldError) as caught:
        treatment_date("\x1b[2J", "ISO", TODAY, "Date")
    assert "\x1b" not in str(caught.value)


@given(st.text(max_size=25), st.sampled_from(sorted(FORMATS)))
def test_any_text_is_a_date_or_a_clear_error(cell, order):
    """Nothing but FieldError is raised."""
    try:
        day = treatment_date(cell, order, TODAY, "Date")
    except FieldError as error:
        assert error.wrong and error.fix
    else:
        assert date(1990, 1, 1) <= day <= date(2028, 11, 20)
