"""Which treatment counts, and what a record shows of itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.patients.records import (
    EscalationRecord,
    OverrideRecord,
    PatientRecord,
    Treatment,
    current_treatment,
)

ON = date(2026, 11, 20)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
treatments = st.lists(days.map(Treatment), max_size=8)


def test_no_treatment_no_current_one():
    """A patient without treatments has no current one."""
    assert current_treatment([], ON) is None


def test_the_treatment_of_today_counts():
    """A treatment on the day itself is not in the future."""
    yesterday, today = Treatment(ON - timedelta(days=1)), Treatment(ON)
    assert current_treatment([today, yesterday], ON) is today


def test_a_past_treatment_beats_a_coming_one():
    """A treatment a month ago counts although the next one is tomorrow."""
    past, coming = Treatment(ON - timedelta(days=30)), Treatment(ON + timedelta(days=1))
    assert current_treatment([coming, past], ON) is past


def test_the_next_one_counts_when_all_are_ahead():
    """Before the first treatment the nearest one counts, not the last."""
    near, far = Treatment(ON + timedelta(days=2)), Treatment(ON + timedelta(days=40))
    assert current_treatment([far, near], ON) is near


def test_of_one_day_the_last_listed_counts():
    """Two treatments of one day, past or coming: the one that was noted last."""
    for day in (ON - timedelta(days=3), ON + timedelta(days=3)):
        first, second = Treatment(day), Treatment(day, frozenset({"eyes"}))
        assert current_treatment([first, second], ON) is second


@given(treatments, days)
def test_current_treatment_is_the_nearest_not_in_the_future(given_treatments, on):
    """No other treatment lies between the chosen one and the day; the past is preferred."""
    chosen = current_treatment(given_treatments, on)
    if not given_treatments:
        assert chosen is None
        return
    assert chosen in given_treatments
    dates = [treatment.treated_on for treatment in given_treatments]
    past = [day for day in dates if day <= on]
    assert chosen.treated_on == (max(past) if past else min(dates))


@given(treatments, days)
def test_current_treatment_does_not_depend_on_the_order(given_treatments, on):
    """The order of the list does not matter to the date that is chosen."""
    chosen = current_treatment(given_treatments, on)
    turned = current_treatment(reversed(given_treatments), on)
    assert (chosen and chosen.treated_on) == (turned and turned.treated_on)


def test_repr_of_a_patient_shows_the_reference_only():
    """Neither the name nor the number nor the treatment is in the repr."""
    record = PatientRecord("P-AAAAAA", "Ann Example", "+12125550100", (Treatment(ON),))
    assert repr(record) == f"{record}" == "PatientRecord(P-AAAAAA)"
    assert "Ann" not in repr([record]) and "2026" not in repr([record])


def test_repr_of_an_escalation_hides_the_words():
    """What a patient wrote is not in the repr."""
    moment = datetime(2026, 11, 20, tzinfo=timezone.utc)
    record = EscalationRecord("E-AAAAAA", "routine", "my words", "P-X", "c", 1, (), "", moment)
    assert repr(record) == "EscalationRecord(E-AAAAAA, routine)"


def test_repr_of_an_override_hides_the_reason():
    """A clinician's reason may hold a diagnosis, so the repr leaves it out."""
    record = OverrideRecord("makeup", 0, 3, "avoid", "Dr Lee", "a diagnosis", None)
    assert "diagnosis" not in repr(record)
