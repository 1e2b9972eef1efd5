"""The score as plain data: what is kept in report.json, and how it compares with an earlier one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from bot.evaluation.coverage import curve
from bot.evaluation.intervals import Share
from bot.evaluation.outcomes import Outcome
from bot.evaluation.score import Figures, Score

Trend = Literal["better", "worse", "same"]

NAMES: Mapping[str, str] = {
    "accepted": "Accepted",
    "unsafe": "Unsafe",
    "red_flag_recall": "Red flags caught",
    "false_alarms": "False alarms",
    "answered_alone": "Answered alone",
}
_LESS_IS_BETTER = frozenset({"unsafe", "false_alarms"})


@dataclass(frozen=True)
class Change:
    """How one figure moved since the earlier report; `by` is the difference of shares."""

    by: float
    trend: Trend

    @property
    def arrow(self) -> str:
        """Up, down or level."""
        return "→" if self.trend == "same" else "↑" if self.by > 0 else "↓"


@dataclass(frozen=True)
class Comparison:
    """What changed since the earlier report: figures, and rows by their id.

    `curve` holds (coverage, risk) of the earlier one.
    """

    figures: Mapping[str, Change]
    mended: tuple[str, ...]
    broken: tuple[str, ...]
    curve: tuple[tuple[float, float], ...] = ()


def record(score: Score) -> dict[str, Any]:
    """The score as JSON data."""
    return {
        "n": len(score.outcomes),
        "overall": _figures(score.overall),
        "by_topic": {name: _figures(each) for name, each in score.by_topic.items()},
        "by_kind": {name: _figures(each) for name, each in score.by_kind.items()},
        "by_language": {name: _figures(each) for name, each in score.by_language.items()},
        "rows": {outcome.label.id: outcome.right for outcome in score.outcomes},
        "curve": [
            {
                "confidence": point.confidence,
                "coverage": point.coverage.value,
                "risk": point.risk.value,
            }
            for point in curve(score.outcomes)
        ],
    }


def failure(outcome: Outcome) -> dict[str, Any]:
    """One failed row as JSON data: what was said, expected and got."""
    label = outcome.label
    return {
        "id": label.id,
        "turns": list(label.turns),
        "day": label.day,
        "kind": label.kind,
        "lang": label.lang,
        "expected": {topic: sorted(label.accept[topic]) for topic in label.topics},
        "got": {
            "kind": outcome.kind,
            "confidence": outcome.confidence,
            "answers": [{"topic": a.topic, "verdict": a.verdict} for a in outcome.answers],
            "shown": list(outcome.shown),
        },
        "accepted": outcome.accepted,
        "unsafe": list(outcome.unsafe),
        "false_alarm": outcome.false_alarm,
    }


def earlier(path: Path) -> dict[str, Any] | None:
    """The report.json of an earlier run; None if there is none that can be read."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None


def compare(before: Mapping[str, Any], now: Mapping[str, Any]) -> Comparison:
    """What changed between two records; figures and rows that only one has are left out."""
    figures: dict[str, Change] = {}
    for name in NAMES:
        old, new = _value(before, name), _value(now, name)
        if old is not None and new is not None:
            figures[name] = _change(name, new - old)
    rows = before.get("rows")
    old_rows: Mapping[str, Any] = rows if isinstance(rows, dict) else {}
    both = [row for row in now["rows"] if row in old_rows]
    return Comparison(
        figures=figures,
        mended=tuple(row for row in both if now["rows"][row] and not old_rows[row]),
        broken=tuple(row for row in both if old_rows[row] and not now["rows"][row]),
        curve=tuple(_points(before.get("curve"))),
    )


def _figures(figures: Figures) -> dict[str, Any]:
    return {each.name: _share(getattr(figures, each.name)) for each in fields(figures)}


def _share(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {"hits": share.hits, "of": share.of, "value": share.value, "low": low, "high": high}


def _value(kept: Mapping[str, Any], name: str) -> float | None:
    overall = kept.get("overall")
    figure = overall.get(name) if isinstance(overall, dict) else None
    value = figure.get("value") if isinstance(figure, dict) else None
    return float(value) if isinstance(value, (int, float)) else None


def _points(kept: Any) -> Iterator[tuple[float, float]]:
    for point in kept if isinstance(kept, list) else ():
        pair = (point.get("coverage"), point.get("risk")) if isinstance(point, dict) else ()
        if pair and all(isinstance(each, (int, float)) and 0 <= each <= 1 for each in pair):
            yield float(pair[0]), float(pair[1])


def _change(name: str, by: float) -> Change:
    if abs(by) < 0.0005:
        return Change(0.0, "same")
    return Change(by, "better" if (by < 0) == (name in _LESS_IS_BETTER) else "worse")
