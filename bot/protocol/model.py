"""What a protocol is made of: topics, rules with their windows of days, red flags, overrides.

Days are whole calendar days from the treatment: 0 is the day itself, negative is before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.protocol.vocabulary import EYES, ONLY_EYES


@dataclass(frozen=True)
class Window:
    """A run of days, both ends included; `None` leaves that end open."""

    first: int | None
    last: int | None

    def __contains__(self, day: int) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def __str__(self) -> str:
        if self.first is None:
            if self.last is None:
                return "any"
            return "before" if self.last == -1 else f"up to {self.last}"
        if self.last is None:
            return f"{self.first}+"
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    def overlaps(self, other: Window) -> bool:
        """Whether the two share a day."""
        starts_in_time = self.first is None or other.last is None or self.first <= other.last
        ends_late_enough = self.last is None or other.first is None or other.first <= self.last
        return starts_in_time and ends_late_enough


ANY_DAY = Window(None, None)
BEFORE = Window(None, -1)


@dataclass(frozen=True)
class Topic:
    """Something patients ask about; `names` are the ways they say it."""

    name: str
    kind: str
    label: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """What holds for a topic inside one window, in words a patient can read.

    `signed_by` is set where the `quote` is no part of the sheet but what a clinician signed.
    """

    id: str
    topic: str
    window: Window
    verdict: str
    words: str
    basis: str
    quote: str | None = None
    section: str | None = None
    sources: tuple[str, ...] = ()
    areas: str | None = None
    signed_by: str | None = None

    def applies_to(self, areas: frozenset[str]) -> bool:
        """Whether the rule speaks to a patient who was treated in these areas."""
        return condition_holds(self.areas, areas)


@dataclass(frozen=True)
class RedFlag:
    """A warning sign; `words` is the complete fixed reply for each level of urgency."""

    topic: str
    label: str
    words: Mapping[str, str]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class OverviewDay:
    """One entry of the day-by-day account that patients are shown."""

    window: Window
    title: str
    words: str
    quote: str
    areas: str | None = None

    @property
    def key(self) -> str:
        """What a translation calls the entry: its window, and the areas where they are set."""
        return f"{self.window}{suffix(self.areas)}"

    def applies_to(self, areas: frozenset[str]) -> bool:
        """Whether the entry speaks to a patient who was treated in these areas."""
        return condition_holds(self.areas, areas)


@dataclass(frozen=True)
class Override:
    """A provider's instruction for one patient; it replaces the rule inside its window."""

    topic: str
    window: Window
    verdict: str
    signed_by: str
    reason: str = ""
    words: str | None = None


@dataclass(frozen=True)
class Translation:
    """The texts of a protocol in another language; verdicts, days and quotes are not part of it.

    `rules` are keyed by rule id, `overview` (title, words) by `OverviewDay.key`, `sections` by
    the English heading, `flags` by flag and level, `labels` and `names` by topic. `reviewed`:
    whether the clinic has signed every text of it.
    """

    language: str
    reviewed: bool
    rules: Mapping[str, str]
    overview: Mapping[str, tuple[str, str]]
    sections: Mapping[str, str]
    flags: Mapping[str, Mapping[str, str]]
    flag_labels: Mapping[str, str]
    phrases: Mapping[str, str]
    labels: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Protocol:
    """Everything the engine answers from. `fingerprint` changes with any content file.

    `version` counts what the clinic changed from the desk since the files; `learned` are the names
    that it added there, which the trained model does not know: name to topic.
    """

    topics: Mapping[str, Topic]
    rules: Mapping[str, tuple[Rule, ...]]
    flags: Mapping[str, RedFlag]
    overview: tuple[OverviewDay, ...]
    phrases: Mapping[str, str]
    general_on: bool
    fingerprint: str
    translations: Mapping[str, Translation] = field(default_factory=dict)
    version: int = 0
    learned: Mapping[str, str] = field(default_factory=dict)


def condition_holds(condition: str | None, areas: frozenset[str]) -> bool:
    """Whether an `areas:` condition ("eyes", "not eyes" or none) fits the treated areas."""
    return condition is None or (condition == ONLY_EYES) == (EYES in areas)


def suffix(condition: str | None) -> str:
    """An `areas:` condition as the end of a name, such as "-not-eyes"."""
    return f"-{condition.replace(' ', '-')}" if condition else ""
