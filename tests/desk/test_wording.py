"""Dates and sources in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.wording import Calendar
from bot.protocol.engine import rule_for
from tests.desk.clinic import TODAY

FACE = frozenset({"face"})


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TODAY, "today (Fri, Nov 20)"),
        (date(2026, 11, 21), "tomorrow (Sat, Nov 21)"),
        (date(2026, 11, 19), "yesterday (Thu, Nov 19)"),
        (date(2026, 11, 22), "Sun, Nov 22"),
        (date(2027, 1, 3), "Sun, Jan 3, 2027"),
    ],
)
def test_a_date_is_said_as_people_say_it(day, said):
    """Near days have a word, and the year is there only where it is another one."""
    assert Calendar(TODAY, None).say(day) == said


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-400, 400))
def test_days_and_dates_are_each_others_inverse(treated_on, day):
    """The date of a day has that day number."""
    calendar = Calendar(TODAY, treated_on)
    assert calendar.day_of(calendar.date_of(day)) == day


def test_without_a_treatment_date_there_are_no_days():
    """No date gives no day, and no day gives no date."""
    calendar = Calendar(TODAY, None)
    assert calendar.day_of(TODAY) is None
    assert calendar.date_of(3) is None
    assert Calendar(TODAY, TODAY).date_of(None) is None


def test_the_clinics_numbers_are_filled_in(clinic):
    """A clinic with a phone is named with it, one without by its name alone."""
    wording = clinic.desk.wording
    assert wording.fill("{clinic}, {emergency_number}") == "the clinic, 911"
    with_phone = replace(wording, clinic_phone="+12125550100", emergency_number="112")
    assert with_phone.fill("{clinic}, {emergency_number}") == "the clinic at +12125550100, 112"


def test_curly_words_inside_a_value_stay_as_they_are(clinic):
    """What is filled in is never itself filled in."""
    assert clinic.desk.wording.fill("{x}", x="{clinic}") == "{clinic}"


def test_an_expectation_names_its_last_day(clinic):
    """The date said is the last one on which the symptom is expected."""
    calendar = Calendar(TODAY, TODAY - timedelta(days=3))
    ruling = rule_for(clinic.protocol, "dryness_flaking", 3, FACE)
    last = calendar.say(calendar.date_of(ruling.next_day - 1))
    assert clinic.phrase("expected_until", date=last) in clinic.desk.wording.paragraph(
        ruling, calendar, None
    )


def test_without_a_date_no_date_is_said(clinic):
    """An answer for an unknown day holds no date and no day."""
    ruling = rule_for(clinic.protocol, "ice", None, FACE)
    assert clinic.desk.wording.change(ruling, Calendar(TODAY, None)) == ""


def test_every_clinic_answer_names_its_place_on_the_sheet(clinic):
    """What the clinic says is said with the heading it stands under."""
    calendar = Calendar(TODAY, TODAY)
    for topic in set(clinic.protocol.rules) - {"aftercare_overview"}:
        ruling = rule_for(clinic.protocol, topic, 0, FACE)
        said = clinic.desk.wording.paragraph(ruling, calendar, None)
        assert said.endswith(clinic.desk.wording.source(ruling))
        if ruling.basis == "clinic":
            assert ruling.section.rstrip("?") in said
