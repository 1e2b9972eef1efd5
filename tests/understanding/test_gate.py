"""Tests of bot/understanding/gate.py, with Rasa's own messages."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.triage import find_signs
from bot.understanding.gate import RedFlagGate


def entities(text: str | None, *already: dict) -> list[dict]:
    """The entities of a message after the gate."""
    message = Message({"text": text, "entities": list(already)})
    return RedFlagGate().process([message])[0].get("entities")


def test_each_sign_becomes_an_entity() -> None:
    """Flag, level and place are those of triage, in its order of urgency."""
    text = "there's pus and I have a fever, my throat is closing up"
    found = entities(text)
    signs = find_signs(text)
    assert [(e["value"], e["level"], e["start"], e["end"]) for e in found] == [
        (s.flag, s.level, s.start, s.end) for s in signs
    ]
    assert {e["entity"] for e in found} == {"red_flag"}
    assert found[0]["level"] == "emergency"


def test_entities_of_others_stay() -> None:
    """What other components found is kept."""
    topic = {"entity": "topic", "value": "makeup", "start": 0, "end": 6}
    assert entities("there is pus", topic)[0] == topic
    assert entities("makeup", topic) == [topic]


@pytest.mark.parametrize("text", ["there is no pus", "can i wear makeup", "", None])
def test_without_a_sign_nothing_is_added(text: str | None) -> None:
    """Denied signs, ordinary questions and empty messages pass as they are."""
    assert entities(text) == []
