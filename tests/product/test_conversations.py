"""Conversations of several turns: follow-ups, the missing date, doubt, a person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.product.conftest import TODAY, Assistant

pytestmark = pytest.mark.slow


def test_a_short_follow_up_names_another_topic(assistant: Assistant) -> None:
    """ "And sunscreen?" is the same question about sunscreen."""
    said = assistant.talk(0, "can I wear makeup?", "and sunscreen?")
    assert said.verdicts == [("sunscreen", "not_yet")]


def test_a_follow_up_without_a_topic_is_about_the_last_one(assistant: Assistant) -> None:
    """ "When can I then?" gets the date for what was just refused."""
    said = assistant.talk(0, "can I wear makeup?", "when can I then?")
    (answer,) = said.last["answers"]
    assert (answer["topic"], answer["from_day"]) == ("makeup", 1)
    assert answer["from_date"] == (TODAY + timedelta(days=1)).isoformat()


def test_a_follow_up_about_another_day_keeps_the_topic(assistant: Assistant) -> None:
    """ "What about tomorrow?" asks about the same thing on another day."""
    said = assistant.talk(0, "can I wear makeup?", "what about tomorrow?")
    (answer,) = said.last["answers"]
    assert (answer["topic"], answer["verdict"], answer["day"]) == ("makeup", "allowed", 1)


@pytest.mark.parametrize(
    ("words", "treated_on"),
    [
        ("yesterday", date(2026, 11, 19)),
        ("last Tuesday", date(2026, 11, 17)),
        ("3 days ago", date(2026, 11, 17)),
        ("the 14th", date(2026, 11, 14)),
        ("this morning", date(2026, 11, 20)),
        ("It was on Nov 16", date(2026, 11, 16)),
    ],
)
def test_a_visitor_is_asked_for_the_date_and_then_answered(
    assistant: Assistant, words: str, treated_on: date
) -> None:
    """The pending question gets the answer of the right day; nothing has to be asked twice."""
    said = assistant.talk(None, "is flaking normal?")
    assert (said.kind, said.last["day"], said.verdicts) == ("ask_treatment_date", None, [])
    said.say(words)
    day = (TODAY - treated_on).days
    (answer,) = said.last["answers"]
    assert (answer["topic"], answer["day"], said.last["day"]) == ("dryness_flaking", day, day)
    registered = assistant.talk(day, "is flaking normal?")
    assert answer == registered.last["answers"][0]


def test_a_visitors_date_is_remembered(assistant: Assistant) -> None:
    """Once told, the date serves for all further questions."""
    said = assistant.talk(None, "can I wear makeup?", "yesterday", "and sunscreen?")
    assert said.verdicts == [("sunscreen", "allowed")]


def test_a_visitor_may_say_the_date_with_the_question(assistant: Assistant) -> None:
    """Who gives both at once is not asked."""
    said = assistant.talk(None, "I had my microneedling yesterday. Can I wear makeup?")
    assert said.verdicts == [("makeup", "allowed")]


def test_a_visitor_may_say_the_date_before_any_question(assistant: Assistant) -> None:
    """A date told in a sentence of its own is kept for the question to come."""
    said = assistant.talk(None, "I had microneedling on Tuesday", "can I wear makeup?")
    assert said.verdicts == [("makeup", "allowed")]


def test_the_date_is_asked_only_where_it_matters(assistant: Assistant) -> None:
    """A visitor's question about the treatment itself is answered at once."""
    said = assistant.talk(None, "what is microneedling?")
    assert said.kind == "info"


def test_what_needs_no_date_is_answered_while_the_rest_waits(assistant: Assistant) -> None:
    """Of two questions, the one is answered now and the other after the date."""
    said = assistant.talk(None, "what is microneedling and can I wear makeup?")
    assert (said.kind, said.verdicts) == ("ask_treatment_date", [("what_is", "info")])
    said.say("this morning")
    assert said.verdicts == [("makeup", "not_yet")]


