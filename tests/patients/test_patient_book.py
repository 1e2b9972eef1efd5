"""Patients and their treatments, on both databases."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.patients.errors import AlreadyTaken, FieldError, UnknownPatient
from bot.patients.records import PatientRecord, Treatment
from bot.patients.register import open_register

DAY = date(2026, 11, 20)


def test_a_patient_is_kept_as_given(register):
    """Every value comes back, the phone in its international form."""
    reference = register.add_patient(
        " Ann  Example ",
        "(212) 555-0100",
        DAY,
        ["eyes", "face"],
        "RF microneedling",
        "Dr Lee",
        "17",
    )
    treatment = Treatment(DAY, frozenset({"eyes", "face"}), "RF microneedling", "Dr Lee", "17")
    expected = PatientRecord(reference, "Ann Example", "+12125550100", (treatment,), "17")
    assert register.patient(reference) == expected


def test_the_reference_is_drawn_at_random(register):
    """Two patients of one name get two references of the agreed shape."""
    first, second = register.add_patient("Ann"), register.add_patient("Ann")
    assert first != second
    assert all(re.fullmatch(r"P-[A-Z0-9]{6}", reference) for reference in (first, second))


def test_a_patient_without_phone_and_treatment(register):
    """Both may be missing: the bot will ask for the date."""
    reference = register.add_patient("Ann")
    assert register.patient(reference) == PatientRecord(reference, "Ann", None, (), None)


def test_an_unknown_reference_is_nobody(register):
    """Asking for a reference that nobody has is no error."""
    assert register.patient("P-NOBODY") is None


def test_patients_come_by_name_with_their_treatments(register):
    """The list is in the order of the names, each with all treatments, oldest first."""
    ben = register.add_patient("Ben", treated_on=DAY)
    ann = register.add_patient("Ann", treated_on=DAY)
    register.add_treatment(ben, date(2026, 1, 5), ["scalp"], provider="Dr Lee")
    listed = register.patients()
    assert [record.reference for record in listed] == [ann, ben]
    assert [t.treated_on for t in listed[1].treatments] == [date(2026, 1, 5), DAY]
    assert listed[1].treatments[0].areas == {"scalp"}


def test_a_phone_may_be_shared(register):
    """Mother and daughter with one number are both found, however it is typed."""
    both = {
        register.add_patient("Ann", "212 555 0100"),
        register.add_patient("Bea", "212-555-0100"),
    }
    register.add_patient("Cleo", "212 555 0101")
    assert {record.reference for record in register.patients_with_phone("+1 2125550100")} == both


def test_a_given_reference_is_kept_and_unique(register):
    """A reference can be given, but not twice; the error names nobody."""
    assert register.add_patient("Ann", reference="DEMO-1") == "DEMO-1"
    with pytest.raises(AlreadyTaken) as caught:
        register.add_patient("Ben Secret", reference="DEMO-1")
    assert "Ben" not in str(caught.value)
    assert register.patient("DEMO-1").name == "Ann"


def test_an_external_id_is_unique(register):
    """The clinic's own id belongs to one patient; the second is refused whole."""
    register.add_patient("Ann", external_id="17")
    with pytest.raises(AlreadyTaken):
        register.add_patient("Ben", external_id="17")
    assert len(register.patients()) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"name": " "},
        {"phone": "555"},
        {"treated_on": DAY, "areas": ["ear"]},
        {"treated_on": DAY, "procedure": ""},
        {"treated_on": DAY, "provider": "\x00"},
        {"external_id": ""},
    ],
)
def test_a_value_that_cannot_be_stored_stores_nothing(register, values):
    """A fault in any one value refuses the whole patient."""
    with pytest.raises(FieldError):
        register.add_patient(**{"name": "Ann", **values})
    assert register.patients() == []


def test_a_treatment_needs_a_patient(register):
    """No treatment is kept for a reference that nobody has."""
    with pytest.raises(UnknownPatient):
        register.add_treatment("P-NOBODY", DAY)
    with pytest.raises(UnknownPatient):
        register.replace_treatments("P-NOBODY", [])


def test_treatments_can_be_replaced(register):
    """Afterwards the patient has exactly those that were given."""
    reference = register.add_patient("Ann", treated_on=date(2025, 1, 1))
    wanted = (Treatment(DAY), Treatment(date(2026, 12, 20), frozenset({"neck"})))
    register.replace_treatments(reference, wanted)
    register.replace_treatments(reference, wanted)
    assert register.patient(reference).treatments == wanted


def test_a_number_without_plus_belongs_to_the_clinics_region(database_url):
    """The same digits are another number for a clinic in another country."""
    register = open_register(database_url, phone_region="GB")
    reference = register.add_patient("Ann", "07911 123456")
    assert register.patient(reference).phone == "+447911123456"
    register.close()


def test_names_survive_in_any_script(register):
    """Names outside ASCII, and those that look like SQL, come back unchanged."""
    for name in ("Zoë Ångström", "李小龍", "Robert'); DROP TABLE patients;--", "נועה"):
        assert register.patient(register.add_patient(name)).name == name
