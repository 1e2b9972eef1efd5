"""Tests of bot/understanding/referee.py, with Rasa's own messages."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.referee import BESIDE_A_TOPIC, SHAPES, Referee


def message(text: str, ranking: dict[str, float], **entities: str) -> Message:
    """A message as the classifier leaves it, best intent first; `entities` are kind -> value."""
    ranked = [{"name": name, "confidence": share} for name, share in ranking.items()]
    found = [{"entity": kind, "value": value} for kind, value in entities.items()]
    data = {"text": text, "intent": ranked[0], "intent_ranking": ranked, "entities": found}
    return Message(data)


def settled(text: str, ranking: dict[str, float], **entities: str) -> str:
    """The name of the intent in the end."""
    referee = Referee(Referee.get_default_config())
    return referee.process([message(text, ranking, **entities)])[0].get("intent")["name"]


@pytest.mark.parametrize("intent", ["smalltalk", "out_of_scope", "may_i", "ask_human"])
def test_danger_comes_first(intent: str) -> None:
    """A danger sign wins over whatever the classifier was sure of, and over topics."""
    ranking = {intent: 0.99, "red_flag": 0.0}
    assert settled("there's pus", ranking, red_flag="infection") == "red_flag"
    both = {"red_flag": "infection", "topic": "makeup"}
    assert settled("makeup with pus", ranking, **both) == "red_flag"
    asking = {"red_flag": "infection", "topic": "human"}
    assert settled("a person please, there's pus", ranking, **asking) == "red_flag"


def test_a_sad_face_in_front_hides_nothing() -> None:
    """A message that begins with ":(" is still a patient's: danger and topics are seen."""
    ranking = {"report_symptom": 0.6, "may_i": 0.4}
    assert settled(":( there's pus", ranking, red_flag="infection") == "red_flag"
    assert settled(":( redness", ranking, topic="redness") == "report_symptom"


def test_a_colon_in_front_is_a_staff_command() -> None:
    """What begins with a colon goes to the staff action, which knows whether to obey."""
    assert settled(":why", {"smalltalk": 0.9}) == "staff_command"
    assert settled(":day 3", {"tell_date": 0.9}) == "staff_command"
    assert settled("why: because", {"how_to": 0.9}) == "how_to"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_named_topic_outranks_unrelated(shape: str) -> None:
    """With a topic in it a message is the likeliest question that a topic can have."""
    ranking = {"out_of_scope": 0.39, "smalltalk": 0.2, shape: 0.1, "red_flag": 0.1}
    assert settled("sunscreen lol", ranking, topic="sunscreen") == shape
    assert settled("lol", ranking) == "out_of_scope"


def test_what_is_surely_unrelated_names_a_topic_in_vain() -> None:
    """ "Get mascara out of a shirt" is no question about makeup; danger still outranks it."""
    ranking = {"out_of_scope": 0.7, "how_to": 0.3}
    assert settled("get mascara out of a shirt", ranking, topic="makeup") == "out_of_scope"
    assert settled("pus", ranking, topic="makeup", red_flag="infection") == "red_flag"
    assert settled("a nurse", ranking, topic="human") == "ask_human"


def test_a_guessed_topic_yields_to_unrelated_sooner() -> None:
    """What no name speaks for is believed less."""
    guessed = message("beef per pound", {"out_of_scope": 0.45, "how_to": 0.3}, topic="alcohol")
    guessed.get("entities")[0]["source"] = "model"
    referee = Referee(Referee.get_default_config())
    assert referee.process([guessed])[0].get("intent")["name"] == "out_of_scope"


def test_an_unknown_word_may_be_a_greeting() -> None:
    """In a language or spelling that nobody listed; noise is unrelated."""
    assert settled("bonjourr", {"smalltalk": 0.6, "out_of_scope": 0.2}) == "smalltalk"
    assert settled("xqzkw", {"out_of_scope": 0.5, "smalltalk": 0.3}) == "out_of_scope"


def test_a_person_asked_for_by_name_is_called() -> None:
    """A message that names a person wants one, whatever shape it has."""
    assert settled("can i call the nurse", {"may_i": 0.9}, topic="human") == "ask_human"


def test_something_that_no_rule_covers_is_said_to_be_so() -> None:
    """Only where nothing else is named; a covered topic beside it is still answered."""
    assert settled("contact lenses", {"may_i": 0.9}, topic="other") == "uncovered"


@pytest.mark.parametrize("text", ["", "   ", "?!", "😀😀", "…", "\u200b"])
def test_without_words_we_are_unsure(text: str) -> None:
    """There is nothing to understand, however sure the classifier is."""
    assert settled(text, {"may_i": 0.99}) == "unsure"


def test_doubt_is_called_doubt() -> None:
    """A best guess below the threshold is no guess."""
    assert settled("what now", {"may_i": 0.29, "how_to": 0.28}) == "unsure"
    assert settled("what now", {"may_i": 0.31, "how_to": 0.28}) == "may_i"


def test_an_alarm_of_the_classifier_alone_is_a_report() -> None:
    """Where neither rules nor head see danger, the learned intent alone raises no alarm."""
    assert settled("my face is warm", {"red_flag": 0.9, "may_i": 0.1}) == "report_symptom"


def test_a_topic_never_leaves_an_intent_beside_the_shapes() -> None:
    """Unless it is surely unrelated, a message with a topic gets a shape, a person or an alarm."""
    for first in ("smalltalk", "tell_date", "agree", "disagree", "uncovered"):
        ranking = {first: 0.9, "is_it_normal": 0.1}
        assert settled("redness", ranking, topic="redness") in BESIDE_A_TOPIC


def test_a_message_without_any_ranking_is_left_alone() -> None:
    """Before the classifier was trained there is nothing to settle."""
    bare = Message({"text": "hello"})
    assert Referee(Referee.get_default_config()).process([bare])[0].get("intent") is None
