"""Which topics a message is really about, from everything that was found in it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.desk.turn import Mention, Turn
from bot.protocol.model import Protocol

MOST_TOPICS = 5
OTHER = "other"
# A reply as short as this, without a topic of its own, speaks of the topic before it.
_FOLLOW_UP_WORDS = 8
_POINTERS = {"it", "that", "this", "those", "them", "then", "one", "these"}


def chosen_topics(turn: Turn, protocol: Protocol, areas: frozenset[str]) -> tuple[str, ...]:
    """Topics to answer, in reading order, at most five; a denied symptom is not one of them.

    OTHER is among them where something that no rule covers is named.
    """
    ruled = [m for m in turn.mentions if m.topic in protocol.rules]
    mentions = ruled + [m for m in turn.mentions if m.topic == OTHER and m.source != "model"]
    wanted = [m for m in mentions if not _denied(m, protocol)] or mentions
    topics = [_at_the_eyes(m.topic, areas) for m in sorted(wanted, key=lambda m: m.start)]
    return tuple(dict.fromkeys(topics))[:MOST_TOPICS]


def refers_back(turn: Turn) -> bool:
    """Whether a message without a topic is about the last one ("when can I then?")."""
    words = turn.text.lower().replace("?", " ").split()
    if not turn.memory.last_topics or not 0 < len(words) <= _FOLLOW_UP_WORDS:
        return False
    return words[0] == "and" or bool(_POINTERS & set(words))


def _denied(mention: Mention, protocol: Protocol) -> bool:
    return mention.negated and protocol.topics[mention.topic].kind == "symptom"


def _at_the_eyes(topic: str, areas: Iterable[str]) -> str:
    # The sheet's rule on bruises speaks of patients whose eye area was treated.
    return "bruising_eye" if topic == "bruising" and "eyes" in areas else topic
