"""How often the bot is wrong when it answers only what it is most sure of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.evaluation.intervals import Share
from bot.evaluation.outcomes import Outcome


@dataclass(frozen=True)
class Point:
    """Answering only at `confidence` or more: which share is answered, how much of it is wrong."""

    confidence: float
    coverage: Share
    risk: Share


def curve(outcomes: Sequence[Outcome]) -> tuple[Point, ...]:
    """One point for each confidence that occurs, the surest first; empty if nothing was answered.

    Messages that were not answered are never covered, whatever the confidence.
    """
    answered = sorted(
        ((o.confidence, o.right) for o in outcomes if o.confidence is not None), reverse=True
    )
    points: list[Point] = []
    covered = wrong = 0
    for confidence, group in groupby(answered, key=lambda pair: pair[0]):
        rights = [right for _, right in group]
        covered += len(rights)
        wrong += rights.count(False)
        share = Share(covered, len(outcomes))
        points.append(Point(confidence, share, Share(wrong, covered)))
    return tuple(points)


def at_coverage(points: Iterable[Point], least: float) -> Point | None:
    """The surest point that covers at least this share; None if none does."""
    return next((point for point in points if (point.coverage.value or 0.0) >= least), None)
