"""The names patients use for a topic, found in a message: longest name first, plurals alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
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


def _keys(tokens: list[Token]) -> Iterator[tuple[str, ...]]:
    """The words as compared, then with a less plain plural taken off the last ("martinis")."""
    key = _key(tokens)
    yield key
    last = tokens[-1].word
    for ending in ("s", "es"):
        if last.endswith(ending) and len(last) > len(ending) + 2:
            yield (*key[:-1], last[: -len(ending)])


class NameIndex:
    """All names of all topics, looked up by their words."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """`names`: topic -> the names people use for it."""
        self._topics = {
            _key(tokens_of(name)): topic for topic, group in names.items() for name in group
        }
        # How many words the longest name has that begins so: most words of a message begin none.
        self._longest_from: dict[str, int] = {}
        for first, *others in filter(None, self._topics):
            length = max(1 + len(others), self._longest_from.get(first, 0))
            self._longest_from[first] = length

    def words(self) -> Counter[str]:
        """Every single word that occurs in a name, and in how many."""
        return Counter(word for key in self._topics for word in key)

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
        possible = self._longest_from.get(singular(tokens[0].word), 1)
        for length in range(min(possible, len(tokens)), 0, -1):
            run = tokens[:length]
            topic = next((self._topics[k] for k in _keys(run) if k in self._topics), None)
            if topic:
                exact = not any(token.corrected for token in run)
                return Hit(topic, run[0].start, run[-1].end, exact), length
        return None, 1


def merged(first: list[Hit], second: list[Hit]) -> list[Hit]:
    """Both in reading order; a hit of `second` that overlaps one of `first` is dropped."""
    added = [
        hit for hit in second if not any(h.start < hit.end and hit.start < h.end for h in first)
    ]
    return sorted([*first, *added], key=lambda hit: hit.start)
