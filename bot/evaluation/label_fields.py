"""Reads the fields of one labelled row and says what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

# One topic that must be answered, as the set of topics whose answer counts for it.
Slot = frozenset[str]
Reading = tuple[Slot, ...]


class Wrong(ValueError):
    """One fault of one row, without its place."""


def turns(row: dict[str, Any]) -> tuple[str, ...]:
    """The messages of the row, one or several."""
    said = row.get("turns", [row["text"]] if "text" in row else None)
    if not (isinstance(said, list) and said and all(isinstance(turn, str) for turn in said)):
        raise Wrong("neither 'text' nor a list of 'turns'; give the message's words")
    return tuple(said)


def day(row: dict[str, Any]) -> int | None:
    """Days since the treatment; None if the clinic knows nothing of this person."""
    number = row.get("day")
    if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
        raise Wrong(f"'day' is {number!r}; give a whole number of days, or null")
    return number


def on(row: dict[str, Any]) -> str | None:
    """The day on which to ask, as YYYY-MM-DD."""
    written = row.get("on")
    if written is None:
        return None
    try:
        return date.fromisoformat(written).isoformat()
    except (TypeError, ValueError):
        raise Wrong(f"'on' is {written!r}; give a date as YYYY-MM-DD") from None


def texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of at least one word."""
    words = row.get(key)
    if not (isinstance(words, list) and words and all(isinstance(word, str) for word in words)):
        raise Wrong(f'{key!r} is not a list of words; write for example {key!r}: ["makeup"]')
    return tuple(words)


def lists(row: Mapping[str, Any], key: str) -> dict[str, tuple[str, ...]]:
    """An object whose values are lists of words."""
    mapping = row.get(key)
    if not isinstance(mapping, dict):
        raise Wrong(f"{key!r} is not an object of topics; write {{topic: [verdict, …]}}")
    return {topic: texts(mapping, topic) for topic in mapping}


def unsafe(row: dict[str, Any]) -> dict[str, dict[int | None, frozenset[str]]]:
    """Verdicts that must not be given, by topic and day; the day None stands for every day."""
    mapping = row.get("unsafe") or {}
    if not isinstance(mapping, dict):
        raise Wrong("'unsafe' is not an object of topics; write {topic: [verdict, …]}")
    banned: dict[str, dict[int | None, frozenset[str]]] = {}
    for topic, verdicts in mapping.items():
        by_day = verdicts if isinstance(verdicts, dict) else {None: verdicts}
        banned[topic] = {}
        for day, words in by_day.items():
            if not (isinstance(words, list) and all(isinstance(word, str) for word in words)):
                raise Wrong(f"'unsafe' of {topic!r} is not a list of verdicts; write [verdict, …]")
            for number in _days(topic, day):
                banned[topic][number] = banned[topic].get(number, frozenset()) | set(words)
    return banned


def _days(topic: str, written: str | None) -> list[int | None]:
    """The days a key of `unsafe` speaks of: `"3"`, `"3-7"`, or every day."""
    if written is None or written in ("any", "*"):
        return [None]
    first, dash, last = written.partition("-") if not written.startswith("-") else (written, "", "")
    try:
        return list(range(int(first), int(last if dash else first) + 1))
    except ValueError:
        raise Wrong(
            f"'unsafe' of {topic!r} has the day {written!r}; write a number, N-M or \"any\""
        ) from None


def readings(topics: tuple[str, ...], alternatives: Any) -> Iterator[Reading]:
    """What may stand in for the topics, in any of the three ways it is written.

    {topic: [others]}: others for that topic. [[topics], …]: other whole sets of topics.
    [others]: others for any of the topics.
    """
    if alternatives is None:
        alternatives = []
    if isinstance(alternatives, dict):
        alternatives = lists({"alt_topics": alternatives}, "alt_topics")
        yield tuple(frozenset({topic, *alternatives.get(topic, ())}) for topic in topics)
        return
    if not isinstance(alternatives, list):
        raise Wrong("'alt_topics' is neither a list nor an object; write {topic: [other, …]}")
    others = [other for other in alternatives if isinstance(other, str)]
    sets = [other for other in alternatives if isinstance(other, list)]
    if len(others) + len(sets) < len(alternatives):
        raise Wrong("'alt_topics' holds something that is no topic; write topics or lists of them")
    yield tuple(frozenset({topic, *others}) for topic in topics)
    for other in sets:
        yield tuple(frozenset({topic}) for topic in texts({"alt_topics": other}, "alt_topics"))
