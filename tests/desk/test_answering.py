"""Answers for a patient's day, and the question for a date that is not known."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from bot.desk import Memory
from bot.protocol.reading.files import CONTENT, ROLES
from tests.desk.clinic import TODAY, mention, only_answer, open_clinic, turn, verdicts


def test_makeup_waits_for_the_day_after(clinic):
    """On day 0 makeup is not yet allowed, and the text names the date from which it is."""
    reply = clinic.answer("can I wear makeup?", patient=clinic.patient(0), makeup="makeup")
    answer = only_answer(reply)
    assert (answer["verdict"], answer["day"], answer["from_day"]) == ("not_yet", 0, 1)
    assert answer["from_date"] == "2026-11-21"
    assert answer["rule"] == "makeup/day-0"
    assert "tomorrow (Sat, Nov 21)" in reply.text
    assert reply.aftercare["kind"] == "answer"
    assert reply.aftercare["day"] == 0


def test_makeup_is_allowed_on_the_next_day(clinic):
    """From day 1 makeup is allowed, on the clinic's own word."""
    reply = clinic.answer("can I wear makeup?", patient=clinic.patient(1), makeup="makeup")
    answer = only_answer(reply)
    assert (answer["verdict"], answer["basis"]) == ("allowed", "clinic")
    assert clinic.phrase("allowed") in reply.text


def test_flaking_is_expected_with_the_sheets_words(clinic):
    """On day 3 flaking is expected, and the quote stands in the clinic's sheet."""
    reply = clinic.answer("is flaking ok", patient=clinic.patient(3), dryness_flaking="flaking")
    answer = only_answer(reply)
    sheet = (CONTENT / ROLES["sheet"]).read_text(encoding="utf-8")
    assert answer["verdict"] == "expected"
    assert "flaking" in answer["quote"]
    assert " ".join(answer["quote"].split()) in " ".join(sheet.split())


@pytest.mark.parametrize("day", [0, 1, 2, 7, 30, 400])
def test_anti_inflammatories_are_never_allowed(clinic, day):
    """Advil is to be avoided on day 0, and every later day is the clinic's to decide."""
    reply = clinic.answer("Advil?", patient=clinic.patient(day), anti_inflammatory="Advil")
    assert only_answer(reply)["verdict"] == ("avoid" if day == 0 else "ask_clinic")


def test_a_bruise_of_treated_eyes_is_one_of_the_eyes(clinic):
    """Where the eye area was treated, a bruise is answered by the sheet's rule on it."""
    patient = clinic.patient(2, ("face", "eyes"))
    reply = clinic.answer("I have a bruise", patient=patient, bruising="bruise")
    assert verdicts(reply) == {"bruising_eye": "expected"}
    assert only_answer(reply)["basis"] == "clinic"


def test_a_bruise_elsewhere_stays_one(clinic):
    """Without treated eyes a bruise is not answered by the sheet's rule on the eye area."""
    reply = clinic.answer("I have a bruise", patient=clinic.patient(2), bruising="bruise")
    assert list(verdicts(reply)) == ["bruising"]


def test_the_eyes_rule_needs_treated_eyes(clinic):
    """A bruise at untreated eyes is for the clinic to judge."""
    text = "a bruise under my eye"
    reply = clinic.answer(text, patient=clinic.patient(2), bruising_eye=text)
    assert verdicts(reply) == {"bruising_eye": "ask_clinic"}


def test_tomorrow_is_answered_for_tomorrow(clinic):
    """A question about tomorrow gets tomorrow's verdict and names its date and day."""
    reply = clinic.answer("makeup tomorrow?", patient=clinic.patient(0), makeup="makeup")
    answer = only_answer(reply)
    assert (answer["verdict"], answer["day"]) == ("allowed", 1)
    assert reply.aftercare["day"] == 0
    assert reply.text.startswith(clinic.phrase("on_date", date="tomorrow (Sat, Nov 21)", day=1))


def test_a_planned_day_can_be_counted_from_the_treatment(clinic):
    """ "On day 5" is answered for that day, with its date."""
    reply = clinic.answer("exercise on day 8?", patient=clinic.patient(0), exercise="exercise")
    assert only_answer(reply)["day"] == 8
    assert "Nov 28" in reply.text


