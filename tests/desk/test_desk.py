"""The desk's other functions: a person, a failure, too much text, nothing that fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk import Desk, Memory, Mention
from bot.text import MAX_CHARACTERS
from tests.desk.clinic import only_answer, open_clinic, turn, verdicts

_OTHER = (Mention("other", 10, 20),)


def test_handing_over_opens_a_routine_task(clinic):
    """The patient gets the reference under which the staff find the words."""
    patient = clinic.patient(2)
    reply = clinic.desk.hand_over(turn("get me a nurse", patient=patient, intent="ask_human"))
    [task] = clinic.register.escalations()
    assert (task.level, task.words, task.patient) == ("routine", "get me a nurse", patient)
    assert task.reference in reply.text
    assert reply.aftercare["kind"] == "handoff"
    assert verdicts(reply) == {"human": "handoff"}
    assert reply.aftercare["escalation"] == {"level": "routine", "reference": task.reference}


def test_a_question_beside_the_handover_is_answered(clinic):
    """Who asks for a person and about makeup gets both, when the day is known."""
    text = "let me talk to someone about makeup"
    known = clinic.desk.hand_over(turn(text, patient=clinic.patient(1), makeup="makeup"))
    assert verdicts(known) == {"human": "handoff", "makeup": "allowed"}
    visitor = clinic.desk.hand_over(turn(text, makeup="makeup"))
    assert verdicts(visitor) == {"human": "handoff"}


def test_a_failure_is_said_and_passed_on(clinic):
    """After a failure the patient is told so, with the reference of the staff's task."""
    memory = Memory(pending=("makeup",), pending_text="makeup?", awaiting="date")
    reply = clinic.desk.failed(turn("makeup?", memory=memory))
    [task] = clinic.register.escalations()
    assert reply.aftercare["kind"] == "error"
    assert reply.aftercare["escalation"] == {"level": "routine", "reference": task.reference}
    assert reply.text.startswith(clinic.phrase("failed", reference=task.reference))
    assert reply.memory == memory


def test_an_apology_needs_no_register(clinic):
    """The sentence for the worst case is the same, under the reference it is given."""
    reply = clinic.desk.apologise(turn("makeup?"), "L-ABC")
    assert reply.text.startswith(clinic.phrase("failed", reference="L-ABC"))
    assert clinic.register.escalations() == []


def test_too_much_text_is_said(clinic):
    """A text over the limit is not guessed at; the limit is named."""
    reply = clinic.desk.too_long(turn("hum " * MAX_CHARACTERS))
    assert reply.text == clinic.phrase("too_long", limit=MAX_CHARACTERS)
    assert reply.aftercare["kind"] == "clarify"


def test_danger_in_too_much_text_is_still_seen(clinic):
    """A danger sign at the very end of a text over the limit calls the staff."""
    text = "la " * MAX_CHARACTERS + "\n\nand I can't breathe"
    reply = clinic.desk.too_long(turn(text))
    assert reply.aftercare["escalation"]["level"] == "emergency"
    assert len(clinic.register.escalations()) == 1


def test_what_nothing_covers_is_not_guessed(clinic):
    """An aftercare question without a rule is left to the clinic, whose staff have it as a task."""
    reply = clinic.answer("can I pierce my ear?", patient=clinic.patient(3), intent="uncovered")
    [task] = clinic.register.escalations()
    assert (task.level, task.kind, task.topics) == ("routine", "uncovered", ("other",))
    passed_on = clinic.phrase("passed_on", reference=task.reference)
    assert reply.text.startswith(f"{clinic.phrase('uncovered')}\n\n{passed_on}")
    assert reply.aftercare["escalation"] == {"level": "routine", "reference": task.reference}
    assert verdicts(reply) == {"other": "ask_clinic"}


def test_without_a_topic_a_likely_one_is_asked_about(clinic):
    """A question without a topic is clarified where there is a guess, never answered on it."""
    reply = clinic.answer("can I use the stuff?", patient=clinic.patient(3), maybe=("makeup",))
    assert reply.aftercare["kind"] == "clarify"
    assert reply.aftercare["answers"] == []


def test_the_unrelated_is_said_to_be_unrelated(clinic):
    """What has nothing to do with aftercare gets the sentence on what we are for."""
    reply = clinic.desk.unrelated(turn("who won the game?", intent="out_of_scope"))
    assert reply.text == clinic.phrase("unrelated")
    assert (reply.aftercare["kind"], only_answer(reply)["verdict"]) == ("unknown", "unknown")


@pytest.mark.parametrize("day", [-3, 0, 12])
def test_the_day_is_in_every_reply(clinic, day):
    """Small talk, too, carries the patient's day."""
    reply = clinic.desk.smalltalk(turn("hi", patient=clinic.patient(day)))
    assert reply.aftercare["day"] == day


def test_the_desk_opens_from_settings(tmp_path):
    """What the settings name is all a desk needs."""
    clinic = open_clinic(tmp_path, clinic_phone="+12125550100")
    desk = Desk.open(clinic.settings)
    reply = desk.uncovered(turn("hm", patient=clinic.patient(3)))
    assert "+12125550100" in reply.text
    assert reply.aftercare["day"] == 3


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (lambda clinic, asked: clinic.desk.uncovered(asked), "uncovered"),
        (lambda clinic, asked: clinic.desk.unsure(asked), "unclear"),
        (lambda clinic, asked: clinic.desk.answer(replace(asked, mentions=_OTHER)), "uncovered"),
    ],
)
def test_what_was_not_answered_is_kept_for_the_clinic(clinic, ask, reason):
    """The words and the day stay on the clinic's list, without the patient."""
    asked = turn("can I eat spicy food", clinic.patient(2))
    ask(clinic, asked)
    [kept] = clinic.register.unanswered()
    assert (kept.reason, kept.words, kept.day, kept.language) == (reason, asked.text, 2, "en")
