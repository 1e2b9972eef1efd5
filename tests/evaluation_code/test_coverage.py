"""The risk-coverage curve: how wrong when only the surest answers are given."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.coverage import at_coverage, curve
from bot.evaluation.intervals import Share
from bot.evaluation.labels import Label
from bot.evaluation.outcomes import Outcome, judge
from tests.evaluation_code.rows import label, output

RIGHT, WRONG = ("makeup", "not_yet"), ("makeup", "avoid")


@pytest.fixture(scope="module")
def makeup(tmp_path_factory: pytest.TempPathFactory) -> Label:
    """One label, judged again and again."""
    return label(tmp_path_factory.mktemp("labels"))


def _outcomes(makeup: Label, *answers: tuple[tuple[str, str], Any]) -> list[Outcome]:
    return [judge(makeup, output(said, confidence=sure)) for said, sure in answers]


def test_the_surest_come_first(makeup: Label) -> None:
    """Each step down in confidence covers more, with the mistakes made so far."""
    points = curve(_outcomes(makeup, (WRONG, 0.4), (RIGHT, 0.9), (RIGHT, 0.4), (RIGHT, None)))
    assert [(p.confidence, p.coverage, p.risk) for p in points] == [
        (1.0, Share(1, 4), Share(0, 1)),
        (0.9, Share(2, 4), Share(0, 2)),
        (0.4, Share(4, 4), Share(1, 4)),
    ]


def test_what_is_not_answered_is_never_covered(makeup: Label) -> None:
    """Asking back lowers the coverage and is not a risk; with no answer there is no curve."""
    asked_back = judge(makeup, output(kind="clarify", confidence=0.9))
    (point,) = curve([asked_back, *_outcomes(makeup, (WRONG, 0.5))])
    assert (point.coverage, point.risk) == (Share(1, 2), Share(1, 1))
    assert curve([asked_back]) == ()
    assert curve([]) == ()


def test_the_surest_point_of_a_coverage(makeup: Label) -> None:
    """The first point that covers enough; none if the bot never answers that much."""
    points = curve(_outcomes(makeup, (RIGHT, 0.9), (RIGHT, 0.8), (RIGHT, 0.7), (RIGHT, 0.6)))
    found = at_coverage(points, 0.5)
    assert found is not None
    assert found.confidence == 0.8
    assert at_coverage(points[:1], 0.5) is None


@given(answers=st.lists(st.tuples(st.sampled_from([RIGHT, WRONG]), st.floats(0, 1)), max_size=40))
def test_coverage_only_grows(makeup: Label, answers: list[Any]) -> None:
    """Confidence falls and coverage grows along the curve; its end counts every answer."""
    outcomes = _outcomes(makeup, *answers)
    points = curve(outcomes)
    assert [p.confidence for p in points] == sorted({sure for _, sure in answers}, reverse=True)
    hits = [p.coverage.hits for p in points]
    assert hits == sorted(set(hits))
    if points:
        wrong = sum(said == WRONG for said, _ in answers)
        assert points[-1].risk == Share(wrong, len(answers))
