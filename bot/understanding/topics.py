"""Rasa component: the protocol's topics in a message, each a `topic` entity.

Names come from the protocol's data, so a new topic or synonym needs no code. A clause without a
known name is read by the trained head, which may also say *none*; a danger class it is sure of
becomes a `red_flag` entity, the second voice beside the rules of the gate.
"""

from __future__ import annotations

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

from bot.language import ENGLISH, SPANISH, language_of
from bot.triage import negated, without_denials
from bot.understanding import installed
from bot.understanding.clauses import clauses
from bot.understanding.gate import RED_FLAG
from bot.understanding.head import NONE, TopicHead
from bot.understanding.names import Hit, merged
from bot.understanding.vectors import sentence_vectors
from bot.understanding.words import tokens_of

TOPIC = "topic"
MAYBE_TOPIC = "maybe_topic"
# Aftercare that no topic covers; the head learns it from data/nlu.yml like any other.
UNCOVERED = "other"
MOST_CLAUSES = 30
# Intents of messages that are not about aftercare.
_BESIDE = {"smalltalk", "out_of_scope", "ask_human", "tell_date", "agree", "disagree"}
MOST_GUESSES = 3
Span = tuple[int, int]
# Sentences that put a bare name into a patient's mouth, by language and kind of topic.
_CARRIERS = {
    ENGLISH: {
        "activity": ("{}", "can i use {} after microneedling", "when is {} ok again"),
        "symptom": ("{}", "is {} normal after microneedling", "i have {}"),
    },
    SPANISH: {
        "activity": ("{}", "puedo {} despues del tratamiento", "cuando puedo usar {}"),
        "symptom": ("{}", "es normal {}", "tengo {}"),
    },
}


