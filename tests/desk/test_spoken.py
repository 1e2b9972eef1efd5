"""Dates and our few own words in each language."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.spoken import spoken_in
from bot.desk.wording import Calendar
from tests.desk.clinic import TODAY


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TODAY, "hoy (vie 20 nov)"),
        (date(2026, 11, 21), "mañana (sáb 21 nov)"),
        (date(2026, 11, 19), "ayer (jue 19 nov)"),
        (date(2026, 11, 23), "el lun 23 nov"),
        (date(2027, 1, 6), "el mié 6 ene 2027"),
    ],
)
def test_a_date_is_said_in_spanish(day, said):
    """Near days have a word, and the year is there only where it is another one."""
    assert Calendar(TODAY, None).say(day, "es") == said


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_each_date_has_its_own_words(day):
    """Day, month and year of any date are there in either language, whatever the locale."""
    for language in ("en", "es"):
        said = Calendar(TODAY, None).say(day, language)
        spoken = spoken_in(language)
        assert str(day.day) in said
        assert spoken.months[day.month - 1] in said
        assert spoken.weekdays[day.weekday()] in said
        assert (str(day.year) in said) == (day.year != TODAY.year)


def test_the_clinic_is_named_with_its_phone(clinic):
    """With a number and without, in the words of the language."""
    wording = clinic.desk.wording_in("es")
    assert wording.fill("{clinic}") == "la clínica"
    assert spoken_in("es").the_clinic("+12125550100") == "la clínica, al +12125550100"


def test_a_language_we_do_not_speak_gets_english_words():
    """Nothing fails for it."""
    assert spoken_in("fr") == spoken_in("en")
