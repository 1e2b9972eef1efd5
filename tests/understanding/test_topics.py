"""Tests of bot/understanding/topics.py: names in Rasa's own messages, before any training."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.topics import TopicFinder, aftercare_share


@pytest.fixture
def finder(tmp_path: Path) -> TopicFinder:
    """The component as Rasa makes it for training; its head has learnt nothing yet."""
    config = TopicFinder.get_default_config()
    return TopicFinder(config, LocalModelStorage(tmp_path), Resource("topics"))


def topics(finder: TopicFinder, text: str) -> list[tuple[str, str, str]]:
    """Topic, the words it was read in, and how sure the reading was."""
    (message,) = finder.process([Message({"text": text})])
    return [
        (e["value"], text[e["start"] : e["end"]], e["source"]) for e in message.get("entities", [])
    ]


def test_names_are_entities_in_reading_order(finder: TopicFinder) -> None:
    """Several topics, each with the patient's own words."""
    assert topics(finder, "Can I swim, or use my Sunscreen and mascara?") == [
        ("swimming", "swim", "exact"),
        ("sunscreen", "Sunscreen", "exact"),
        ("makeup", "mascara", "exact"),
    ]


def test_a_corrected_name_is_marked(finder: TopicFinder) -> None:
    """The place is that of the misspelt word; the source tells that it was put right."""
    assert topics(finder, "is makup ok") == [("makeup", "makup", "fuzzy")]


def test_a_denied_name_is_marked(finder: TopicFinder) -> None:
    """ "No swelling" names swelling, and says that there is none."""
    (message,) = finder.process([Message({"text": "there is no swelling but it is itchy"})])
    assert {e["value"]: e["negated"] for e in message.get("entities")} == {
        "swelling": True,
        "itching": False,
    }


@pytest.mark.parametrize("text", ["", "hello there", "😀", "?"])
def test_no_name_no_entity(finder: TopicFinder, text: str) -> None:
    """An untrained head guesses nothing."""
    assert topics(finder, text) == []


def ranked(**shares: float) -> Message:
    """A message with the classifier's shares."""
    ranking = [{"name": name, "confidence": share} for name, share in shares.items()]
    return Message({"text": "x", "intent_ranking": ranking})


def test_the_share_of_aftercare_is_what_small_talk_leaves() -> None:
    """Greetings, dates and unrelated things count against it; unknown counts as all."""
    mixed = ranked(may_i=0.5, smalltalk=0.2, out_of_scope=0.2, agree=0.1)
    assert aftercare_share(mixed) == pytest.approx(0.5)
    assert aftercare_share(ranked(smalltalk=1.0)) == 0
    assert aftercare_share(Message({"text": "x"})) == 1
