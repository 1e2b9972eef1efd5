"""Combines the concepts of a message as the rules of the lexicon say."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from bot.triage.framing import Frames
from bot.triage.matching import Found, Mention
from bot.triage.negation import Denials
from bot.triage.reading import NONE, STOP
from bot.triage.rule_entries import MESSAGE, Rule

_LONGEST_PHRASE = 8


class Judge:
    """Decides for one message which combinations stand: neither denied nor in a frame."""

    def __init__(self, found: Found, denials: Denials, frames: Frames) -> None:
        self._found = found
        self._denials = denials
        self._frames = frames
        self._denied: dict[tuple[Mention, bool], bool] = {}

    def stands(self, mention: Mention, ended: bool = True) -> bool:
        """`ended`: whether "stopped" counts as a denial."""
        key = mention, ended
        if key not in self._denied:
            self._denied[key] = self._denials.denied(mention, ended)
        return not self._denied[key] and not self._frames.hold(mention)

    def matches(self, rule: Rule, day: int | None) -> Iterator[tuple[Mention, ...]]:
        """Combinations that fulfil the rule."""
        if not rule.on(day):
            return
        if not all(any(map(self.stands, self._found.of(*part))) for part in rule.also):
            return
        parts = [
            [
                mention for mention in self._found.of(*part)
                if (place == 0 and rule.even_first) or self.stands(mention, not rule.even_ended)
            ]
            for place, part in enumerate(rule.all)
        ]
        for combination in combine(self._found, rule, parts):
            if not self._excused(rule, combination):
                yield combination

    def _excused(self, rule: Rule, combination: tuple[Mention, ...]) -> bool:
        if not rule.unless:
            return False
        first = min(mention.first for mention in combination)
        last = max(mention.last for mention in combination)
        gaps = self._found.reading.gaps
        own = {w for m in combination for w in range(m.first, m.last + 1)}
        return any(
            first - rule.near <= mention.last and mention.first <= last + rule.near
            and not own & set(range(mention.first, mention.last + 1))
            # What excuses a sign stands in its sentence.
            and STOP not in gaps[last + 1 : mention.first + 1]
            and STOP not in gaps[mention.last + 1 : first + 1]
            for mention in self._found.of(*rule.unless)
        )


def combine(
    found: Found, rule: Rule, parts: list[list[Mention]]
) -> Iterator[tuple[Mention, ...]]:
    """One mention per part, close enough together; at least one for each first part's mention."""
    if not parts or not all(parts):
        return
    if rule.within == MESSAGE:
        yield tuple(part[0] for part in parts)
        return
    for mention in parts[0]:
        combination = _extend(found, rule, parts, (mention,))
        if combination is not None:
            yield combination


def _extend(
    found: Found, rule: Rule, parts: list[list[Mention]], chosen: tuple[Mention, ...]
) -> tuple[Mention, ...] | None:
    if len(chosen) == len(parts):
        return chosen
    places = found.reading.places
    candidates = parts[len(chosen)]
    first = min(mention.first for mention in chosen)
    last = max(mention.last for mention in chosen)
    reach = rule.within + _LONGEST_PHRASE
    start = bisect_left(candidates, Mention(first - reach, -1, ""))
    stop = bisect_right(candidates, Mention(last + reach, 10**9, ""))
    for candidate in candidates[start:stop]:
        if any(_share(candidate, mention) for mention in chosen):
            continue
        if rule.listed and candidate.first < chosen[-1].last:
            continue
        if not _near(places, rule, first, last, candidate):
            continue
        combination = _extend(found, rule, parts, (*chosen, candidate))
        if combination is not None:
            return combination
    return None


def _share(one: Mention, other: Mention) -> bool:
    """Whether two mentions use the same words; the gap inside a compound is free."""
    within = one.first < other.first and other.last < one.last
    around = other.first < one.first and one.last < other.last
    return one.first <= other.last and other.first <= one.last and not (within or around)


def _near(
    places: tuple[int, ...], rule: Rule, first: int, last: int, candidate: Mention
) -> bool:
    """At most `within` words between the candidate and the nearest end of what is chosen."""
    if candidate.first > last:
        between = places[candidate.first] - places[last]
    elif candidate.last < first:
        between = places[first] - places[candidate.last]
    else:
        between = 0
    return between <= rule.within


def compounds(found: Found) -> list[Mention]:
    """The compounds of the lexicon, each spanning both of its parts."""
    made = []
    for name, rule in found.lexicon.compounds.items():
        parts = [found.of(*part) for part in rule.all]
        for combination in combine(found, rule, parts):
            first = min(m.first for m in combination)
            last = max(m.last for m in combination)
            if any(found.reading.gaps[w] != NONE for w in range(first + 1, last + 1)):
                continue
            made.append(Mention(first, last, name))
    return made
