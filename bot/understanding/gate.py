"""Rasa component in front of all others: danger signs in the raw text become entities."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.triage import find_signs

RED_FLAG = "red_flag"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RedFlagGate(GraphComponent, EntityExtractorMixin):
    """Runs the same triage as the gateway, so that `rasa shell` is as careful.

    The day is not known here; triage is then at its most careful, and the action, which knows
    the day, looks again.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RedFlagGate:
        """Called by Rasa's graph."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add one `red_flag` entity for each sign, most urgent first."""
        for message in messages:
            found = [
                {
                    "entity": RED_FLAG,
                    "value": sign.flag,
                    "level": sign.level,
                    "start": sign.start,
                    "end": sign.end,
                    "source": "rules",
                    "extractor": "RedFlagGate",
                }
                for sign in find_signs(message.get(TEXT) or "")
            ]
            if found:
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages
