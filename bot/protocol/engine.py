"""The answer to "what holds for this topic on this day", for one patient. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.protocol.model import Override, OverviewDay, Protocol
from bot.protocol.timeline import Span, timeline
from bot.protocol.vocabulary import ALLOWING, VERDICTS


@dataclass(frozen=True)
class Ruling:
    """One answer, with everything needed to say it and to show where it comes from.

    For `not_yet`, `until_day` ends the run of `not_yet` days and `from_day` is the first later
    day that allows (None: never). For every other verdict they are the first and last day of the
    run around `day` on which this same rule holds (None: open). `next_day` is the first later day
    with another verdict, `next_verdict`; both None if there is none. `words` are empty for an
    override that brought none and for a hand-off: there the verdict says it all. `of_several`: the
    strictest of several overrides won. `because_of_day` is the day of an earlier treatment that
    decided, counted from the latest one.
    """

    topic: str
    verdict: str
    day: int | None
    from_day: int | None
    until_day: int | None
    rule: str
    basis: str
    quote: str | None
    section: str | None
    words: str
    sources: tuple[str, ...]
    next_verdict: str | None
    next_day: int | None
    signed_by: str | None
    of_several: bool = False
    because_of_day: int | None = None


def rule_for(
    protocol: Protocol,
    topic: str,
    day: int | None,
    areas: frozenset[str],
    overrides: Sequence[Override] = (),
) -> Ruling:
    """The one ruling on `topic` for `day`; an override replaces the rule inside its window.

    `day=None` (not known) is a ValueError where `needs_day` is true. KeyError for an unknown
    topic, ValueError for an unknown area or an override that does not fit the topic.
    """
    spans = timeline(protocol, topic, areas, overrides)
    if day is None and _differs_after_treatment(spans):
        raise ValueError(f"{topic}: the answer depends on the day")
    here = next(i for i, span in enumerate(spans) if (day or 0) in span.window)
    span, later = spans[here], spans[here + 1 :]
    rule = span.rule
    change = next((s for s in later if s.rule.verdict != rule.verdict), None)
    from_day, until_day = span.window.first, span.window.last
    if rule.verdict == "not_yet":
        permission = next((s for s in later if s.rule.verdict in ALLOWING), None)
        from_day = permission.window.first if permission else None
        until_day = change.window.first - 1 if change else None
    return Ruling(
        topic=topic,
        verdict=rule.verdict,
        day=day,
        from_day=from_day,
        until_day=until_day,
        rule=rule.id,
        basis=rule.basis,
        quote=rule.quote,
        section=rule.section,
        words=rule.words,
        sources=rule.sources,
        next_verdict=change.rule.verdict if change else None,
        next_day=change.window.first if change else None,
        signed_by=span.signed_by or rule.signed_by,
        of_several=len({one.verdict for one in overrides if _holds(one, topic, day)}) > 1,
    )


def needs_day(
    protocol: Protocol,
    topic: str,
    areas: frozenset[str],
    overrides: Sequence[Override] = (),
) -> bool:
    """Whether verdict or words differ between two days from the treatment on."""
    return _differs_after_treatment(timeline(protocol, topic, areas, overrides))


def overview(protocol: Protocol, day: int | None, areas: frozenset[str]) -> list[OverviewDay]:
    """What is still ahead on `day`, that day included; all of it if the day is not known."""
    return [
        entry
        for entry in sorted(protocol.overview, key=_beginning)
        if entry.applies_to(areas)
        and (day is None or entry.window.last is None or entry.window.last >= day)
    ]


def _differs_after_treatment(spans: Sequence[Span]) -> bool:
    answers = {
        (span.rule.verdict, span.rule.words)
        for span in spans
        if span.window.last is None or span.window.last >= 0
    }
    return len(answers) > 1


def _holds(override: Override, topic: str, day: int | None) -> bool:
    return override.topic == topic and (day or 0) in override.window


def _beginning(entry: OverviewDay) -> tuple[bool, int]:
    return (entry.window.first is not None, entry.window.first or 0)


def stricter(one: Ruling, other: Ruling, kind: str) -> bool:
    """Whether the first ruling permits less than the second, on a topic of this kind."""
    return VERDICTS[kind].index(one.verdict) < VERDICTS[kind].index(other.verdict)


def shifted(ruling: Ruling, by: int) -> Ruling:
    """The same ruling with its days counted from a treatment so many days later."""

    def moved(day: int | None) -> int | None:
        return None if day is None else day - by

    return replace(
        ruling,
        day=moved(ruling.day),
        from_day=moved(ruling.from_day),
        until_day=moved(ruling.until_day),
        next_day=moved(ruling.next_day),
    )
