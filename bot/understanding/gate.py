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

from bot.triage import Sign, find_signs

RED_FLAG = "red_flag"
# Long after every expected effect of a treatment is over.
LATE_DAY = 7


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RedFlagGate(GraphComponent, EntityExtractorMixin):
    """Runs the same triage as the gateway, so that `rasa shell` is as careful.

    The day is not known here, so triage is asked as of an unknown day and as of a late one, on
    which nothing counts as the treatment's own effect. The action, which knows the day, looks
    again.
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
                for sign in _signs(message.get(TEXT) or "")
            ]
            if found:
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages


def _signs(text: str) -> list[Sign]:
    """The signs of both days, the more urgent level of each flag."""
    worst: dict[str, Sign] = {}
    for sign in (*find_signs(text), *find_signs(text, LATE_DAY)):
        known = worst.get(sign.flag)
        if known is None or (sign.level == "emergency") > (known.level == "emergency"):
            worst[sign.flag] = sign
    return list(worst.values())
