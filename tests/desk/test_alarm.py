"""Danger signs at the desk: first, fixed, and always with a task for the staff."""

from __future__ import annotations

import pytest

from bot.desk import DangerSign, Memory
from bot.desk.alarm import most_urgent
from tests.desk.clinic import only_answer, turn, verdicts
from tests.desk.contract import faults

EMERGENCY = "I can't breathe and my throat is closing"
SAME_DAY = "there is pus coming out of my cheek"
MODEL_SIGN = DangerSign("infection", "same_day", "it looks odd")


@pytest.mark.parametrize(("text", "level"), [(EMERGENCY, "emergency"), (SAME_DAY, "same_day")])
def test_a_danger_sign_calls_the_staff_at_its_level(clinic, text, level):
    """The task has the level, the patient, the day and the words, and the reply names it."""
    patient = clinic.patient(3)
    reply = clinic.desk.red_flag(turn(text, patient=patient, intent="red_flag"))
    [task] = clinic.register.escalations()
    assert (task.level, task.words, task.patient, task.day) == (level, text, patient, 3)
    assert (task.conversation, task.understood) == ("conversation-1", "red_flag")
    assert reply.aftercare["kind"] == "red_flag"
    assert reply.aftercare["escalation"] == {"level": level, "reference": task.reference}
    assert set(verdicts(reply).values()) == {"urgent"}
    assert task.topics == tuple(verdicts(reply))


def test_the_reply_is_the_protocols_fixed_text(clinic):
    """It comes first and unchanged but for the clinic's numbers; then only who will see it."""
    reply = clinic.desk.red_flag(turn(EMERGENCY, intent="red_flag"))
    flag = only_answer(reply)["topic"]
    words = clinic.protocol.flags[flag].words["emergency"]
    first, _, rest = reply.text.partition("\n\n")
    assert first == clinic.desk.wording.fill(words)
    assert rest == clinic.phrase("seen_emergency_unknown")
    assert clinic.settings.emergency_number in reply.text


def test_every_flag_at_every_level_has_a_text(clinic):
    """Whatever flag and level a sign has, the patient gets a filled text and staff a task."""
    for flag in clinic.protocol.flags.values():
        for level in ("same_day", "emergency"):
            sign = DangerSign(flag.topic, level, "the words")
            reply = clinic.desk.red_flag(turn("hmm", signs=(sign,)))
            assert reply.aftercare["escalation"]["level"] == level
            assert reply.text
            assert "{" not in reply.text


def test_the_most_urgent_sign_speaks(clinic):
    """With an emergency and a lesser sign the emergency's text is said, and both are listed."""
    text = f"{SAME_DAY}, and {EMERGENCY}"
    reply = clinic.desk.red_flag(turn(text, intent="red_flag"))
    assert reply.aftercare["escalation"]["level"] == "emergency"
    assert len(reply.aftercare["answers"]) == 2
    first = reply.aftercare["answers"][0]["topic"]
    words = clinic.protocol.flags[first].words["emergency"]
    assert reply.text.startswith(clinic.desk.wording.fill(words))


def test_of_equal_signs_the_first_counts():
    """Two signs of one level keep their order."""
    signs = [DangerSign("fever", "same_day", "a"), DangerSign("infection", "same_day", "b")]
    assert most_urgent(signs) is signs[0]
    assert most_urgent([*signs, DangerSign("eye_vision", "emergency", "c")]).flag == "eye_vision"


def test_it_interrupts_the_date_question_which_survives(clinic):
    """A danger sign comes before the date question; afterwards the date still answers it."""
    asked = clinic.answer("can I wear makeup?", makeup="makeup")
    alarm = clinic.desk.red_flag(turn(SAME_DAY, memory=asked.memory, intent="red_flag"))
    assert alarm.aftercare["kind"] == "red_flag"
    assert alarm.memory == asked.memory
    reply = clinic.desk.take_date(turn("yesterday", memory=alarm.memory))
    assert verdicts(reply) == {"makeup": "allowed"}


def test_other_questions_wait(clinic):
    """What else was asked is named, left to the call, and not answered."""
    text = f"{SAME_DAY}, can I wear makeup?"
    reply = clinic.desk.red_flag(turn(text, patient=clinic.patient(3), makeup="makeup"))
    assert verdicts(reply) == {"infection": "urgent", "makeup": "ask_clinic"}
    assert clinic.phrase("other_questions_wait", topics="makeup") in reply.text
    assert clinic.phrase("allowed") not in reply.text


def test_symptoms_beside_a_danger_sign_are_not_called_normal(clinic):
    """An ordinary symptom in the same message is neither answered nor listed."""
    text = f"flaking, and {SAME_DAY}"
    reply = clinic.desk.red_flag(turn(text, patient=clinic.patient(3), dryness_flaking="flaking"))
    assert list(verdicts(reply)) == ["infection"]


def test_a_sign_of_the_trained_head_is_enough(clinic):
    """What the rules do not see but the trained head does still calls the staff."""
    reply = clinic.desk.red_flag(turn("it looks odd", signs=(MODEL_SIGN,), intent="red_flag"))
    assert reply.aftercare["escalation"]["level"] == "same_day"
    assert len(clinic.register.escalations()) == 1


def test_the_rules_come_before_the_trained_head(clinic):
    """An emergency of the rules is not softened by a lesser sign of the head."""
    reply = clinic.desk.red_flag(turn(EMERGENCY, signs=(MODEL_SIGN,), intent="red_flag"))
    assert reply.aftercare["escalation"]["level"] == "emergency"


def test_a_false_alarm_is_answered_as_a_question(clinic):
    """Called a danger sign, but none is found: the question is answered and nobody is called."""
    asked = turn("makeup?", patient=clinic.patient(1), intent="red_flag", makeup="makeup")
    assert verdicts(clinic.desk.red_flag(asked)) == {"makeup": "allowed"}
    assert clinic.register.escalations() == []


def test_the_task_holds_whatever_was_written(clinic):
    """Half an emoji and a NUL in the words do not stop a call for help."""
    reply = clinic.desk.red_flag(turn(f"{SAME_DAY} \x00 \ud83d", intent="red_flag"))
    assert len(clinic.register.escalations()) == 1
    assert reply.aftercare["kind"] == "red_flag"


def test_an_unknown_reference_still_calls(clinic):
    """A patient the register does not know is helped like any visitor."""
    reply = clinic.desk.red_flag(turn(SAME_DAY, patient="P-NOBODY", memory=Memory()))
    assert reply.aftercare["day"] is None
    assert len(clinic.register.escalations()) == 1


def test_staff_see_the_evidence(clinic):
    """Each sign is explained by the words that showed it."""
    reply = clinic.desk.red_flag(turn(SAME_DAY))
    [(flag, level, evidence)] = reply.why["signs"]
    assert (flag, level) == ("infection", "same_day")
    assert evidence in SAME_DAY


@pytest.mark.parametrize("method", ["answer", "red_flag"])
def test_a_question_about_signs_is_answered_without_alarm(clinic, method):
    """Who asks what an infection would look like is told the signs, and nobody is called."""
    asked = turn("what would an infection look like?", signs=(MODEL_SIGN,))
    reply = getattr(clinic.desk, method)(asked)
    assert reply.aftercare["kind"] == "info"
    assert faults(reply.aftercare, clinic.protocol) == []
    for flag in clinic.protocol.flags.values():
        assert flag.label in reply.text
    assert clinic.register.escalations() == []
