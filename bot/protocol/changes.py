"""What the clinic changes in its rules from the desk, as data, and which of it holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.language import ENGLISH


@dataclass(frozen=True)
class NewTopic:
    """A topic that the files do not have; labels and names by language."""

    kind: str
    labels: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class RuleChange:
    """A rule for a window of days; what held on these days no longer does.

    `words` by language. It rests on words of the sheet (`quote` with its `section`), or, where
    `signed_by` is set, on the clinic's own statement, which is then the quote.
    """

    name: str
    topic: str
    days: str
    verdict: str
    words: Mapping[str, str]
    quote: str
    section: str | None = None
    signed_by: str | None = None
    new_topic: NewTopic | None = None


@dataclass(frozen=True)
class SynonymChange:
    """One more name that patients use for a topic."""

    name: str
    topic: str
    language: str
    synonym: str


@dataclass(frozen=True)
class Rollback:
    """Back to what held at an earlier version; 0 are the files alone."""

    name: str
    to: int


Change = RuleChange | SynonymChange


@dataclass(frozen=True)
class Version:
    """A change that went live, and the number of the rules since then."""

    number: int
    change: RuleChange | SynonymChange | Rollback
    replaces: tuple[str, ...] = field(default=())


def versions_at(history: Sequence[Version], number: int | None = None) -> tuple[Version, ...]:
    """What is in force at a version (None: the newest): rollbacks are followed, never returned."""
    held: dict[int, tuple[Version, ...]] = {0: ()}
    newest = 0
    for one in history:
        if number is not None and one.number > number:
            break
        before = held[newest]
        is_rollback = isinstance(one.change, Rollback)
        held[one.number] = held[one.change.to] if is_rollback else (*before, one)
        newest = one.number
    return held[newest]


def changes_at(history: Sequence[Version], number: int | None = None) -> tuple[Change, ...]:
    """The changes in force at a version, in the order in which they were made."""
    return tuple(one.change for one in versions_at(history, number))


def learned_names(changes: Sequence[Change]) -> dict[str, str]:
    """The names that the changes add, in all languages: name to topic."""
    learned: dict[str, str] = {}
    for change in changes:
        if isinstance(change, SynonymChange):
            learned[change.synonym] = change.topic
        elif change.new_topic is not None:
            names = (name for group in change.new_topic.names.values() for name in group)
            learned |= dict.fromkeys(names, change.topic)
    return learned


def change_from(kind: str, content: Mapping[str, Any], name: str) -> Change | Rollback:
    """Read what `as_content` wrote. KeyError where something is missing."""
    if kind == "rollback":
        return Rollback(name, content["to"])
    if kind == "synonym":
        return SynonymChange(name, content["topic"], content["language"], content["synonym"])
    new = content.get("new_topic")
    return RuleChange(
        name=name,
        topic=content["topic"],
        days=content["days"],
        verdict=content["verdict"],
        words=dict(content["words"]),
        quote=content["quote"],
        section=content.get("section"),
        signed_by=content.get("signed_by"),
        new_topic=new and NewTopic(
            new["kind"],
            dict(new["labels"]),
            {language: tuple(names) for language, names in new["names"].items()},
        ),
    )


def as_content(change: Change | Rollback) -> tuple[str, dict[str, Any]]:
    """Kind and plain values, to be stored."""
    if isinstance(change, Rollback):
        return "rollback", {"to": change.to}
    if isinstance(change, SynonymChange):
        language, synonym = change.language, change.synonym
        return "synonym", {"topic": change.topic, "language": language, "synonym": synonym}
    content: dict[str, Any] = {
        "topic": change.topic,
        "days": change.days,
        "verdict": change.verdict,
        "words": dict(change.words),
        "quote": change.quote,
        "section": change.section,
        "signed_by": change.signed_by,
    }
    if change.new_topic is not None:
        new = change.new_topic
        names = {language: list(group) for language, group in new.names.items()}
        content["new_topic"] = {"kind": new.kind, "labels": dict(new.labels), "names": names}
    return "rule", content


def english(words: Mapping[str, str]) -> str:
    """The words in the language that the rules are written in."""
    return words.get(ENGLISH, "")
