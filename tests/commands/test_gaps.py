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


@pytest.mark.slow
def test_what_means_the_same_is_counted_together_in_both_languages(register):
    """The largest group first, its reasons and languages beside it."""
    register.note_unanswered("unclear", "the thing with the stuff", None, "en")
    register.note_unanswered("uncovered", "can I eat spicy food?", 2, "en")
    register.note_unanswered("uncovered", "is spicy food ok to eat", 3, "en")
    register.note_unanswered("uncovered", "¿puedo comer comida picante?", 2, "es")
    lines = CliRunner().invoke(app, ["gaps", "--json"]).stdout.splitlines()
    first, second = map(json.loads, lines)
    assert (first["count"], first["reasons"]) == (3, {"unanswered": 3})
    assert first["languages"] == {"en": 2, "es": 1}
    assert (second["count"], second["reasons"]) == (1, {"clarified": 1})
    printed = CliRunner().invoke(app, ["gaps"]).stdout.splitlines()
    assert printed[1].split()[:3] == ["3", "unanswered", "3"]


def test_an_empty_list_says_so(register):
    """Silence could be a failure."""
    assert "No unanswered" in CliRunner().invoke(app, ["gaps", "--days", "7"]).stdout
