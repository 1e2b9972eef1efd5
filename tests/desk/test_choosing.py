"""Which of the things found in a message it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk import Memory, Mention
from bot.desk.choosing import MOST_TOPICS, OTHER, chosen_topics, refers_back
from tests.desk.clinic import mention, only_answer, turn, verdicts

FACE = frozenset({"face"})


def test_at_most_five_topics_in_reading_order(clinic):
    """A long list is cut after the fifth topic, however the mentions are ordered."""
    topics = list(clinic.protocol.rules)[:9]
    found = [Mention(topic, place, place + 1) for place, topic in enumerate(topics)]
    message = replace(turn("a long list"), mentions=tuple(reversed(found)))
    assert chosen_topics(message, clinic.protocol, FACE) == tuple(topics[:MOST_TOPICS])


def test_a_topic_named_twice_is_answered_once(clinic):
    """Two names of one topic make one answer."""
    text = "makeup or blush"
    found = (mention(text, "makeup", "makeup"), mention(text, "makeup", "blush"))
    message = replace(turn(text), mentions=found)
    assert chosen_topics(message, clinic.protocol, FACE) == ("makeup",)


def test_a_denied_symptom_is_left_out(clinic):
    """ "No swelling, but flaking" is about the flaking."""
    text = "no swelling, but flaking"
    found = (
        mention(text, "swelling", "swelling", negated=True),
        mention(text, "dryness_flaking", "flaking"),
    )
    message = replace(turn(text), mentions=found)
    assert chosen_topics(message, clinic.protocol, FACE) == ("dryness_flaking",)


def test_a_denied_activity_counts(clinic):
    """ "I haven't worn makeup" still asks about makeup."""
    text = "no makeup yet, right?"
    message = replace(turn(text), mentions=(mention(text, "makeup", "makeup", negated=True),))
    assert chosen_topics(message, clinic.protocol, FACE) == ("makeup",)


def test_a_denied_symptom_alone_is_still_the_topic(clinic):
    """ "No flaking yet, is that normal?" is about flaking."""
    text = "no flaking yet"
    found = (mention(text, "dryness_flaking", "flaking", negated=True),)
    message = replace(turn(text), mentions=found)
    assert chosen_topics(message, clinic.protocol, FACE) == ("dryness_flaking",)


@pytest.mark.parametrize("topic", ["human", "smalltalk", "infection", "no_such_topic"])
def test_what_has_no_rule_is_no_topic_to_answer(clinic, topic):
    """Pseudo-topics, danger signs and unknown names never reach the engine."""
    message = replace(turn("hm"), mentions=(Mention(topic, 0, 2),))
    assert chosen_topics(message, clinic.protocol, FACE) == ()
    assert verdicts(clinic.desk.answer(message)) == {OTHER: "ask_clinic"}


def test_something_uncovered_counts_when_it_was_named(clinic):
    """The trained head's guess of "uncovered" alone is no named thing."""
    named = replace(turn("oil"), mentions=(Mention(OTHER, 0, 3),))
    guessed = replace(turn("oil"), mentions=(Mention(OTHER, 0, 3, source="model"),))
    assert chosen_topics(named, clinic.protocol, FACE) == (OTHER,)
    assert chosen_topics(guessed, clinic.protocol, FACE) == ()


@pytest.mark.parametrize("said", ["and tomorrow?", "when can I do it?", "is that ok then", "and"])
def test_a_short_follow_up_is_about_the_last_topic(clinic, said):
    """A few words that point back are answered for the topic before."""
    memory = Memory(last_topics=("makeup",))
    patient = clinic.patient(0)
    reply = clinic.answer(said, patient=patient, memory=memory)
    assert only_answer(reply)["topic"] == "makeup"


@pytest.mark.parametrize(
    "said",
    ["", "bananas", "and so on and so forth until the cows have come home", "the weather is nice"],
)
def test_other_words_do_not_point_back(said):
    """Long or unrelated words are not taken for a follow-up."""
    assert not refers_back(turn(said, memory=Memory(last_topics=("makeup",))))


def test_nothing_points_back_to_nothing():
    """Without an earlier topic there is nothing to follow up."""
    assert not refers_back(turn("and that?"))


def test_confidence_is_that_of_the_least_sure_topic(clinic):
    """Exact names are sure; a guess lowers the whole turn; without a topic there is none."""
    text = "makeup and swimming?"
    sure = mention(text, "makeup", "makeup")
    guess = mention(text, "swimming", "swimming", source="model", confidence=0.6)
    asked = turn(text, patient=clinic.patient(1))

    def confidence(*mentions: Mention) -> float | None:
        return clinic.desk.answer(replace(asked, mentions=mentions)).aftercare["confidence"]

    assert (confidence(sure), confidence(sure, guess), confidence()) == (1.0, 0.6, None)


def test_confidence_is_kept_with_a_waiting_question(clinic):
    """A topic guessed a turn ago is no surer when its date comes, or when it is asked on."""
    text = "the powder thing?"
    guess = mention(text, "makeup", "powder", source="model", confidence=0.7)
    asked = clinic.desk.answer(replace(turn(text), mentions=(guess,)))
    told = clinic.desk.take_date(turn("yesterday", memory=asked.memory))
    later = clinic.answer("and tomorrow?", memory=told.memory)
    for reply in (asked, told, later):
        assert reply.aftercare["confidence"] == 0.7


def test_a_bruise_of_treated_eyes_keeps_its_confidence(clinic):
    """Answered as a bruise of the eyes, it is as sure as the bruise that was named."""
    text = "a bruise"
    found = mention(text, "bruising", "bruise", source="fuzzy", confidence=0.8)
    asked = turn(text, patient=clinic.patient(2, ("face", "eyes")))
    reply = clinic.desk.answer(replace(asked, mentions=(found,)))
    assert (only_answer(reply)["topic"], reply.aftercare["confidence"]) == ("bruising_eye", 0.8)
