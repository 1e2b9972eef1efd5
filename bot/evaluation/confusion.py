"""What was answered where a topic was not: another topic, or no topic at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.evaluation.outcomes import Outcome, fills


@dataclass(frozen=True)
class Confusion:
    """`ids` of the messages about `topic` that were answered as `instead`.

    `instead` is a topic, or in round brackets what happened where none was answered.
    """

    topic: str
    instead: str
    ids: tuple[str, ...]

    @property
    def verdict_only(self) -> bool:
        """The topic was right; its verdict was not."""
        return self.topic == self.instead


def confusions(outcomes: Iterable[Outcome]) -> tuple[Confusion, ...]:
    """Every mix-up, the most frequent first."""
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for outcome in outcomes:
        for topic, instead in _mixed_up(outcome):
            ids[topic, instead].append(outcome.label.id)
    found = [Confusion(topic, instead, tuple(each)) for (topic, instead), each in ids.items()]
    return tuple(sorted(found, key=lambda each: (-len(each.ids), each.topic, each.instead)))


def by_topic(found: Iterable[Confusion]) -> dict[str, list[Confusion]]:
    """The mix-ups of each topic; the topic that went wrong most often first."""
    groups: dict[str, list[Confusion]] = defaultdict(list)
    for each in found:
        groups[each.topic].append(each)
    return dict(sorted(groups.items(), key=lambda item: -sum(len(each.ids) for each in item[1])))


def _mixed_up(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Topics of a message that was not accepted, each with what was answered instead."""
    if outcome.accepted:
        return
    label, answers = outcome.label, outcome.answers
    answered = {answer.topic for answer in answers}
    reading = max(label.readings, key=lambda slots: sum(bool(slot & answered) for slot in slots))
    others = sorted(answered - frozenset().union(*reading))
    nothing = "(left out)" if answered else f"({outcome.kind})"
    for slot in reading:
        topic = next((own for own in label.topics if own in slot), min(slot))
        if not slot & answered:
            yield from ((topic, instead) for instead in others or [nothing])
        elif not fills(label, slot, answers):
            yield topic, topic
