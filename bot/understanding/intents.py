"""Rasa component: which intent a message has, with every intent's share."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.head import Head
from bot.understanding.sentence import vector_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentFinder(IntentClassifier, GraphComponent):
    """Reads meaning and wording, as the topics' head does."""

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, head: Head | None = None
    ) -> None:
        self._storage = model_storage
        self._resource = resource
        self._head = head

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentFinder:
        """Called by Rasa's graph before training."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> IntentFinder:
        """Called by Rasa's graph before serving."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Head.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the head on the examples of data/nlu.yml."""
        examples = training_data.intent_examples
        texts = [example.get(TEXT) for example in examples]
        vectors = np.vstack([vector_of(example) for example in examples])
        self._head = Head.train(texts, vectors, [example.get(INTENT) for example in examples])
        with self._storage.write_to(self._resource) as folder:
            self._head.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the likeliest intent and the ranking of all; a message without text has none."""
        for message in messages:
            if self._head is None or message.get(TEXT) is None:
                continue
            shares = self._head.probabilities([message.get(TEXT)], vector_of(message)[np.newaxis])
            ranking = [
                {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: share}
                for share, name in sorted(zip(shares[0].tolist(), self._head.classes), reverse=True)
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
