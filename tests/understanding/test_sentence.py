"""Tests of bot/understanding/sentence.py, with Rasa's own messages and graph context."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language import ENGLISH
from bot.understanding import vectors
from bot.understanding.sentence import SentenceEncoder, vector_of
from bot.understanding.topic_reader import sentences_read
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
    np.testing.assert_allclose(wrong, right, atol=1e-6)


def test_an_empty_text_has_a_vector_and_no_text_has_none(component: SentenceEncoder) -> None:
    """The heads need a vector for every text; a message of another kind stays as it is."""
    assert encoded(component, "").shape == (WIDTH,)
    (button,) = component.process([Message({"intent": "agree"})])
    assert button.features == []


def test_the_sentences_of_a_message_are_made_in_one_go(component: SentenceEncoder, monkeypatch):
    """After the encoder has run, nothing that the topics are read from is encoded again."""
    text = "no pus, but can i swim? also it itches"
    encoded(component, text)
    monkeypatch.setattr(vectors, "_vectors", None)
    sentences = sentences_read(text)
    assert "can i swim" in " ".join(sentences) and len(sentences) > 4
    assert sentence_vectors(sentences, ENGLISH).shape == (len(sentences), WIDTH)


def test_in_training_only_the_whole_is_read(component: SentenceEncoder):
    """Examples get the same vector as messages."""
    text = "can i swim? also it itches"
    (example,) = component.process_training_data(
        TrainingData([Message({"text": text})])
    ).training_examples
    np.testing.assert_allclose(vector_of(example), encoded(component, text), atol=1e-5)
