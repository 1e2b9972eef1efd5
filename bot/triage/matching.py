"""Finds the concepts of the lexicon in a message."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from bot.triage.lexicon import Lexicon
from bot.triage.reading import PAUSE, STOP, Reading


@dataclass(frozen=True, order=True)
class Mention:
    """Words `first` to `last` (inclusive) of the reading mean `concept`."""

    first: int
    last: int
    concept: str


@dataclass
class Found:
    """What was found in a reading; mentions per concept in the order of the text."""

    reading: Reading
    lexicon: Lexicon
    mentions: dict[str, list[Mention]] = field(default_factory=lambda: defaultdict(list))

    def of(self, *concepts: str) -> list[Mention]:
        return self.mentions.get(concepts[0], []) if len(concepts) == 1 else sorted(
            mention for concept in concepts for mention in self.mentions.get(concept, ())
        )

    def add(self, mentions: Iterable[Mention]) -> None:
        touched = set()
        for mention in mentions:
            self.mentions[mention.concept].append(mention)
            touched.add(mention.concept)
        for concept in touched:
            self.mentions[concept].sort()

    @cached_property
    def covered(self) -> frozenset[int]:
        """Words that belong to some clinical concept."""
        clinical = self.lexicon.clinical
        return frozenset(
            word
            for concept, mentions in self.mentions.items()
            if concept in clinical
            for mention in mentions
            for word in range(mention.first, mention.last + 1)
        )

    def words(self, group: str) -> frozenset[str]:
        return self.lexicon.words[group]


def find(reading: Reading, lexicon: Lexicon) -> Found:
    """Every phrase of the lexicon, except where it is part of a phrase with another meaning.

    A phrase ends with its sentence; one that takes a meaning away ends at a comma as well.
    """
    found = Found(reading, lexicon)
    other: dict[str, list[Mention]] = defaultdict(list)
    words, gaps, trie = reading.words, reading.gaps, lexicon.trie
    for first, word in enumerate(words):
        node = trie.get(word)
        last, paused = first, False
        while node is not None:
            for concept in node.get("", ()):
                if paused and (concept[0] == "!" or concept == "negator"):
                    continue
                if concept[0] == "!":
                    other[concept[1:]].append(Mention(first, last, concept))
                else:
                    found.mentions[concept].append(Mention(first, last, concept))
            last += 1
            if last == len(words) or gaps[last] == STOP:
                break
            paused = paused or gaps[last] == PAUSE
            node = node.get(words[last])
    for concept, exceptions in other.items():
        kept = [m for m in found.mentions.get(concept, ()) if not inside_any(m, exceptions)]
        found.mentions[concept] = kept
    return found


def inside_any(mention: Mention, spans: list[Mention]) -> bool:
    """Whether one of the spans, which are in the order of the text, contains the mention."""
    stop = bisect_left(spans, Mention(mention.first + 1, -1, ""))
    return any(
        span.first <= mention.first and mention.last <= span.last
        for span in spans[max(0, stop - 12):stop]
    )