def test_a_symptom_is_always_of_today(clinic):
    """A day named beside a symptom does not move the day it is judged on."""
    text = "will the flaking be gone tomorrow?"
    reply = clinic.answer(text, patient=clinic.patient(3), dryness_flaking="flaking")
    assert only_answer(reply)["day"] == 3


def test_several_topics_are_answered_in_reading_order(clinic):
    """Each topic has its own verdict and its own paragraph, in the order asked."""
    text = "can I swim, wear makeup, and is redness normal?"
    reply = clinic.answer(
        text, patient=clinic.patient(1), redness="redness", swimming="swim", makeup="makeup"
    )
    assert list(verdicts(reply)) == ["swimming", "makeup", "redness"]
    assert len(reply.text.split("\n\n")) == 3


def test_an_unknown_visitor_is_asked_for_the_date(clinic):
    """Without a treatment date there is no dated advice, only the question for it."""
    reply = clinic.answer("can I wear makeup?", makeup="makeup")
    assert reply.aftercare["kind"] == "ask_treatment_date"
    assert reply.aftercare["day"] is None
    assert reply.aftercare["answers"] == []
    assert reply.text == clinic.phrase("ask_date")
    assert (reply.memory.pending, reply.memory.awaiting) == (("makeup",), "date")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", 0),
        ("yesterday", 1),
        ("3 days ago", 3),
        ("last Tuesday", 3),
        ("on the 14th", 6),
        ("it was on Nov 10", 10),
        ("2026-11-19", 1),
        ("tomorrow", -1),
    ],
)
def test_a_date_in_words_answers_what_waited(clinic, said, day):
    """The date answers the question of the turn before, for the right day."""
    asked = clinic.answer("can I wear makeup?", makeup="makeup")
    reply = clinic.desk.take_date(turn(said, memory=asked.memory, intent="tell_date"))
    answer = only_answer(reply)
    assert (answer["topic"], answer["day"], reply.aftercare["day"]) == ("makeup", day, day)
    assert reply.memory.stated_treatment == TODAY - timedelta(days=day)
    assert (reply.memory.pending, reply.memory.awaiting) == ((), None)


def test_the_day_asked_about_is_remembered_with_the_question(clinic):
    """ "Makeup tomorrow?" is still about tomorrow when the treatment date comes a turn later."""
    asked = clinic.answer("makeup tomorrow?", makeup="makeup")
    reply = clinic.desk.take_date(turn("today", memory=asked.memory))
    assert (only_answer(reply)["verdict"], only_answer(reply)["day"]) == ("allowed", 1)


def test_a_date_inside_the_question_is_used_at_once(clinic):
    """A visitor who says the date in the question itself is not asked for it."""
    reply = clinic.answer("I was treated yesterday, can I wear makeup?", makeup="makeup")
    assert verdicts(reply) == {"makeup": "allowed"}
    assert reply.memory.stated_treatment == TODAY - timedelta(days=1)


def test_a_stated_date_holds_for_later_questions(clinic):
    """Once told, the date is not asked for again, and the day moves on with the calendar."""
    memory = Memory(stated_treatment=TODAY)
    later = TODAY + timedelta(days=4)
    reply = clinic.answer("is makeup ok?", memory=memory, today=later, makeup="makeup")
    assert only_answer(reply)["day"] == 4


@pytest.mark.parametrize("topic", ["what_is", "number_of_sessions", "acetaminophen", "ice"])
def test_topics_without_a_day_need_no_date(clinic, topic):
    """What holds on every day is answered to anybody, without a question back."""
    reply = clinic.answer("a question", **{topic: "question"})
    assert only_answer(reply)["topic"] == topic
    assert reply.aftercare["kind"] in ("info", "answer")
    assert reply.memory.awaiting is None


def test_what_needs_no_date_is_answered_beside_what_does(clinic):
    """One message with both kinds gets the answer and the question for the date."""
    text = "what is microneedling and may I wear makeup"
    reply = clinic.answer(text, what_is="what is", makeup="makeup")
    assert verdicts(reply) == {"what_is": "info"}
    assert reply.text.endswith(clinic.phrase("ask_date"))
    assert reply.memory.pending == ("makeup",)


