"""Which topic was answered where another was asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.evaluation.confusion import Confusion, by_topic, confusions
from bot.evaluation.outcomes import Outcome, judge
from tests.evaluation_code.rows import label, output

TWO = {"topics": ["makeup", "ice"], "accept": {"makeup": ["not_yet"], "ice": ["avoid"]}}


def _outcome(folder: Path, answered: dict[str, Any] | None, **changed: Any) -> Outcome:
    return judge(label(folder, **changed), answered)


def _pairs(*outcomes: Outcome) -> list[tuple[str, str]]:
    return [(each.topic, each.instead) for each in confusions(outcomes)]


def test_another_topic(tmp_path: Path) -> None:
    """The topics answered instead are named; what was accepted is no mix-up."""
    assert _pairs(_outcome(tmp_path, output(("ice", "avoid"), ("arnica", "allowed")))) == [
        ("makeup", "arnica"),
        ("makeup", "ice"),
    ]
    assert _pairs(_outcome(tmp_path, output(("makeup", "not_yet"), ("ice", "avoid")))) == []


def test_no_topic(tmp_path: Path) -> None:
    """Where nothing was answered, the kind of the reply stands in its place."""
    assert _pairs(_outcome(tmp_path, output(kind="clarify"))) == [("makeup", "(clarify)")]
    assert _pairs(_outcome(tmp_path, None)) == [("makeup", "(error)")]


def test_one_of_two(tmp_path: Path) -> None:
    """Of two topics only the one that was left out is mixed up."""
    half = output(("ice", "avoid"))
    assert _pairs(_outcome(tmp_path, half, **TWO)) == [("makeup", "(left out)")]


def test_another_verdict(tmp_path: Path) -> None:
    """The right topic with a wrong verdict is told from a wrong topic."""
    (found,) = confusions([_outcome(tmp_path, output(("makeup", "avoid")))])
    assert found == Confusion("makeup", "makeup", ("m-1",))
    assert found.verdict_only


def test_an_alternative_is_no_mix_up(tmp_path: Path) -> None:
    """A topic that may stand in counts as the topic itself."""
    wrong = output(("lotion_topicals", "avoid"))
    outcome = _outcome(tmp_path, wrong, alt_topics=["lotion_topicals"])
    assert _pairs(outcome) == [("makeup", "makeup")]


def test_the_most_frequent_first(tmp_path: Path) -> None:
    """Mix-ups are counted over all messages, and the commonest lead, also by topic."""
    ice, arnica = output(("ice", "avoid")), output(("arnica", "allowed"))
    clarify = output(kind="clarify")
    found = confusions(
        [
            _outcome(tmp_path, arnica, id="a"),
            _outcome(tmp_path, ice, id="b"),
            _outcome(tmp_path, ice, id="c"),
            *(_outcome(tmp_path, clarify, id=f"t{n}", **{**TWO, "topics": ["ice"]}) for n in "123"),
        ]
    )
    assert [(each.topic, each.instead, len(each.ids)) for each in found] == [
        ("ice", "(clarify)", 3),
        ("makeup", "ice", 2),
        ("makeup", "arnica", 1),
    ]
    assert [(topic, len(mixes)) for topic, mixes in by_topic(found).items()] == [
        ("ice", 1),
        ("makeup", 2),
    ]
