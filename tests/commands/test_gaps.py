"""`afterglow gaps` as staff type it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.patients.migrate import migrate
from bot.patients.register import open_register


@pytest.fixture
def register(tmp_path, monkeypatch):
    """The register that the command finds in its environment."""
    url = f"sqlite:///{tmp_path / 'register.db'}"
    monkeypatch.setenv("AFTERGLOW_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("AFTERGLOW_DATABASE_URL", url)
    migrate(url)
    register = open_register(url)
    yield register
    register.close()


def test_the_commonest_question_comes_first(register):
    """The same words typed differently are counted together."""
    register.note_unanswered("unclear", "the thing with the stuff", None, "en")
    register.note_unanswered("uncovered", "can I eat spicy food", 2, "en")
    register.note_unanswered("uncovered", "Can I eat  spicy food?", 3, "en")
    printed = CliRunner().invoke(app, ["gaps"]).stdout.splitlines()
    assert printed[1].split()[:2] == ["2", "uncovered"]
    assert printed[2].split()[:2] == ["1", "unclear"]
    assert len(printed) == 3


def test_as_json_every_one_is_a_line(register):
    """Nothing is counted together there."""
    register.note_unanswered("uncovered", "¿puedo comer picante?", 2, "es")
    [line] = CliRunner().invoke(app, ["gaps", "--json"]).stdout.splitlines()
    row = json.loads(line)
    assert (row["text"], row["day"], row["lang"]) == ("¿puedo comer picante?", 2, "es")


def test_an_empty_list_says_so(register):
    """Silence could be a failure."""
    assert "No unanswered" in CliRunner().invoke(app, ["gaps", "--days", "7"]).stdout
