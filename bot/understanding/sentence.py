"""Rasa featurizer: one vector a message, which intents and topics are read from."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language import language_of
from bot.understanding.topic_reader import sentences_read
from bot.understanding.vectors import sentence_vectors, vectors_to_learn_from


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Adds the sentence vector of the whole message."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Called by Rasa's graph."""
        return cls(execution_context, config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vector to each message; an empty text has one too."""
        for message in messages:
            text = message.get(TEXT)
            if text is not None:
                # The topics' vectors come out of the same pass through the encoders' weights.
                vectors = sentence_vectors(sentences_read(text), language_of(text))
                self._add(message, vectors[:1])
        return messages

    def _add(self, message: Message, vector: np.ndarray) -> None:
        message.add_features(Features(vector, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for every training example, of which only the whole is learnt."""
        for message in training_data.training_examples:
            if message.get(TEXT) is not None:
                self._add(message, vectors_to_learn_from([message.get(TEXT)]))
        return training_data

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check beyond what Rasa checks."""


def vector_of(message: Message) -> np.ndarray:
    """The unit vector that the encoder has put on this message, 896 numbers."""
    # Not by `get_dense_features`: it copies the message's features in depth.
    (vector,) = (
        feature.features
        for feature in message.features
        if feature.attribute == TEXT and feature.type == FEATURE_TYPE_SENTENCE
    )
    return vector[0] if vector.ndim > 1 else vector
