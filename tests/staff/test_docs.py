"""docs/for-clinics.md tells the truth: files, commands, settings and pictures are there."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.escalations.contacts_file import read_contacts
from bot.hours.hours_file import read_hours
from bot.protocol.faults import Report
from bot.settings import PREFIX, Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "for-clinics.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("name, start", [("hours.yml", "week:"), ("contacts.yml", "people:")])
def test_the_examples_have_no_faults(tmp_path, name, start):
    """Copied as they are, they are taken."""
    [example] = [one for one in EXAMPLES if one.startswith(start)]
    file, report = tmp_path / name, Report()
    file.write_text(example, encoding="utf-8")
    if name == "hours.yml":
        assert read_hours(file, ZoneInfo("America/New_York"), report) is not None
    else:
        assert read_contacts(file, report).reach_somebody
    assert list(report.faults) == []


def test_its_commands_exist():
    """Each `afterglow …` that it names answers to --help."""
    named = set(re.findall(r"afterglow ((?:[a-z]+ )*[a-z]+)", TEXT))
    commands = {" ".join(words.split()[:3]) for words in named}
    assert "staff audit verify" in commands
    for words in commands:
        tried = words.split()
        while CliRunner().invoke(app, [*tried, "--help"]).exit_code != 0:
            tried.pop()
            assert tried, words
        # Behind the command only what a person fills in, such as a login.
        assert len(words.split()) - len(tried) <= 1, words


def test_its_settings_exist():
    """Each variable is one that is read, with the value that it has without it."""
    for variable in re.findall(rf"{PREFIX}([A-Z_]+)", TEXT):
        assert hasattr(Settings(), variable.lower()), variable
    assert "`AFTERGLOW_STAFF_IDLE_MINUTES`" in TEXT
    assert (Settings().staff_idle_minutes, Settings().staff_session_hours) == (15, 12)
    assert Settings().handback_minutes == 30


def test_its_pictures_and_links_exist():
    """And every picture says in words what is on it."""
    pictures = re.findall(r'!\[([^\]]+)\]\(([\w.-]+)\)|<img src="([\w.-]+)" alt="([^"]+)"', TEXT)
    assert len(pictures) >= 6
    for words, file, other, alt in pictures:
        assert (PAGE.parent / (file or other)).is_file()
        assert len(words or alt) > 15
    for link in re.findall(r"\]\(([\w.-]+\.md)\)", TEXT):
        assert (PAGE.parent / link).is_file()
