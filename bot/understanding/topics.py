"""Rasa component: the protocol's topics in a message, each a `topic` entity.

Names come from the protocol's data, so a new topic or synonym needs no code.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    METADATA,
    METADATA_INTENT,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding import installed
from bot.understanding.head import NONE, Head
from bot.understanding.sentence import vector_of
from bot.understanding.topic_reader import Thresholds, TopicReader

# Aftercare that no topic covers; the head learns it from data/nlu.yml like any other.
UNCOVERED = "other"
# Intents of messages that are not about aftercare.
_BESIDE = {"smalltalk", "out_of_scope", "ask_human", "tell_date", "agree", "disagree"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class TopicFinder(GraphComponent, EntityExtractorMixin):
    """Finds topics by name, by corrected spelling, or by meaning."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The thresholds of the reader, by name."""
        return asdict(Thresholds())

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        head: Head | None = None,
    ) -> None:
        self._storage = model_storage
        self._resource = resource
        topics = installed.protocol().topics.values()
        self._learnt = {t.name for t in topics if t.kind != "pseudo"} | {UNCOVERED}
        self._thresholds = Thresholds(**{f.name: config[f.name] for f in fields(Thresholds)})
        self._read_with(head)

    def _read_with(self, head: Head | None) -> None:
        topics = installed.protocol().topics.values()
        flags = {t.name for t in topics if t.kind == "flag"}
        offered = {t.name for t in topics if t.kind in ("activity", "symptom")}
        self._reader = TopicReader(head, flags, offered, self._thresholds)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicFinder:
        """Called by Rasa's graph before training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> TopicFinder:
        """Called by Rasa's graph before serving."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Head.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the head on the examples of data/nlu.yml.

        The protocol's names are no examples: looked up, they are found anyway, and sentences made
        of them drowned what patients really write.
        """
        topics = [self._labelled(example) for example in training_data.intent_examples]
        vectors = [vector_of(example) for example in training_data.intent_examples]
        texts = [example.get(TEXT) for example in training_data.intent_examples]
        head = Head.train(texts, np.vstack(vectors), topics)
        self._read_with(head)
        with self._storage.write_to(self._resource) as folder:
            head.save(folder)
        return self._resource

    def _labelled(self, example: Message) -> str:
        about = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
        topic = about.get("topic", NONE)
        return topic if topic in self._learnt else NONE

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message, in reading order."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = self._reader.read(text, aftercare_share(message))
            if found:
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages


def aftercare_share(message: Message) -> float:
    """How much of the intents' probability is on aftercare, 0 to 1; 1 where nothing is known."""
    ranking = message.get(INTENT_RANKING_KEY) or []
    beside = sum(e[PREDICTED_CONFIDENCE_KEY] for e in ranking if e[INTENT_NAME_KEY] in _BESIDE)
    return max(0.0, 1.0 - beside)
