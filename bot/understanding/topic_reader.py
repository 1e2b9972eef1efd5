"""Reads the topics in a text: by name, by corrected spelling, or by meaning.

A clause without a known name is read by the trained head, which may also say *none*; a danger
class it is sure of becomes a `red_flag`, the second voice beside the rules of the gate. The head
also weighs the names: a name it finds out of place, while it is sure of another topic, was only a
word. Knows nothing of Rasa but the shape of its entities.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.language import language_of
from bot.triage import negated, without_denials
from bot.understanding.clauses import clauses
from bot.understanding.gate import RED_FLAG
from bot.understanding.head import NONE, Head
from bot.understanding.names import Hit
from bot.understanding.names_in_text import names_in
from bot.understanding.vectors import sentence_vectors

TOPIC = "topic"
MAYBE_TOPIC = "maybe_topic"
MOST_CLAUSES = 30
MOST_GUESSES = 3
Span = tuple[int, int]
Entity = dict[str, Any]


@dataclass(frozen=True)
class Thresholds:
    """Least probabilities, chosen on the tuning half (docs/decisions.md).

    `topic`: for a topic to count; `maybe`: to be offered as a button; `beside_name`: to count in a
    clause that names another topic. A name below `doubt` was only a word, if another topic is at
    `sure` or more ("hide the redness" asks about makeup). `flag` and `flag_in_clause`: for the
    danger classes together to count, in the whole message and in one clause with it.
    """

    topic: float = 0.15
    maybe: float = 0.08
    beside_name: float = 0.2
    doubt: float = 0.03
    sure: float = 0.4
    flag: float = 0.3
    flag_in_clause: float = 0.5


class TopicReader:
    """`flags` and `offered` are the head's classes that are danger signs, and those for buttons."""

    def __init__(
        self,
        head: Head | None,
        flags: Collection[str],
        offered: Collection[str],
        thresholds: Thresholds,
    ) -> None:
        self._head = head
        self._flags = flags
        self._offered = offered
        self._least = thresholds

    def read(self, text: str, share: float) -> list[Entity]:
        """What is named, and what the head reads in each clause together with the whole.

        The whole steadies the parts: "is that normal?" alone could be about anything. `share` is
        how far the message is about aftercare at all; small talk has no topic.
        """
        hits, spans = names_in(text), clauses(text)[:MOST_CLAUSES]
        if self._head is None or not spans:
            return [_named(text, hit) for hit in hits]
        language = language_of(text)
        whole, parts = self._probabilities(text, spans, language)
        named = self._weighed(text, hits, list(zip(spans, parts)), share)
        danger = self._danger(text, (whole, parts), spans, language)
        if danger:
            return [*named, danger]
        starts = [hit.start for hit in hits]
        guesses = []
        for (start, end), chances in zip(spans, parts):
            beside_name = any(start <= place < end for place in starts)
            least = self._least.beside_name if beside_name else self._least.topic
            guesses.append(self._topic((start, end), share * chances, least))
        if not hits:
            guesses.append(self._topic((0, len(text)), share * whole, self._least.topic))
        known = {entity["value"] for entity in named}
        found = _distinct([g for g in guesses if g and g["value"] not in known])
        return [*named, *found] or self._maybe(share * whole)

    def _weighed(
        self, text: str, hits: list[Hit], read: list[tuple[Span, np.ndarray]], share: float
    ) -> list[Entity]:
        """The names with how probable the head finds each in its clause; doubtful ones fall."""
        kept = []
        for hit in hits:
            here = [part for (start, end), part in read if start <= hit.start < end]
            if not here or hit.topic not in self._head.classes:
                kept.append(_named(text, hit))
                continue
            own = float(here[0][self._head.classes.index(hit.topic)])
            # A name whose spelling was put right may be no name at all ("aight" is not "tight").
            sure = not hit.exact or self._topic((0, 0), share * here[0], self._least.sure)
            if not (sure and own < self._least.doubt):
                kept.append(_named(text, hit, confidence=(1 + own) / 2))
        return kept

    def _probabilities(
        self, text: str, spans: list[Span], language: str
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """Chances of each class in the whole message, and in each clause averaged with it."""
        whole = self._head.probabilities([text], sentence_vectors([text], language))[0]
        if len(spans) < 2:
            return whole, [whole] * len(spans)
        cut = _cut(text, spans)
        parts = self._head.probabilities(cut, sentence_vectors(cut, language))
        return whole, [(part + whole) / 2 for part in parts]

    def _danger(
        self,
        text: str,
        read: tuple[np.ndarray, list[np.ndarray]],
        spans: list[Span],
        language: str,
    ) -> Entity | None:
        """The likeliest danger class, read without what the rules understood to be denied."""
        undenied = without_denials(text)
        if undenied != text:
            spans = clauses(undenied)[:MOST_CLAUSES]
            read = self._probabilities(undenied, spans, language)
        whole, parts = read
        flags = [i for i, name in enumerate(self._head.classes) if name in self._flags]
        span, chances = max(
            zip(spans, parts), key=lambda one: one[1][flags].sum(), default=((0, 0), whole)
        )
        total = float(whole[flags].sum())
        if total < self._least.flag and chances[flags].sum() < self._least.flag_in_clause:
            return None
        flag = self._head.classes[max(flags, key=lambda i: chances[i])]
        place = span if undenied == text else (0, len(text))
        return _entity(RED_FLAG, flag, place, "model", max(total, float(chances[flags].sum())))

    def _topic(self, span: Span, chances: np.ndarray, least: float) -> Entity | None:
        best = int(np.argmax(chances))
        name, chance = self._head.classes[best], float(chances[best])
        if name == NONE or name in self._flags or chance < least:
            return None
        return _entity(TOPIC, name, span, "model", chance)

    def _maybe(self, chances: np.ndarray) -> list[Entity]:
        ranked = sorted(zip(self._head.classes, chances.tolist()), key=lambda one: -one[1])
        return [
            _entity(MAYBE_TOPIC, name, (0, 0), "model", chance)
            for name, chance in ranked[:MOST_GUESSES]
            if name in self._offered and chance >= self._least.maybe
        ]


def sentences_read(text: str) -> list[str]:
    """All that is read of a text, so that their vectors can be made in one go."""
    sentences = []
    for whole in (text, without_denials(text)):
        sentences += [whole, *_cut(whole, clauses(whole)[:MOST_CLAUSES])]
    return sentences


def _cut(text: str, spans: list[Span]) -> list[str]:
    return [text[start:end] for start, end in spans]


def _named(text: str, hit: Hit, confidence: float = 1.0) -> Entity:
    source = "exact" if hit.exact else "fuzzy"
    denied = negated(text, hit.start, hit.end)
    return _entity(TOPIC, hit.topic, (hit.start, hit.end), source, confidence, denied)


def _distinct(guesses: list[Entity]) -> list[Entity]:
    best: dict[str, Entity] = {}
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
) -> Entity:
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
