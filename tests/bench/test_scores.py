"""Tests of bench/ten_shot/scores.py."""

from __future__ import annotations

import pytest

from bench.ten_shot.scores import compared, macro_f1, percentile, scored
from bench.ten_shot.split import Split


def test_each_class_weighs_the_same() -> None:
    """One class always right and one never: the mean is below a half, however many there are."""
    expected = ["gym"] * 8 + ["pool"] * 2
    assert macro_f1(expected, expected) == 1
    assert macro_f1(expected, ["gym"] * 10) == pytest.approx((2 * 8 / 18 + 0) / 2)


def test_an_answer_outside_the_classes_is_only_wrong() -> None:
    """A system may answer that it does not know; that adds no class of its own."""
    assert macro_f1(["gym", "pool"], ["gym", "None"]) == 0.5


def test_percentiles_are_values_that_occurred() -> None:
    """The nearest rank, so that every figure was once measured."""
    times = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(times, share) for share in (0.0, 0.5, 0.95, 1.0)] == [1.0, 3.0, 5.0, 5.0]


def test_another_split_is_refused() -> None:
    """A row can only come from the split that all systems share."""
    split = Split("topic", (("a", "gym"),), (("b", "gym"),))
    outcome = {"split": "another", "answers": ["gym"]}
    with pytest.raises(ValueError, match="another split"):
        scored(split, outcome)


def test_costs_are_shares_and_accuracy_is_points() -> None:
    """Half the time is 0.5; from 50 to 80 of 100 right is 30 points."""

    def row(accuracy: float, cost: float) -> dict:
        return {
            "accuracy": {"value": accuracy},
            "ms": {"p50": cost, "cpu_mean": cost},
            "train_s": {"cpu": cost},
            "peak_mb": cost,
        }

    assert compared(row(0.8, 2.0), row(0.5, 4.0)) == {
        "ms_p50": 0.5,
        "ms_cpu": 0.5,
        "peak_mb": 0.5,
        "points": 30.0,
        "train_cpu": 0.5,
    }
