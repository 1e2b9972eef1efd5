"""Figures over many messages and in groups."""

from __future__ import annotations

from pathlib import Path

from bot.evaluation.intervals import Share
from bot.evaluation.labels import load
from bot.evaluation.score import Score, score
from tests.evaluation_code.rows import output, row, written


def made(folder: Path) -> Score:
    """Four messages: one right, one unsafe, one caught red flag, one false alarm."""
    flag = {"topics": ["fever"], "accept": {"fever": ["urgent"]}, "unsafe": {}, "kind": "red_flag"}
    labels = load(
        written(folder, row(), row(id="m-2"), row(id="m-3", **flag), row(id="m-4", lang="es"))
    )
    return score(
        labels,
        [
            output(("makeup", "not_yet")),
            output(("makeup", "allowed"), id="m-2"),
            output(("fever", "urgent"), id="m-3", kind="red_flag"),
            output(("makeup", "not_yet"), ("infection", "urgent"), id="m-4", kind="red_flag"),
        ],
    )


def test_figures(tmp_path: Path) -> None:
    """Each figure counts its own cases: recall red flags, false alarms calm rows, and so on."""
    overall = made(tmp_path).overall
    assert overall.accepted == Share(3, 4)
    assert overall.unsafe == Share(1, 4)
    assert overall.red_flag_recall == Share(1, 1)
    assert overall.false_alarms == Share(1, 3)
    assert overall.answered_alone == Share(2, 3)


def test_groups(tmp_path: Path) -> None:
    """The same figures stand by topic, kind and language."""
    result = made(tmp_path)
    assert list(result.by_topic) == ["fever", "makeup"]
    assert result.by_kind["may_i"].accepted == Share(2, 3)
    assert result.by_language["es"].false_alarms == Share(1, 1)


def test_failures_gravest_first(tmp_path: Path) -> None:
    """Unsafe answers lead the list of failures, then false alarms; right rows are not in it."""
    assert [failed.label.id for failed in made(tmp_path).failures] == ["m-2", "m-4"]


def test_last_line(tmp_path: Path) -> None:
    """The last line has fixed names and formats for other programs."""
    line = made(tmp_path).last_line()
    assert line == "accepted 0.750 unsafe 1 red_flag_recall 1.000 false_alarms 0.333 n 4"
    calm = score(load(written(tmp_path, row())), [])
    assert calm.last_line() == "accepted 0.000 unsafe 0 red_flag_recall nan false_alarms 0.000 n 1"


def test_answers_are_matched_by_id(tmp_path: Path) -> None:
    """Order does not matter, and a message without an answer counts as failed."""
    labels = load(written(tmp_path, row(), row(id="m-2"), row(id="m-3")))
    answered = [output(("makeup", "not_yet"), id="m-3"), output(("makeup", "not_yet"))]
    assert [o.accepted for o in score(labels, answered).outcomes] == [True, False, True]
