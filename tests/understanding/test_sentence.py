"""Tests of bot/understanding/sentence.py, with Rasa's own messages and graph context."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.sentence import SentenceEncoder
from bot.understanding.vectors import WIDTH, sentence_vectors


@pytest.fixture
def component() -> SentenceEncoder:
    """The component as Rasa makes it, with its own defaults."""
    context = ExecutionContext(GraphSchema({}), node_name="sentence")
    return SentenceEncoder(context, SentenceEncoder.get_default_config())


def vector_of(component: SentenceEncoder, text: str) -> np.ndarray:
    """What the classifier will see of this text."""
    (message,) = component.process([Message({"text": text})])
    _, sentence = message.get_dense_features("text", [])
    return sentence.features[0]


def test_a_message_gets_its_scaled_vector(component: SentenceEncoder) -> None:
    """One vector for the whole message, of the length that the configuration says."""
    vector = vector_of(component, "can i wear makeup")
    (plain,) = sentence_vectors(["can i wear makeup"])
    np.testing.assert_allclose(vector, 5.5 * plain, rtol=1e-5)


def test_spelling_is_put_right_first(component: SentenceEncoder) -> None:
    """A misspelt message looks to the classifier like the well spelt one."""
    wrong, right = (vector_of(component, f"can i wear {w}") for w in ("makup", "makeup"))
    np.testing.assert_array_equal(wrong, right)


def test_an_empty_text_has_a_vector_and_no_text_has_none(component: SentenceEncoder) -> None:
    """Rasa's classifier needs a vector for every text; a message of another kind stays as it is."""
    assert vector_of(component, "").shape == (WIDTH,)
    (button,) = component.process([Message({"intent": "agree"})])
    assert button.features == []