def test_two_questions_before_the_date_are_both_answered(assistant: Assistant) -> None:
    """A second question does not push the first one out of memory."""
    said = assistant.talk(None, "can I wear makeup?", "and sunscreen?", "yesterday")
    assert sorted(said.verdicts) == [("makeup", "allowed"), ("sunscreen", "allowed")]


def test_small_talk_does_not_lose_the_pending_question(assistant: Assistant) -> None:
    """A greeting between question and date changes nothing."""
    said = assistant.talk(None, "can I wear makeup?", "hello", "3 days ago")
    assert said.verdicts == [("makeup", "allowed")]


@pytest.mark.parametrize("words", ["banana", "", "😀", "i don't know", "february 30"])
def test_no_date_in_the_reply_is_no_answer(assistant: Assistant, words: str) -> None:
    """Without a date nothing dated is said, and the question is not lost."""
    said = assistant.talk(None, "can I wear makeup?", words)
    assert said.kind not in ("answer", "error")
    said.say("yesterday")
    assert said.verdicts == [("makeup", "allowed")]


def test_an_ambiguous_date_is_asked_back_with_buttons(assistant: Assistant) -> None:
    """11/12 is two dates; each is offered, none is taken."""
    said = assistant.talk(None, "can I wear makeup?", "11/12")
    assert (said.kind, said.verdicts) == ("ask_treatment_date", [])
    assert len(said.turns[-1]["buttons"]) == 2


def test_a_registered_patients_date_comes_from_the_record(assistant: Assistant) -> None:
    """Whatever date is typed, the record's day counts, and the patient is told so."""
    said = assistant.talk(0, "I was treated 3 days ago, can I wear makeup?")
    assert said.verdicts == [("makeup", "not_yet")]
    said.say("my treatment was last Tuesday")
    assert said.last["day"] == 0
    assert said.last["answers"] == []


def test_doubt_is_asked_back_once_and_then_a_person_is_offered(assistant: Assistant) -> None:
    """One clarifying question, then a person; a yes passes it on with a reference."""
    said = assistant.talk(3, "😀")
    assert said.kind == "clarify"
    said.say("🤷")
    assert (said.kind, said.turns[-1]["buttons"]) == ("clarify", ["Yes", "No"])
    assert assistant.phrase("offer_person") in said.shown
    said.say("yes please")
    assert said.verdicts == [("human", "handoff")]
    (task,) = said.escalations
    assert task.reference == said.last["escalation"]["reference"]
    assert task.reference in said.shown


def test_an_offered_person_may_be_declined(assistant: Assistant) -> None:
    """A no calls nobody, and the next question is answered as ever."""
    said = assistant.talk(3, "😀", "🤷", "no thanks")
    assert said.escalations == []
    said.say("can I wear makeup?")
    assert said.verdicts == [("makeup", "allowed")]


@pytest.mark.parametrize(
    "text", ["can I talk to a person?", "I want to speak to a human please", "call me please"]
)
def test_who_asks_for_a_person_gets_one(assistant: Assistant, text: str) -> None:
    """The staff are told, the patient gets the reference."""
    said = assistant.talk(3, text)
    assert (said.kind, said.verdicts) == ("handoff", [("human", "handoff")])
    (task,) = said.escalations
    assert (task.level, task.patient) == ("routine", said.patient)
    assert task.reference in said.shown


@pytest.mark.parametrize(
    ("text", "phrase"), [("hello", "hello"), ("thank you so much!", "thanks"), ("bye", "goodbye")]
)
def test_small_talk_is_answered_kindly(assistant: Assistant, text: str, phrase: str) -> None:
    """A fixed friendly sentence and nothing dated."""
    said = assistant.talk(3, text)
    assert (said.kind, said.verdicts) == ("smalltalk", [("smalltalk", "smalltalk")])
    assert assistant.phrase(phrase) in said.shown


@pytest.mark.parametrize(
    "text", ["what's the weather today?", "write me a poem about cats", "who is the president?"]
)
def test_unrelated_questions_are_declined(assistant: Assistant, text: str) -> None:
    """We say what we are for instead of guessing."""
    said = assistant.talk(3, text)
    assert (said.kind, said.verdicts) == ("unknown", [("out_of_scope", "unknown")])
