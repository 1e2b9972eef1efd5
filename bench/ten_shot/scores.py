"""What a system's answers and times come to, and how they compare with quickstart's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from bench.ten_shot.split import Split
from bot.evaluation.intervals import Share

MEASURE = "quickstart"


def macro_f1(expected: Sequence[str], answers: Sequence[str]) -> float:
    """The mean of the F1 of every expected class; each class weighs the same."""
    right = Counter(e for e, a in zip(expected, answers) if e == a)
    there, said = Counter(expected), Counter(answers)
    return sum(2 * right[name] / (there[name] + said[name]) for name in there) / len(there)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, ceil(share * len(ranked)) - 1)]


def costs(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """Time for a message and memory of the process."""
    times = outcome["ms"]
    return {
        "ms": {
            "p50": round(percentile(times, 0.5), 3),
            "p95": round(percentile(times, 0.95), 3),
            "cpu_mean": round(outcome["cpu_ms"], 3),
        },
        "peak_mb": round(outcome["peak_mb"], 1),
        "versions": outcome["versions"],
    }


def scored(split: Split, outcome: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the table. Raises ValueError when the system was given another split."""
    if outcome["split"] != split.fingerprint:
        raise ValueError("This system was tested on another split.")
    expected = [label for _, label in split.test]
    share = Share(sum(e == a for e, a in zip(expected, outcome["answers"])), len(expected))
    low, high = share.interval
    return {
        "split": outcome["split"],
        "accuracy": {
            "value": round(share.hits / share.of, 4),
            "low": round(low, 4),
            "high": round(high, 4),
            "hits": share.hits,
            "of": share.of,
        },
        "macro_f1": round(macro_f1(expected, outcome["answers"]), 4),
        "train_s": {name: round(value, 2) for name, value in outcome["train_s"].items()},
        **costs(outcome),
    }


def compared(row: Mapping[str, Any], measure: Mapping[str, Any]) -> dict[str, float]:
    """Points of accuracy more than the `measure`, and its costs as a share of the measure's."""
    ratios = {
        "ms_p50": row["ms"]["p50"] / measure["ms"]["p50"],
        "ms_cpu": row["ms"]["cpu_mean"] / measure["ms"]["cpu_mean"],
        "peak_mb": row["peak_mb"] / measure["peak_mb"],
    }
    if "accuracy" in row:
        ratios["points"] = 100 * (row["accuracy"]["value"] - measure["accuracy"]["value"])
        ratios["train_cpu"] = row["train_s"]["cpu"] / measure["train_s"]["cpu"]
    return {name: round(value, 3) for name, value in ratios.items()}


def with_comparison(rows: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Every row that ran, with `to_quickstart` where quickstart ran too."""
    measure = rows.get(MEASURE)
    if measure is None or "failed" in measure:
        return dict(rows)
    return {
        name: row if "failed" in row else {**row, "to_quickstart": compared(row, measure)}
        for name, row in rows.items()
    }
