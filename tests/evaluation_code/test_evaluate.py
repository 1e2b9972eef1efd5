"""The command's way with a file it cannot use, before any model is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.commands.evaluate import evaluate
from tests.evaluation_code.rows import row, written

_app = typer.Typer()
_app.command()(evaluate)


def _run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(_app, list(arguments))
    return done.exit_code, done.output


def test_help() -> None:
    """Help tells of the file and of the report."""
    code, shown = _run("--help")
    assert code == 0
    assert "--report" in shown


@pytest.mark.parametrize("arguments", [[], ["missing.jsonl"], ["--nothing"]])
def test_wrong_usage(arguments: list[str]) -> None:
    """No file, a missing file and an unknown option are wrong usage."""
    assert _run(*arguments)[0] == 2


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    """A folder in place of the file is wrong usage, too."""
    assert _run(str(tmp_path))[0] == 2


def test_faulty_labels(tmp_path: Path) -> None:
    """Every fault of the file is shown with its line, and the exit code is 2."""
    code, shown = _run(str(written(tmp_path, "{", row(topics=["ice"]))))
    assert code == 2
    assert "labels.jsonl:1: " in shown
    assert "labels.jsonl:2: " in shown


def test_several_files(tmp_path: Path) -> None:
    """Any number of files may be given, and each is looked at before the model is loaded."""
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.mkdir()
    bad.mkdir()
    code, shown = _run(str(written(good, row())), str(written(bad, "", "{")))
    assert code == 2
    assert "labels.jsonl:2: " in shown
