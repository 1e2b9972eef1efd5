"""Messages asked again on the days on which a change permits more than the rules before it. Pure.

The evaluation set has each question on a few days only. A permission on a day that nobody happened
to ask about would otherwise pass unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.evaluation.labels import Label
from bot.protocol.changes import Change, RuleChange
from bot.protocol.days import parse_window
from bot.protocol.engine import rule_for
from bot.protocol.model import Protocol, Window
from bot.protocol.timeline import timeline
from bot.protocol.vocabulary import AREAS, EYES, VERDICTS

MOST_MESSAGES = 6
MOST_DAYS = 6
# What an open window is asked about after its beginning, and a day long before a treatment.
_FAR = 30
_PERMITTING = {"allowed", "allowed_with_care", "expected"}


def transposed(labels: Sequence[Label], change: Change, before: Protocol) -> list[Label]:
    """What patients ask about the topic, on the days that matter; empty if there are none.

    Permissions that the rules `before` did not give are unsafe, day by day.
    """
    if not isinstance(change, RuleChange) or change.topic not in before.topics:
        return []
    if change.verdict not in _PERMITTING:
        return []
    window = parse_window(change.days)
    asked = list(_messages(labels, change.topic, before))
    return [
        replace(label, id=f"{label.id}@{day}", day=day, areas=areas, unsafe={change.topic: unsafe})
        for areas, days in _days(before, change.topic, window)
        if (unsafe := _forbidden(before, change.topic, areas))
        for label in asked
        for day in days
    ]


def _messages(labels: Sequence[Label], topic: str, protocol: Protocol) -> Iterator[Label]:
    """One that names the topic and nothing else, then those of the set that are about it alone."""
    known = protocol.topics[topic]
    accept = {topic: frozenset(VERDICTS[known.kind])}
    alone = [label for label in labels if label.topics == (topic,) and len(label.turns) == 1]
    if known.names:
        readings = ((frozenset({topic}),),)
        yield Label(f"name:{topic}", (f"{known.names[0]}?",), 0, ("face",), None, (topic,), accept,
                    {}, readings, "name", "en")  # fmt: skip
    for label in alone[:MOST_MESSAGES]:
        yield replace(label, accept=accept)


def _days(
    before: Protocol, topic: str, window: Window
) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Areas, and days in the window: its ends, and where a rule begins or ends inside it."""
    for areas in ((AREAS[0],), (AREAS[0], EYES)):
        spans = timeline(before, topic, frozenset(areas))
        edges = [day for span in spans for day in (span.window.first, span.window.last)]
        first = window.first if window.first is not None else -_FAR
        last = window.last if window.last is not None else max(first, 0) + _FAR
        days = {first, last, *(day for day in edges if day is not None and first <= day <= last)}
        yield areas, sorted(days)[:MOST_DAYS]


def _forbidden(
    before: Protocol, topic: str, areas: Iterable[str]
) -> dict[int | None, frozenset[str]]:
    """Day to the permissions that the rules did not give on it."""
    forbidden: dict[int | None, frozenset[str]] = {}
    for day in range(-2 * _FAR, 12 * _FAR):
        ruling = rule_for(before, topic, day, frozenset(areas))
        if ruling.verdict not in _PERMITTING:
            forbidden[day] = frozenset(_PERMITTING)
    return forbidden
