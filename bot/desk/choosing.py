"""Which topics a message is really about, from everything that was found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from bot.dates import asked_day, treatment_date
from bot.desk.turn import Mention, Turn
from bot.protocol.model import Protocol

MOST_TOPICS = 5
OTHER = "other"
# A reply as short as this, without a topic of its own, speaks of the topic before it.
_FOLLOW_UP_WORDS = 8
_POINTERS = re.compile(
    r"it|that|this|those|them|then|one|these"
    r"|es[ao]s?|est[oae]s?|entonces|lo|\w+[aeiáéí]r(me|te|se)?(lo|la|los|las)"
)
_AND = {"and", "y"}
# What is asked as the first is answered as the second where the eye area was treated.
_AT_THE_EYES = {"bruising": "bruising_eye"}


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
    """Whether a message that names no topic is about the last one ("what about tomorrow?")."""
    words = re.sub("[¿?]", " ", turn.text.lower()).split()
    if not turn.memory.last_topics or not 0 < len(words) <= _FOLLOW_UP_WORDS:
        return False
    if any(mention.source != "model" for mention in turn.mentions):
        return False
    if asked_day(turn.text, turn.today) is not None:
        return True
    if turn.mentions:
        return False
    return words[0] in _AND or any(_POINTERS.fullmatch(word) for word in words)


def only_tells_date(turn: Turn, protocol: Protocol) -> bool:
    """Whether a message says when the treatment was and asks nothing ("I had it on Tuesday")."""
    kinds = {protocol.topics[m.topic].kind for m in turn.mentions if m.topic in protocol.topics}
    tells = isinstance(treatment_date(turn.text, turn.today), date)
    return tells and kinds <= {"info"} and "?" not in turn.text


def confidence_in(turn: Turn, topics: Iterable[str]) -> float | None:
    """How surely these topics were understood: the lowest over their mentions.

    Topics taken over from earlier turns are as sure as they were then. None without a topic.
    """
    topics = set(topics)
    named = [(m, topics & {m.topic, _AT_THE_EYES.get(m.topic)}) for m in turn.mentions]
    found = [m.confidence for m, about in named if about]
    remembered = {*turn.memory.last_topics, *turn.memory.pending}
    left = topics.difference(*(about for _, about in named))
    if left & remembered and turn.memory.confidence is not None:
        found.append(turn.memory.confidence)
    return min(found, default=None)


def _denied(mention: Mention, protocol: Protocol) -> bool:
    return mention.negated and protocol.topics[mention.topic].kind == "symptom"


def _at_the_eyes(topic: str, areas: Iterable[str]) -> str:
    # The sheet's rule on bruises speaks of patients whose eye area was treated.
    return _AT_THE_EYES.get(topic, topic) if "eyes" in areas else topic
