"""Rules about the register's source text that no tool checks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bot.patients

FILES = sorted(Path(bot.patients.__file__).parent.rglob("*.py"))
COMMAND = Path(bot.patients.__file__).parent.parent / "commands" / "patients.py"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_old_query_is_nowhere(file):
    """SQLAlchemy's `session.query` raises no warning, so the text itself is searched."""
    assert not re.search(r"\.query\s*\(", file.read_text())


@pytest.mark.parametrize("file", [*FILES, COMMAND], ids=lambda file: file.name)
def test_nothing_unknown_to_the_register_is_imported(file):
    """The register knows neither Rasa nor the protocol, neither the desk nor the settings."""
    forbidden = "rasa|rasa_sdk|starlette|bot.triage|bot.desk|bot.gateway"
    if file is not COMMAND:
        forbidden += "|bot.protocol|bot.settings|bot.commands"
    imports = re.findall(r"^\s*(?:from|import) ([\w.]+)", file.read_text(), re.MULTILINE)
    assert not [name for name in imports if re.match(rf"({forbidden})(\.|$)", name)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_only_the_outermost_layer_reads_the_clock(file):
    """`book.py` holds the one default clock; everything else is given the time."""
    clocks = re.findall(r"\b(?:datetime\.now|date\.today|utcnow|time\.time)\(", file.read_text())
    assert len(clocks) == (1 if file.name == "book.py" else 0)
