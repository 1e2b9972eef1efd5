"""The names patients use for a topic, found in a message: longest name first, plurals alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.understanding.words import Token, singular, tokens_of

LONGEST_NAME = 6


@dataclass(frozen=True)
class Hit:
    """A topic's name in the text. `exact` is False where the spelling was put right first."""

    topic: str
    start: int
    end: int
    exact: bool


def _key(tokens: Iterable[Token]) -> tuple[str, ...]:
    return tuple(singular(token.word) for token in tokens)


class NameIndex:
    """All names of all topics, looked up by their words."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """`names`: topic -> the names people use for it."""
        self._topics = {
            _key(tokens_of(name)): topic for topic, group in names.items() for name in group
        }

    def words(self) -> set[str]:
        """Every single word that occurs in a name, as patients would type it."""
        return {word for key in self._topics for word in key}

    def hits(self, tokens: list[Token]) -> list[Hit]:
        """Names in reading order; where names overlap the longest wins."""
        found, at = [], 0
        while at < len(tokens):
            hit, length = self._longest(tokens[at : at + LONGEST_NAME])
            if hit:
                found.append(hit)
            at += length
        return found

    def _longest(self, tokens: list[Token]) -> tuple[Hit | None, int]:
        for length in range(len(tokens), 0, -1):
            run = tokens[:length]
            topic = self._topics.get(_key(run))
            if topic:
                exact = not any(token.corrected for token in run)
                return Hit(topic, run[0].start, run[-1].end, exact), length
        return None, 1
