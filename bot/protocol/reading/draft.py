"""A protocol as read from its files: every part knows its lines, and parts may be missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.protocol.model import OverviewDay, RedFlag, Rule, Topic

T = TypeVar("T")


@dataclass(frozen=True)
class Placed(Generic[T]):
    """A value with its file and the line of each of its keys ("" is the line of the whole).

    `sound` is False if an optional key could not be read, so that its absence means nothing.
    """

    value: T
    file: str
    lines: Mapping[str, int]
    sound: bool = True

    def line(self, key: str = "") -> int:
        return self.lines.get(key, self.lines[""])


@dataclass(frozen=True)
class NotAdvice:
    """A sentence of the sheet that no rule uses, and why."""

    quote: str
    why: str


@dataclass(frozen=True)
class TopicRules:
    """The rules one file has for one topic. `sound` is False if the window of one is not known."""

    topic: str
    file: str
    line: int
    rules: tuple[Placed[Rule], ...]
    sound: bool


@dataclass(frozen=True)
class Entry(Generic[T]):
    """A named entry; `placed` is None if its shape was faulty, so that its name is still known."""

    name: str
    file: str
    line: int
    placed: Placed[T] | None


@dataclass(frozen=True)
class Source:
    """A publication that general guidance rests on."""

    title: str
    address: str


@dataclass
class TranslationDraft:
    """What could be read of one language; the keys are those of `Translation`.

    `files` and `lines` hold, by part ("rules", "flags", …), the file and the line to add to;
    `reviewed` whether the part is signed; `sound` the parts without a fault of shape.
    """

    language: str
    files: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    reviewed: dict[str, bool] = field(default_factory=dict)
    topics: dict[str, Entry[Topic]] = field(default_factory=dict)
    rules: dict[str, Entry[str]] = field(default_factory=dict)
    overview: dict[str, Entry[tuple[str, str]]] = field(default_factory=dict)
    sections: dict[str, Entry[str]] = field(default_factory=dict)
    flags: dict[str, Entry[RedFlag]] = field(default_factory=dict)
    phrases: dict[str, Entry[str]] = field(default_factory=dict)
    sound: frozenset[str] = frozenset()

    def awaiting(self) -> int:
        """How many texts patients may read that the clinic has not signed yet."""
        levels = sum(len(e.placed.value.words) for e in self.flags.values() if e.placed)
        phrases = sum(bool(e.placed and e.placed.value) for e in self.phrases.values())
        counts = {
            "rules": len(self.rules) + len(self.overview),
            "flags": levels,
            "phrases": phrases,
        }
        return sum(n for part, n in counts.items() if not self.reviewed.get(part, False))


@dataclass
class Draft:
    """All that could be read. `sound` holds the roles of the files without a fault of shape."""

    files: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None
    topics: dict[str, Entry[Topic]] = field(default_factory=dict)
    rules: dict[str, dict[str, TopicRules]] = field(default_factory=dict)
    overview: list[Placed[OverviewDay]] = field(default_factory=list)
    not_advice: list[Placed[NotAdvice]] = field(default_factory=list)
    flags: dict[str, Entry[RedFlag]] = field(default_factory=dict)
    sources: dict[str, Entry[Source]] = field(default_factory=dict)
    phrases: dict[str, Entry[str]] = field(default_factory=dict)
    translations: dict[str, TranslationDraft] = field(default_factory=dict)
    readable: frozenset[str] = frozenset()
    sound: frozenset[str] = frozenset()

    def all_topic_rules(self) -> Iterator[TopicRules]:
        """The rules of both files, topic by topic."""
        for by_topic in self.rules.values():
            yield from by_topic.values()

    def all_rules(self) -> Iterator[Placed[Rule]]:
        """Every rule of both files that could be read."""
        for topic_rules in self.all_topic_rules():
            yield from topic_rules.rules

    def whole_topics(self) -> Iterator[Placed[Topic]]:
        """The topics that could be read."""
        return (entry.placed for entry in self.topics.values() if entry.placed is not None)

    def whole_flags(self) -> Iterator[Placed[RedFlag]]:
        """The red flags that could be read."""
        return (entry.placed for entry in self.flags.values() if entry.placed is not None)
