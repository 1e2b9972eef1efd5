"""The made-up clinic."""

from __future__ import annotations

from datetime import date, timedelta

import phonenumbers
import pytest

from bot.patients.demo import seed_demo
from bot.patients.records import current_treatment

TODAY = date(2026, 11, 20)
DAYS = {"DEMO-DAY-0": 0, "DEMO-DAY-1": 1, "DEMO-DAY-3": 3, "DEMO-DAY-8": 8, "DEMO-BEFORE": -3}


@pytest.mark.parametrize("later", [0, 1, 400, -30])
def test_every_patient_is_at_the_promised_point(register, later):
    """On the first call and on any other day, each is dated from that day."""
    seed_demo(register, TODAY)
    today = TODAY + timedelta(days=later)
    listed = seed_demo(register, today)
    assert {
        reference: (
            today - current_treatment(register.patient(reference).treatments, today).treated_on
        ).days
        for reference, _ in listed
    } == DAYS


def test_calling_again_adds_nobody(register):
    """Five patients with one treatment each, however often it is called."""
    for _ in range(3):
        seed_demo(register, TODAY)
    assert {record.reference for record in register.patients()} == set(DAYS)
    assert all(len(record.treatments) == 1 for record in register.patients())


def test_only_one_had_the_eyes_treated(register):
    """The patient of day 3, as the title says."""
    titles = dict(seed_demo(register, TODAY))
    with_eyes = [r.reference for r in register.patients() if "eyes" in r.treatments[0].areas]
    assert with_eyes == ["DEMO-DAY-3"] and "eye" in titles["DEMO-DAY-3"]


def test_titles_begin_with_the_patients_name(register):
    """A title is readable and fits its patient."""
    for reference, title in seed_demo(register, TODAY):
        assert title.startswith(register.patient(reference).name.split()[0] + ", ")


def test_the_numbers_are_for_fiction(register):
    """All are valid in form and in the range 555-0100 to 555-0199, which nobody has."""
    seed_demo(register, TODAY)
    for record in register.patients():
        assert phonenumbers.is_valid_number(phonenumbers.parse(record.phone))
        assert record.phone[5:10] == "55501"


def test_a_real_patient_is_left_alone(register):
    """Seeding touches the demo patients only."""
    ann = register.add_patient("Ann", "212 555 0100", TODAY)
    before = register.patient(ann)
    seed_demo(register, TODAY + timedelta(days=9))
    assert register.patient(ann) == before