def _described(language: str) -> tuple[list[str], list[str]]:
    """Sentences around every name of this language, and the topic of each."""
    topics = installed.protocol().topics
    pairs = [
        (carrier.format(name), topic)
        for topic, names in installed.names_by_topic(language).items()
        for carrier in _CARRIERS[language].get(topics[topic].kind, ())
        for name in names
    ]
    return [sentence for sentence, _ in pairs], [topic for _, topic in pairs]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class TopicFinder(GraphComponent, EntityExtractorMixin):
    """Finds topics by name, by corrected spelling, or by meaning."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Least probabilities for a topic to count, to be offered, and for danger to count."""
        return {
            "topic_threshold": 0.35,
            "maybe_threshold": 0.12,
            # The rules know Spanish less well, so its second voice is listened to sooner.
            "flag_threshold": {ENGLISH: 0.5, SPANISH: 0.4},
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        head: TopicHead | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._head = head
        topics = installed.protocol().topics.values()
        self._flags = {t.name for t in topics if t.kind == "flag"}
        self._offered = {t.name for t in topics if t.kind in ("activity", "symptom")}
        self._learnt = {t.name for t in topics if t.kind != "pseudo"} | {UNCOVERED}

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
            return cls(config, model_storage, resource, TopicHead.load(folder / "head.npz"))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the head on the examples of data/nlu.yml and on the protocol's own names."""
        topics = [self._labelled(example) for example in training_data.intent_examples]
        vectors = [_encoded(example) for example in training_data.intent_examples]
        for language in (ENGLISH, SPANISH):
            described, described_topics = _described(language)
            vectors.append(sentence_vectors(described, language))
            topics += described_topics
        self._head = TopicHead.train(np.vstack(vectors), topics)
        with self._storage.write_to(self._resource) as folder:
            self._head.save(folder / "head.npz")
        return self._resource

    def _labelled(self, example: Message) -> str:
        about = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
        topic = about.get("topic", NONE)
        return topic if topic in self._learnt else NONE

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message, in reading order."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = self._named(text)
            named = [(entity["start"], entity["end"]) for entity in found]
            found += self._guessed(text, named, aftercare_share(message))
            if found:
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def _named(self, text: str) -> list[dict[str, Any]]:
        return [
            _entity(
                TOPIC,
                hit.topic,
                (hit.start, hit.end),
                source="exact" if hit.exact else "fuzzy",
                negated=negated(text, hit.start, hit.end),
            )
            for hit in _hits(text)
        ]

    def _guessed(self, text: str, named: list[Span], share: float) -> list[dict[str, Any]]:
        """What the head reads in clauses without a name, each seen with the whole message.

        The whole steadies the parts: "is that normal?" alone could be about anything. `share` is
        how far the message is about aftercare at all; small talk has no topic.
        """
        spans = clauses(text)[:MOST_CLAUSES]
        if self._head is None or not spans:
            return []
        language = language_of(text)
        whole, parts = self._read(text, spans, language)
        danger = self._danger(text, (whole, parts), spans, language)
        if danger:
            return [danger]
        free = [
            (span, share * part)
            for span, part in zip(spans, parts)
            if not any(span[0] <= start < span[1] for start, _ in named)
        ]
        if not named:
            free.append(((0, len(text)), share * whole))
        guesses = [self._topic(span, chances) for span, chances in free]
        return _distinct([g for g in guesses if g]) or self._maybe(share * whole, bool(named))

    def _read(
        self, text: str, spans: list[Span], language: str
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """Chances of each class in the whole message, and in each clause averaged with it."""
        whole = self._head.probabilities(sentence_vectors([text], language))[0]
        if len(spans) < 2:
            return whole, [whole] * len(spans)
        cut = [text[start:end] for start, end in spans]
        parts = self._head.probabilities(sentence_vectors(cut, language))
        return whole, [(part + whole) / 2 for part in parts]

    def _danger(
        self,
        text: str,
        read: tuple[np.ndarray, list[np.ndarray]],
        spans: list[Span],
        language: str,
    ) -> dict[str, Any] | None:
        """The likeliest danger class, read without what the rules understood to be denied."""
        undenied = without_denials(text)
        if undenied != text:
            spans = clauses(undenied)[:MOST_CLAUSES]
            read = self._read(undenied, spans, language)
        flags = [i for i, name in enumerate(self._head.classes) if name in self._flags]
        parts = zip(spans, read[1])
        span, chances = max(parts, key=lambda one: one[1][flags].sum(), default=((0, 0), read[0]))
        total = float(chances[flags].sum())
        if total < self._config["flag_threshold"][language]:
            return None
        flag = self._head.classes[max(flags, key=lambda i: chances[i])]
        return _entity(RED_FLAG, flag, span if undenied == text else (0, len(text)), "model", total)

    def _topic(self, span: Span, chances: np.ndarray) -> dict[str, Any] | None:
        best = int(np.argmax(chances))
        name, chance = self._head.classes[best], float(chances[best])
        if name == NONE or name in self._flags or chance < self._config["topic_threshold"]:
            return None
        return _entity(TOPIC, name, span, "model", chance)

    def _maybe(self, chances: np.ndarray, named: bool) -> list[dict[str, Any]]:
        ranked = sorted(zip(self._head.classes, chances.tolist()), key=lambda one: -one[1])
        likely = [
            (name, chance)
            for name, chance in ranked[:MOST_GUESSES]
            if name in self._offered and chance >= self._config["maybe_threshold"]
        ]
        return [] if named else [_entity(MAYBE_TOPIC, n, (0, 0), "model", c) for n, c in likely]


def _hits(text: str) -> list[Hit]:
    """Names in the message's language first; either language may borrow the other's."""
    tokens = tokens_of(text)
    spelt = installed.speller().corrected(tokens)
    spanish, english = installed.names(SPANISH), installed.names(ENGLISH)
    if language_of(text) == SPANISH:
        # English spelling would turn Spanish words into English ones: only as written.
        return merged(spanish.hits(tokens), english.hits(tokens))
    return english.hits(spelt) or spanish.hits(tokens)


def aftercare_share(message: Message) -> float:
    """How much of the intents' probability is on aftercare, 0 to 1; 1 where nothing is known."""
    ranking = message.get(INTENT_RANKING_KEY) or []
    beside = sum(e[PREDICTED_CONFIDENCE_KEY] for e in ranking if e[INTENT_NAME_KEY] in _BESIDE)
    return max(0.0, 1.0 - beside)


def _encoded(example: Message) -> np.ndarray:
    """The unit vector that the sentence encoder has put on this example."""
    _, features = example.get_dense_features(TEXT)
    return features.features / np.linalg.norm(features.features)


def _distinct(guesses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    best: dict[str, dict[str, Any]] = {}
    for guess in sorted(guesses, key=lambda g: -g["confidence_entity"]):
        best.setdefault(guess["value"], guess)
    return list(best.values())


def _entity(
    kind: str,
    value: str,
    span: tuple[int, int],
    source: str,
    confidence: float = 1.0,
    negated: bool = False,
) -> dict[str, Any]:
    return {
        "entity": kind,
        "value": value,
        "start": span[0],
        "end": span[1],
        "source": source,
        "confidence_entity": round(confidence, 3),
        "negated": negated,
        "extractor": "TopicFinder",
    }