def test_general_guidance_says_that_it_is_general(clinic):
    """What the sheet does not cover is never passed off as the clinic's word."""
    reply = clinic.answer("gym?", patient=clinic.patient(1), exercise="gym")
    assert (only_answer(reply)["basis"], only_answer(reply)["quote"]) == ("general", None)
    assert reply.text.endswith(clinic.phrase("from_general"))


def test_general_guidance_can_be_turned_off(tmp_path):
    """Turned off, its topics answer that the clinic is to be asked, on every day."""
    clinic = open_clinic(tmp_path, general_guidance=False)
    patient = clinic.patient(1)
    reply = clinic.answer("gym?", patient=patient, exercise="gym")
    assert (only_answer(reply)["verdict"], only_answer(reply)["basis"]) == ("ask_clinic", "none")
    assert clinic.phrase("not_covered") in reply.text
    makeup = clinic.answer("makeup?", patient=patient, makeup="makeup")
    assert verdicts(makeup) == {"makeup": "allowed"}


def test_what_no_rule_covers_is_said_beside_what_one_does(clinic):
    """A covered and an uncovered thing in one message are told apart."""
    text = "makeup and beard oil?"
    named = (mention(text, "makeup", "makeup"), mention(text, "other", "beard oil"))
    asked = turn(text, patient=clinic.patient(1))
    reply = clinic.desk.answer(type(asked)(**{**vars(asked), "mentions": named}))
    assert verdicts(reply) == {"makeup": "allowed", "other": "ask_clinic"}
    assert clinic.phrase("uncovered") in reply.text


def test_staff_can_see_why(clinic):
    """The reply says which words were found and which rule, window and quote spoke."""
    reply = clinic.answer("makeup?", patient=clinic.patient(0), makeup="makeup")
    assert reply.why["found"] == [["makeup", "makeup", "exact"]]
    [rule] = reply.why["rules"]
    assert (rule["rule"], rule["from_day"], rule["until_day"]) == ("makeup/day-0", 1, 0)


def test_a_dated_verdict_shows_the_date_of_its_day(clinic):
    """Every date in an answer is the treatment date plus the day it stands beside."""
    treated_on = TODAY - timedelta(days=5)
    patient = clinic.register.add_patient("Someone", None, treated_on)
    for topic in clinic.protocol.rules:
        answer = only_answer(clinic.answer("question", patient=patient, **{topic: "question"}))
        if answer["from_date"]:
            gap = date.fromisoformat(answer["from_date"]) - treated_on
            assert gap.days == answer["from_day"]


def test_the_text_carries_the_rules_own_words(clinic):
    """For every ruled topic but the overview the patient reads the rule's words, unchanged."""
    patient = clinic.patient(2)
    for topic in set(clinic.protocol.rules) - {"aftercare_overview"}:
        reply = clinic.answer("question", patient=patient, **{topic: "question"})
        rules = {rule.id: rule for rule in clinic.protocol.rules[topic]}
        assert rules[only_answer(reply)["rule"]].words in reply.text
        assert not re.search(r"\s\s", reply.text.replace("\n\n", "\n"))


@pytest.mark.parametrize(("day", "first"), [(-2, 0), (0, 0), (1, 1), (5, 2), (100, 3)])
def test_the_overview_begins_at_the_patients_day(clinic, day, first):
    """Asked what to do now, the patient reads the clinic's days from today on, none gone by."""
    reply = clinic.answer("what now", patient=clinic.patient(day), aftercare_overview="what now")
    titles = [entry.title for entry in clinic.protocol.overview]
    assert titles[first] in reply.text
    assert not any(title in reply.text for title in titles[:first])


def test_a_visitor_reads_the_whole_overview_at_once(clinic):
    """Without a date the overview is given as a whole, and no date is asked for."""
    reply = clinic.answer("what now", aftercare_overview="what now")
    [rule] = clinic.protocol.rules["aftercare_overview"]
    assert rule.words in reply.text
    assert reply.memory.awaiting is None
