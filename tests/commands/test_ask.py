"""Tests of bot/commands/ask.py: wrong usage at once, right usage through the real model."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli import app
from bot.patients.migrate import migrate
from bot.patients.register import open_register
from bot.settings import Settings
from bot.training import train
from tests.product.commands import afterglow

FRIDAY = date(2026, 11, 20)


def ask(*arguments: str) -> int:
    """The exit code of `afterglow ask` in this process, before anything is loaded."""
    with pytest.raises(SystemExit) as ended:
        app(["ask", *arguments])
    return ended.value.code


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Where a test writes its messages."""
    return tmp_path / "in.jsonl"


@pytest.fixture(scope="module")
def model() -> Settings:
    """A model of the present data; trains only when there is none yet."""
    settings = Settings.from_env()
    train(settings)
    return settings


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--json"],
        ["hello", "--day", "soon"],
        ["hello", "--day", "1.5"],
        ["hello", "--day", "1", "--treated-on", "2026-11-01"],
        ["hello", "--day", "1", "--patient", "P-ABCDEF"],
        ["hello", "--area", "nose"],
        ["hello", "--on", "tomorrow"],
        ["hello", "--on", "2026-02-30"],
        ["hello", "--treated-on", "11/20/2026"],
        ["hello", "--shout"],
        ["--file", "no-such-file.jsonl"],
        ["hello", "--file", "no-such-file.jsonl"],
    ],
)
def test_wrong_usage_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be understood is refused before the model is loaded, without a traceback."""
    assert ask(*arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "not JSON"),
        ("[1]", "not an object"),
        ('"text"', "not an object"),
        ("{}", "no message"),
        ('{"text": 5}', "no message"),
        ('{"text": null}', "no message"),
        ('{"turns": []}', "no message"),
        ('{"turns": "hello"}', "no message"),
        ('{"turns": ["a", 1]}', "no message"),
        ('{"text": "a", "day": "1"}', "day"),
        ('{"text": "a", "day": 1.5}', "day"),
        ('{"text": "a", "day": true}', "day"),
        ('{"text": "a", "day": 99999999}', "day"),
        ('{"text": "a", "areas": "face"}', "areas"),
        ('{"text": "a", "areas": ["nose"]}', "areas"),
        ('{"text": "a", "on": "soon"}', "on"),
        ('{"text": "a", "on": 20261120}', "on"),
        ('{"text": "a", "on": "0001-01-01", "day": 9}', "on"),
    ],
)
def test_a_faulty_line_is_reported_with_its_number(
    rows: Path, capsys: pytest.CaptureFixture[str], line: str, complaint: str
) -> None:
    """The file is refused as a whole; the fault names file, line and what to write instead."""
    rows.write_text(f'{{"id": 1, "text": "hello", "day": 1}}\n\n{line}\n', "utf-8")
    assert ask("--file", str(rows)) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"{rows}:3: {complaint}")
    assert len(shown.err.splitlines()) == 1


def test_all_faulty_lines_are_reported_at_once(
    rows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody has to mend a file fault by fault."""
    rows.write_text('{\n{"text": "fine"}\n{}\n{"text": "a", "day": "x"}\n', "utf-8")
    assert ask("--file", str(rows)) == 2
    places = [line.split(": ")[0] for line in capsys.readouterr().err.splitlines()]
    assert places == [f"{rows}:1", f"{rows}:3", f"{rows}:4"]


def test_a_file_of_another_kind_is_refused(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A picture or a spreadsheet is no text, and that is said."""
    rows.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    assert ask("--file", str(rows)) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.slow
def test_one_message_as_json(model: Settings, tmp_path: Path) -> None:
    """The command of the README: exit code 0, and nothing but JSON on standard output."""
    done = afterglow(tmp_path, "ask", "--day", "1", "--json", "can", "I", "wear", "makeup?")
    assert done.returncode == 0, done.stderr
    turn = json.loads(done.stdout)
    assert turn["text"] == "can I wear makeup?"
    assert turn["messages"]
    (answer,) = turn["aftercare"]["answers"]
    assert (answer["topic"], answer["verdict"], answer["day"]) == ("makeup", "allowed", 1)


@pytest.mark.slow
def test_one_message_for_people(model: Settings, tmp_path: Path) -> None:
    """Without --json the shown text alone, for the treatment date and day that are given."""
    arguments = ["--treated-on", "2026-11-20", "--on", "2026-11-20", "can I wear makeup?"]
    done = afterglow(tmp_path, "ask", *arguments)
    assert done.returncode == 0, done.stderr
    assert "Nov 21" in done.stdout
    assert "{" not in done.stdout


@pytest.mark.slow
def test_a_registered_patient_is_answered_for_their_day(model: Settings, tmp_path: Path) -> None:
    """--patient reads the register; a reference that is not in it is one clear line."""
    url = f"sqlite:///{tmp_path / 'afterglow.db'}"
    migrate(url)
    register = open_register(url)
    known = register.add_patient("Someone", None, FRIDAY - timedelta(days=3))
    register.close()
    arguments = ["--on", FRIDAY.isoformat(), "--json", "is flaking normal?"]
    done = afterglow(tmp_path, "ask", "--patient", known, *arguments)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["aftercare"]["day"] == 3
    done = afterglow(tmp_path, "ask", "--patient", "P-NOBODY", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert "P-NOBODY" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--day=1000000", "--day=-99999999999"])
def test_a_day_beyond_the_calendar_is_refused(tmp_path: Path, option: str) -> None:
    """A day for which there is no date is a wrong usage, not a traceback."""
    done = afterglow(tmp_path, "ask", option, "--json", "hello")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_file_keeps_order_ids_and_conversations(
    model: Settings, tmp_path: Path, rows: Path
) -> None:
    """Each line is a conversation of its own, answered in order for its own day and date."""
    asked: list[dict[str, Any]] = [
        {"id": "z", "text": "can I wear makeup?", "day": 0, "on": "2026-11-20"},
        {"id": "a", "text": "can I wear makeup?", "day": 1, "areas": ["face", "eyes"]},
        {"id": 7, "turns": ["can I wear makeup?", "yesterday"], "day": None, "on": "2026-11-20"},
        {"id": "z", "text": "yesterday", "day": None},
        {"text": "", "day": 3},
        {"id": "é😀", "text": "\ud800 is flaking normal?", "day": 3, "areas": None},
        {"id": "pus", "text": "there's pus and it's hot", "day": -400},
    ]
    lines = "\n\n".join(json.dumps(row) for row in asked)
    rows.write_text(f"\ufeff{lines}\n", "utf-8")
    done = afterglow(tmp_path / "data", "ask", "--file", str(rows), "--json")
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [row.get("id") for row in asked]
    turns = [[turn["text"] for turn in answer["turns"]] for answer in answers]
    assert turns == [row.get("turns") or [row["text"]] for row in asked]
    last = [answer["turns"][-1]["aftercare"] for answer in answers]
    assert last[0]["answers"][0]["from_date"] == "2026-11-21"
    assert [a["verdict"] for a in last[1]["answers"]] == ["allowed"]
    assert (last[2]["day"], last[2]["answers"][0]["verdict"]) == (1, "allowed")
    assert last[3]["answers"] == []
    assert last[4]["kind"] == "clarify"
    assert last[5]["answers"][0]["verdict"] == "expected"
    assert last[6]["kind"] == "red_flag"
    assert not (tmp_path / "data" / "afterglow.db").exists()
