"""Tests of bot/understanding/sentence.py, with Rasa's own messages and graph context."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.sentence import SentenceEncoder, vector_of
from bot.understanding.vectors import WIDTH, sentence_vectors


@pytest.fixture
def component() -> SentenceEncoder:
    """The component as Rasa makes it, with its own defaults."""
    context = ExecutionContext(GraphSchema({}), node_name="sentence")
    return SentenceEncoder(context, SentenceEncoder.get_default_config())


def encoded(component: SentenceEncoder, text: str) -> np.ndarray:
    """What the heads will see of this text."""
    (message,) = component.process([Message({"text": text})])
    return vector_of(message)


def test_a_message_gets_its_vector(component: SentenceEncoder) -> None:
    """One unit vector for the whole message."""
    vector = encoded(component, "can i wear makeup")
    np.testing.assert_array_equal(vector, sentence_vectors(["can i wear makeup"])[0])
    assert np.linalg.norm(vector) == pytest.approx(1, rel=1e-5)


def test_spelling_is_put_right_first(component: SentenceEncoder) -> None:
    """A misspelt message looks to the heads like the well spelt one."""
    wrong, right = (encoded(component, f"can i wear {w}") for w in ("makup", "makeup"))
    np.testing.assert_array_equal(wrong, right)


def test_an_empty_text_has_a_vector_and_no_text_has_none(component: SentenceEncoder) -> None:
    """The heads need a vector for every text; a message of another kind stays as it is."""
    assert encoded(component, "").shape == (WIDTH,)
    (button,) = component.process([Message({"intent": "agree"})])
    assert button.features == []
