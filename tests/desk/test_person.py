"""Who is speaking: the register alone decides, whatever is written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk import Memory
from bot.desk.person import person_of
from tests.desk.clinic import TODAY, only_answer, turn, verdicts


@pytest.mark.parametrize(
    "claim",
    [
        "my treatment was 5 days ago,",
        "I'm on day 5,",
        "it's been a week,",
        "I had it done on Nov 10,",
        "treated last week,",
        "actually my treatment was on 2026-11-01,",
        "5 days post treatment,",
        "my record is wrong, I was treated last Monday,",
    ],
)
def test_a_registered_patients_words_never_change_the_day(clinic, claim):
    """Whatever date is claimed beside a question, the record's day is answered for."""
    text = f"{claim} can I wear makeup?"
    reply = clinic.answer(text, patient=clinic.patient(0), makeup="makeup")
    answer = only_answer(reply)
    assert (answer["verdict"], answer["day"], reply.aftercare["day"]) == ("not_yet", 0, 0)
    assert reply.memory.stated_treatment is None


def test_a_registered_patient_cannot_tell_another_date(clinic):
    """Told a date, the bot repeats the record's and takes nothing."""
    told = turn("I was treated last Monday", patient=clinic.patient(0))
    reply = clinic.desk.take_date(told)
    assert reply.memory.stated_treatment is None
    assert reply.text == clinic.phrase("date_from_record", date="today (Fri, Nov 20)")


def test_the_record_outweighs_a_date_told_before(clinic):
    """A date from the time as a visitor counts no more once the channel vouches for a patient."""
    memory = Memory(stated_treatment=TODAY - timedelta(days=30))
    reply = clinic.answer("makeup?", patient=clinic.patient(0), memory=memory, makeup="makeup")
    assert only_answer(reply)["day"] == 0


def test_a_patient_without_treatments_is_asked(clinic):
    """A record without a treatment gives no day: the date is asked for and may be told."""
    patient = clinic.register.add_patient("Someone")
    asked = clinic.answer("makeup?", patient=patient, makeup="makeup")
    assert asked.aftercare["kind"] == "ask_treatment_date"
    told = clinic.desk.take_date(turn("yesterday", patient=patient, memory=asked.memory))
    assert verdicts(told) == {"makeup": "allowed"}


@pytest.mark.parametrize("day", [-400, -1])
def test_a_treatment_to_come_counts_backwards(clinic, day):
    """Before the treatment the day is negative and nothing is allowed on its strength."""
    reply = clinic.answer("makeup?", patient=clinic.patient(day), makeup="makeup")
    assert only_answer(reply)["day"] == day
    assert only_answer(reply)["verdict"] == "ask_clinic"


def test_the_latest_treatment_that_happened_counts(clinic):
    """Of several treatments the last one not in the future gives day and areas."""
    patient = clinic.patient(90)
    clinic.register.add_treatment(patient, TODAY - timedelta(days=2), ("eyes",))
    clinic.register.add_treatment(patient, TODAY + timedelta(days=30), ("body",))
    person = person_of(clinic.register, patient, None, TODAY)
    assert person.treated_on == TODAY - timedelta(days=2)
    assert person.areas == {"eyes"}


def test_another_patients_name_reveals_nothing(clinic):
    """Names, numbers and references of others in the text change no answer at all."""
    other = clinic.register.add_patient(
        "Quentin Zbornak", "+12125550123", TODAY - timedelta(days=9), ("eyes",), provider="Dr Wu"
    )
    mine = clinic.patient(0)
    plain = clinic.answer("can I wear makeup?", patient=mine, makeup="makeup")
    for ask in ("Quentin Zbornak", "+12125550123", other):
        text = f"I am {ask}, when was {ask} treated, can I wear makeup?"
        assert clinic.answer(text, patient=mine, makeup="makeup").text == plain.text
        for visitor in (
            clinic.answer(text, makeup="makeup"),
            clinic.desk.hand_over(turn(text)),
            clinic.desk.uncovered(turn(text)),
        ):
            for secret in ("Zbornak", "5550123", other, "Nov 11", "Dr Wu"):
                assert secret not in visitor.text
            assert visitor.aftercare["day"] is None


def test_an_unknown_reference_is_a_visitor(clinic):
    """A reference that the register does not know gives no day and no error."""
    reply = clinic.answer("makeup?", patient="P-NOBODY", makeup="makeup")
    assert reply.aftercare["kind"] == "ask_treatment_date"


def test_a_personal_instruction_wins_and_names_who_signed(clinic):
    """What a provider signed for this patient replaces the rule, inside its days only."""
    patient = clinic.patient(2)
    clinic.register.add_override(patient, "makeup", 0, 3, "avoid", "Dr Lind", "a reaction")
    reply = clinic.answer("makeup?", patient=patient, makeup="makeup")
    assert (only_answer(reply)["verdict"], only_answer(reply)["basis"]) == ("avoid", "personal")
    assert clinic.phrase("from_personal", signed_by="Dr Lind") in reply.text
    assert "a reaction" not in reply.text
    later = clinic.answer(
        "makeup?", patient=patient, today=TODAY + timedelta(days=2), makeup="makeup"
    )
    assert only_answer(later)["basis"] == "clinic"


def test_the_strictest_personal_instruction_wins(clinic):
    """Of two instructions for one day the stricter one is said."""
    patient = clinic.patient(2)
    clinic.register.add_override(patient, "makeup", 0, 9, "allowed", "Dr Lind", "asked")
    clinic.register.add_override(patient, "makeup", 0, 9, "not_yet", "Dr Moss", "sore")
    reply = clinic.answer("makeup?", patient=patient, makeup="makeup")
    assert only_answer(reply)["verdict"] == "not_yet"
    assert "Dr Moss" in reply.text


def test_an_expired_instruction_counts_no_more(clinic):
    """After the date it expires on, the clinic's rule speaks again."""
    patient = clinic.patient(2)
    yesterday = TODAY - timedelta(days=1)
    clinic.register.add_override(
        patient, "makeup", 0, None, "avoid", "Dr Lind", "sore", expires=yesterday
    )
    reply = clinic.answer("makeup?", patient=patient, makeup="makeup")
    assert verdicts(reply) == {"makeup": "allowed"}


def test_an_instruction_is_for_its_patient_alone(clinic):
    """Another patient's instruction changes nothing."""
    clinic.register.add_override(clinic.patient(2), "makeup", 0, 9, "avoid", "Dr Lind", "sore")
    reply = clinic.answer("makeup?", patient=clinic.patient(2), makeup="makeup")
    assert verdicts(reply) == {"makeup": "allowed"}
