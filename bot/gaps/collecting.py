"""From questions noted and conversations held to the list of what went wrong. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from bot.mailbox.exchange_book import Exchange
from bot.patients.records import UnansweredRecord
from bot.scrubbing import scrubbed

# How each is called: no rule; asked back; asked back and then put in other words; thumb down.
UNANSWERED, CLARIFIED, CORRECTED, DISLIKED = "unanswered", "clarified", "corrected", "thumbs down"
_NOTED = {"uncovered": UNANSWERED, "unclear": CLARIFIED}
_ANSWERING = ("answer", "info", "red_flag")
# Somebody who asks again later than this asks something else.
REPHRASED_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Gap:
    """One message that was not answered well; no trace of whose it was.

    `topic` is what it turned out to be about, where that is known.
    """

    reason: str
    words: str = field(repr=False)
    day: int | None
    language: str
    at: datetime
    topic: str | None = None


def collected(
    noted: Iterable[UnansweredRecord],
    exchanges: Sequence[Exchange],
    name_of: Callable[[str], str | None],
) -> list[Gap]:
    """The newest first. `name_of` gives a patient's name, which is then taken out of their words.

    A message that was corrected or disliked is not counted again as merely unanswered.
    """
    told = [*_corrected(exchanges, name_of), *_disliked(exchanges, name_of)]
    # Each of these was noted once as well.
    twice = Counter(_plain(gap.words) for gap in told)
    left = []
    for one in noted:
        gap = Gap(_NOTED[one.reason], scrubbed(one.words), one.day, one.language, one.asked_at)
        words = _plain(gap.words)
        if twice[words]:
            twice[words] -= 1
        else:
            left.append(gap)
    return sorted([*told, *left], key=lambda gap: gap.at, reverse=True)


def _corrected(
    exchanges: Sequence[Exchange], name_of: Callable[[str], str | None]
) -> Iterator[Gap]:
    by_talk = sorted(exchanges, key=lambda one: (one.conversation, one.asked_at))
    for _, group in groupby(by_talk, key=lambda one: one.conversation):
        talk = list(group)
        for asked, again in zip(talk, talk[1:]):
            soon = again.asked_at - asked.asked_at <= REPHRASED_WITHIN
            if asked.kind == "clarify" and again.kind in _ANSWERING and again.topics and soon:
                yield _gap(CORRECTED, asked, name_of, again.topics[0])


def _disliked(
    exchanges: Iterable[Exchange], name_of: Callable[[str], str | None]
) -> Iterator[Gap]:
    for one in exchanges:
        if one.thumb == "down":
            yield _gap(DISLIKED, one, name_of, one.topics[0] if one.topics else None)


def _gap(
    reason: str, one: Exchange, name_of: Callable[[str], str | None], topic: str | None
) -> Gap:
    name = name_of(one.patient) if one.patient else None
    language = str(one.aftercare.get("language") or "en")
    words = scrubbed(one.question, name)
    return Gap(reason, words, one.aftercare.get("day"), language, one.asked_at, topic)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split()).strip(" ¿?¡!.")
