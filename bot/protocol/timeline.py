"""One topic laid out over all days for one patient: which rule holds when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.protocol.model import ANY_DAY, Override, Protocol, RedFlag, Rule, Topic, Window
from bot.protocol.vocabulary import (
    AREAS,
    NOT_COVERED,
    PERSONAL_KINDS,
    PSEUDO_VERDICTS,
    VERDICTS,
)


@dataclass(frozen=True)
class Span:
    """A longest run of days on which one rule holds. `signed_by` is set for an override."""

    window: Window
    rule: Rule
    signed_by: str | None = None


def timeline(
    protocol: Protocol,
    topic: str,
    areas: frozenset[str],
    overrides: Sequence[Override] = (),
) -> tuple[Span, ...]:
    """The spans of a topic in order of days; together they cover every day exactly once.

    KeyError for a topic the protocol does not know, ValueError for an unknown area or for an
    override whose verdict does not fit the topic.
    """
    if unknown := areas - set(AREAS):
        raise ValueError(f"unknown areas: {', '.join(sorted(unknown))}")
    known = protocol.topics[topic]
    rules = _standing_rules(protocol, known, areas)
    personal = [_as_rule(known, o) for o in overrides if o.topic == topic]
    windows = [rule.window for rule in rules] + [span.window for span in personal]
    pieces: list[Span] = []
    for window in _cut(windows):
        day = _a_day_of(window)
        rule, signed_by = _in_force(known, day, rules, personal)
        if pieces and pieces[-1].rule is rule:
            window = Window(pieces.pop().window.first, window.last)
        pieces.append(Span(window, rule, signed_by))
    return tuple(pieces)


def override_fits(topic: Topic, verdict: str) -> bool:
    """Whether a provider may give this verdict on the topic for one patient."""
    return topic.kind in PERSONAL_KINDS and verdict in VERDICTS[topic.kind]


def _standing_rules(protocol: Protocol, topic: Topic, areas: frozenset[str]) -> Sequence[Rule]:
    """The rules that hold for every patient treated in these areas."""
    if topic.kind == "flag":
        return [_flag_rule(protocol.flags[topic.name])]
    if topic.kind == "pseudo":
        return [_pseudo_rule(protocol, topic)]
    rules = protocol.rules[topic.name]
    mine = [rule for rule in rules if rule.applies_to(areas)]
    if not protocol.general_on and any(rule.basis == "general" for rule in rules):
        words = protocol.phrases[NOT_COVERED]
        rest = _whole_time(topic.name, "not-covered", "ask_clinic", words, "none")
        # What the clinic itself said of such a topic holds; the first rule of a day is in force.
        return [*(rule for rule in mine if rule.basis != "general"), rest]
    return mine


def _flag_rule(flag: RedFlag) -> Rule:
    # Which level applies is for triage to say. Asked without triage, a flag answers with its
    # mildest reply, which is still the same day.
    words = flag.words.get("same_day") or flag.words["emergency"]
    basis = "general" if flag.sources else "none"
    return _whole_time(flag.topic, "any", "urgent", words, basis, flag.sources)


def _pseudo_rule(protocol: Protocol, topic: Topic) -> Rule:
    verdict = PSEUDO_VERDICTS[topic.name]
    words = protocol.phrases[NOT_COVERED] if verdict == "ask_clinic" else ""
    return _whole_time(topic.name, "any", verdict, words, "none")


def _whole_time(
    topic: str, name: str, verdict: str, words: str, basis: str, sources: tuple[str, ...] = ()
) -> Rule:
    return Rule(f"{topic}/{name}", topic, ANY_DAY, verdict, words, basis, sources=sources)


def _as_rule(topic: Topic, override: Override) -> Span:
    if not override_fits(topic, override.verdict):
        raise ValueError(f"an override of {topic.name} cannot say {override.verdict!r}")
    rule = Rule(
        id=f"{topic.name}/personal",
        topic=topic.name,
        window=override.window,
        verdict=override.verdict,
        words=override.words or "",
        basis="personal",
    )
    return Span(override.window, rule, override.signed_by)


def _cut(windows: Iterable[Window]) -> list[Window]:
    """All days, cut wherever one of the windows begins or ends."""
    starts = {window.first for window in windows if window.first is not None}
    starts |= {window.last + 1 for window in windows if window.last is not None}
    edges: list[int | None] = [None, *sorted(starts)]
    ends = [start - 1 for start in edges[1:]] + [None]
    return [Window(first, last) for first, last in zip(edges, ends, strict=True)]


def _a_day_of(window: Window) -> int:
    if window.first is not None:
        return window.first
    return window.last if window.last is not None else 0


def _in_force(
    topic: Topic, day: int, rules: Sequence[Rule], personal: Sequence[Span]
) -> tuple[Rule, str | None]:
    here = [span for span in personal if day in span.window]
    if here:
        strictness = VERDICTS[topic.kind].index
        # Reversed, because of two equally strict instructions the later one is the newer.
        strictest = min(reversed(here), key=lambda span: strictness(span.rule.verdict))
        return strictest.rule, strictest.signed_by
    for rule in rules:
        if day in rule.window:
            return rule, None
    raise LookupError(f"{topic.name}: no rule for day {day}")
