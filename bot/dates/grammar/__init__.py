"""The grammar: which phrases name a day, and of what kind. The longest reading wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.dates.grammar import calendar_dates, since_treatment, spans, weekdays
from bot.dates.model import When
from bot.dates.wording import Wording, canonical

_RULES = (*spans.RULES, *since_treatment.RULES, *weekdays.RULES, *calendar_dates.RULES)


def find_when(text: str) -> tuple[When, ...]:
    """Every mention of a day, in the order of the text; positions are those of `text`."""
    wording = canonical(text)
    mentions = []
    for when in scan(wording):
        start, end = wording.origin(when.start, when.end)
        mentions.append(replace(when, start=start, end=end))
    return tuple(mentions)


def scan(wording: Wording) -> tuple[When, ...]:
    """Like `find_when`, but positions are those of the canonical text."""
    found: list[When] = []
    end = 0
    for when in sorted(_matches(wording.text), key=lambda when: (when.start, -when.end)):
        if when.start >= end:
            end = when.end
            found.append(when)
    return tuple(when for when in found if when.kind != "nothing")


def _matches(text: str) -> Iterator[When]:
    for rule in _RULES:
        for match in rule.pattern.finditer(text):
            meaning = rule.read(match)
            if meaning:
                yield When(*meaning, match.start(), match.end())
