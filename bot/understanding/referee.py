"""Rasa component at the end: settles the intent from everything the others found."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.text import has_words
from bot.understanding import installed
from bot.understanding.gate import RED_FLAG
from bot.understanding.topic_reader import TOPIC
from bot.understanding.topics import UNCOVERED
from bot.understanding.words import tokens_of

# A command, not a sad face that begins a message.
_STAFF_COMMAND = re.compile(r":(day|on|why|json|help)\b")
# The shapes of a question or report that an aftercare topic can have.
SHAPES = ("may_i", "when_may_i", "is_it_normal", "how_to", "about_procedure", "report_symptom")
# What a message that names a topic may still be.
BESIDE_A_TOPIC = (*SHAPES, "ask_human")
UNSURE = "unsure"
HUMAN = "human"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Referee(IntentClassifier, GraphComponent):
    """Danger first; then what is surely unrelated; then a topic; then doubt is called doubt."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Below `threshold` an intent without any topic is `unsure`.

        From `unrelated` on, a message is unrelated although the head guesses a topic; where one is
        named in so many words ("mascara out of a shirt"), only from `unrelated_though_named` on.
        Of the tuning messages about aftercare, all but one have at most 0.3 without a name, and
        0.5 with one.
        """
        return {"threshold": 0.3, "unrelated": 0.35, "unrelated_though_named": 0.6}

    def __init__(self, config: dict[str, Any]) -> None:
        self._threshold = config["threshold"]
        self._unrelated = config["unrelated"]
        self._unrelated_though_named = config["unrelated_though_named"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Referee:
        """Called by Rasa's graph."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Replace the intent where one of the rules says so."""
        for message in messages:
            settled = self._settled(message)
            if settled:
                name, confidence = settled
                intent = {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}
                message.set(INTENT, intent, add_to_output=True)
        return messages

    def _settled(self, message: Message) -> tuple[str, float] | None:
        text = message.get(TEXT) or ""
        entities = message.get(ENTITIES, [])
        found = {entity[ENTITY_ATTRIBUTE_TYPE] for entity in entities}
        topics = {e[ENTITY_ATTRIBUTE_VALUE] for e in entities if e[ENTITY_ATTRIBUTE_TYPE] == TOPIC}
        if RED_FLAG in found:
            return RED_FLAG, 1.0
        if _STAFF_COMMAND.match(text):
            return "staff_command", 1.0
        if not has_words(text):
            return UNSURE, 1.0
        ranking = message.get(INTENT_RANKING_KEY) or []
        chances = {e[INTENT_NAME_KEY]: e[PREDICTED_CONFIDENCE_KEY] for e in ranking}
        if not entities and not installed.speller().knows_any(tokens_of(text)):
            # No word that is known: a greeting in some other spelling or language, or nothing.
            greets = chances.get("smalltalk", 0.0) >= 0.5
            return None if greets else ("out_of_scope", 1.0)
        if HUMAN in topics:
            return "ask_human", 1.0
        named = any(e.get("source") != "model" for e in entities)
        least = self._unrelated_though_named if named else self._unrelated
        if chances.get("out_of_scope", 0.0) >= least:
            return "out_of_scope", chances["out_of_scope"]
        if topics == {UNCOVERED}:
            return "uncovered", 1.0
        if topics:
            return next(
                (
                    (entry[INTENT_NAME_KEY], entry[PREDICTED_CONFIDENCE_KEY])
                    for entry in ranking
                    if entry[INTENT_NAME_KEY] in BESIDE_A_TOPIC
                ),
                None,
            )
        if ranking and ranking[0][PREDICTED_CONFIDENCE_KEY] < self._threshold:
            return UNSURE, ranking[0][PREDICTED_CONFIDENCE_KEY]
        if ranking and ranking[0][INTENT_NAME_KEY] == RED_FLAG:
            # The gate and the head both saw no danger: a question, then, not an alarm.
            return "report_symptom", ranking[0][PREDICTED_CONFIDENCE_KEY]
        return None
