"""Prescribed medicines are left to whoever prescribed them."""

from __future__ import annotations

import pytest

from bot.desk.prescribed import MEDICINE_TOPICS, speaks_of_prescription
from tests.desk.clinic import only_answer, verdicts

PRESCRIBED = [
    "my doctor prescribed it",
    "it's a prescription",
    "my rheumatologist told me to take it daily",
    "it is from my dentist",
    "I am on blood thinners",
    "my cardiologist has me on baby aspirin",
    "I take warfarin",
]


@pytest.mark.parametrize("said", PRESCRIBED)
def test_a_prescribed_medicine_is_never_advised_on(clinic, said):
    """On any day, for any medicine, the answer is to ask: never to avoid it or to wait."""
    for patient in (clinic.patient(0), clinic.patient(1), clinic.patient(8)):
        for topic in sorted(MEDICINE_TOPICS - {"other"}):
            reply = clinic.answer(f"the pill, {said}", patient=patient, **{topic: "pill"})
            answer = only_answer(reply)
            assert (answer["verdict"], answer["basis"]) == ("ask_clinic", "none")
            assert answer["quote"] is None
            assert clinic.phrase("prescribed") in reply.text
            assert clinic.phrase("avoid") not in reply.text
            assert clinic.phrase("not_yet") not in reply.text


def test_the_same_medicine_unprescribed_has_its_rule(clinic):
    """Without a sign of a prescription the sheet's own rule is given."""
    reply = clinic.answer("Advil?", patient=clinic.patient(0), anti_inflammatory="Advil")
    assert verdicts(reply) == {"anti_inflammatory": "avoid"}


def test_a_prescription_touches_medicines_only(clinic):
    """Makeup beside a prescription is answered as always."""
    text = "my doctor prescribed a pill, and can I wear makeup?"
    reply = clinic.answer(text, patient=clinic.patient(1), makeup="makeup")
    assert verdicts(reply) == {"makeup": "allowed"}


def test_an_uncovered_medicine_has_the_same_words(clinic):
    """A prescribed medicine that no topic covers gets the sentence on prescriptions."""
    reply = clinic.answer("is my warfarin ok?", patient=clinic.patient(1))
    assert reply.text.startswith(clinic.phrase("prescribed"))
    assert verdicts(reply) == {"other": "ask_clinic"}


@pytest.mark.parametrize("said", ["my doctor is nice", "I gave it to my dog", "description", ""])
def test_ordinary_words_are_no_prescription(said):
    """A doctor in the sentence is not yet a prescription."""
    assert not speaks_of_prescription(said)
