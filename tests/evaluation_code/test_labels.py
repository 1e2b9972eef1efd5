"""Reading labelled messages, and the faults of a file that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.labels import LabelError, load, load_all
from tests.evaluation_code.rows import label, row, written


def test_question_of_a_label(tmp_path: Path) -> None:
    """A label becomes the row to ask, with the treated areas and the day to ask on."""
    assert label(tmp_path, eye_area=True, on="2026-11-20", ask_day=1).question() == {
        "id": "m-1",
        "text": "Can I wear makeup?",
        "day": 0,
        "areas": ["face", "eyes"],
        "on": "2026-11-20",
    }


def test_several_turns(tmp_path: Path) -> None:
    """A conversation is asked turn by turn, of someone the clinic may not know."""
    asked = label(tmp_path, turns=["Makeup?", "yesterday"], day=None).question()
    assert asked["turns"] == ["Makeup?", "yesterday"]
    assert asked["day"] is None
    assert "text" not in asked


def test_unknown_keys_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    """Notes of whoever labelled, and empty lines, do no harm."""
    labels = load(written(tmp_path, row(voice="hurried", note={"a": 1}), "", row(id="m-2")))
    assert [each.id for each in labels] == ["m-1", "m-2"]


def test_all_faults_at_once(tmp_path: Path) -> None:
    """Every wrong line is named with its number, what is wrong and what to do."""
    path = written(tmp_path, "{not json", row(topics=["ice"]), row(day="three"), row(), row())
    with pytest.raises(LabelError) as caught:
        load(path)
    faults = caught.value.faults
    assert [fault.split(": ")[0] for fault in faults] == [f"labels.jsonl:{n}" for n in (1, 2, 3, 5)]
    assert all("; " in fault for fault in faults)
    assert "'ice' has no verdict in 'accept'" in faults[1]
    assert "is used at line 4" in faults[3]


@pytest.mark.parametrize(
    "wrong",
    [
        {"topics": "makeup"},
        {"topics": []},
        {"accept": ["not_yet"]},
        {"accept": {"makeup": "not_yet"}},
        {"unsafe": ["allowed"]},
        {"unsafe": {"makeup": "allowed"}},
        {"unsafe": {"makeup": {"soon": ["allowed"]}}},
        {"turns": []},
        {"turns": [1]},
        {"day": True},
        {"on": "20/11/2026"},
        {"alt_topics": "lotion"},
        {"alt_topics": [1]},
        {"alt_topics": {"makeup": "lotion"}},
    ],
)
def test_wrong_field(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """A field of the wrong shape is a fault with its line, never an exception of another kind."""
    with pytest.raises(LabelError, match=r"^labels\.jsonl:1: .+; .+$"):
        label(tmp_path, **wrong)


def test_files_without_labels(tmp_path: Path) -> None:
    """An empty file and one that is not text are faults, too."""
    with pytest.raises(LabelError, match="no labelled message"):
        load(written(tmp_path))
    binary = tmp_path / "picture.jsonl"
    binary.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(LabelError, match="UTF-8"):
        load(binary)


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_several_files(tmp_path: Path) -> None:
    """All files together; an id that stands in two of them is told apart by its file."""
    one = written(_folder(tmp_path / "one"), row(), row(id="only-here"))
    two = written(_folder(tmp_path / "two"), row())
    ids = [each.id for each in load_all([one, two, one])]
    assert ids == [f"{one.as_posix()}:m-1", "only-here", f"{two.as_posix()}:m-1"]


def test_faults_of_several_files(tmp_path: Path) -> None:
    """The faults of every file are told at once."""
    one = written(_folder(tmp_path / "one"), "{")
    two = written(_folder(tmp_path / "two"), row(), row(day="three"))
    with pytest.raises(LabelError) as caught:
        load_all([one, two])
    assert [fault.split(": ")[0] for fault in caught.value.faults] == [
        "labels.jsonl:1",
        "labels.jsonl:2",
    ]
