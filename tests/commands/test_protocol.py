"""Tests of bot/commands/protocol.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands.protocol import app
from bot.protocol.loader import load
from bot.protocol.reading.files import CONTENT, PARTS
from bot.protocol.translating import in_language
from tests.protocol import small, small_spanish


def run(*arguments: str) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def test_check_counts_what_is_in_order() -> None:
    """Without a file our own rules are checked, and exit status 0 says they are fine."""
    protocol = load()
    topics, flags = len(protocol.topics), len(protocol.flags)
    rules = sum(len(rules) for rules in protocol.rules.values())
    result = run("check")
    assert result.exit_code == 0
    first, *others = result.output.splitlines()
    assert first == f"{topics} topics, {rules} rules, {flags} red flags: no faults"
    assert [line.split(":")[0] for line in others] == ["translation es"]


def test_check_counts_the_translated_texts_that_await_review(tmp_path: Path) -> None:
    """How many are unsigned is said for each language, until all of them are signed."""
    folder = small_spanish.write(tmp_path)
    assert "translation es: 17 texts await the clinic's review" in run("check", str(folder)).output
    signed = {
        part: text.replace("reviewed: no", "reviewed: yes")
        for part, text in small_spanish.FILES.items()
    }
    result = run("check", str(small_spanish.write(tmp_path, **signed)))
    assert "translation es: signed by the clinic" in result.output


@pytest.mark.parametrize("name", list(PARTS.values()))
def test_check_takes_a_single_translated_file(tmp_path: Path, name: str) -> None:
    """A Spanish file is checked as what it is: sound as it stands, with its line if it is not."""
    file = CONTENT / "es" / name
    assert run("check", str(file)).exit_code == 0
    draft = tmp_path / "draft.yml"
    text = file.read_text(encoding="utf-8") + "stray: 1\n"
    draft.write_text(text, encoding="utf-8")
    result = run("check", str(draft))
    assert result.exit_code == 1
    assert f"{draft}:{text.count(chr(10))}: unknown key 'stray'" in result.output


def test_check_prints_each_fault_on_a_line(tmp_path: Path) -> None:
    """A folder with faults exits 1 and shows them all."""
    folder = small.write(tmp_path, topics="topics: [", sources="")
    result = run("check", str(folder))
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{folder}/topics.yml:1: this is not YAML")
    assert lines[1].startswith(f"{folder}/sources.yml:1: the file is empty")


def test_check_takes_a_single_file(tmp_path: Path) -> None:
    """A broken draft of one file is checked against the rest of our rules."""
    draft = tmp_path / "draft.yml"
    draft.write_text("basis: general\nstatus: draft\nruels: {}\n", encoding="utf-8")
    result = run("check", str(draft))
    assert result.exit_code == 1
    assert f"{draft}:3: unknown key 'ruels'. Did you mean 'rules'?" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "no-such-file.yml"],
        ["check", "one.yml", "two.yml"],
        ["show", "--day", "soon"],
        ["show", "--day", "99999999999999999999"],
        ["show", "--area", "nose"],
        ["show", "--language", "xx"],
        ["shwo"],
    ],
)
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    """What cannot be understood is told apart from rules that are faulty."""
    assert run(*arguments).exit_code == 2


def test_show_prints_the_days() -> None:
    """Without a day, every entry of the overview in order."""
    result = run("show")
    assert result.exit_code == 0
    titles = [entry.title for entry in load().overview if entry.areas != "eyes"]
    places = [result.output.index(title) for title in titles]
    assert places == sorted(places)
    assert "After microneedling (face)" in result.output


def test_show_prints_the_ruling_of_every_topic_on_a_day() -> None:
    """With a day, all topics that are ruled or flagged, and no placeholder left open."""
    result = run("show", "--day", "1", "--area", "face", "--area", "eyes")
    assert result.exit_code == 0
    assert "After microneedling (eyes, face)" in result.output
    for topic in load().topics.values():
        if topic.kind != "pseudo":
            assert f" {topic.label}" in result.output
    assert "{" not in result.output


def test_show_prints_another_language() -> None:
    """The days and the words of every ruling are those that Spanish patients read."""
    protocol = in_language(load(), "es")
    result = run("show", "--language", "es")
    assert result.exit_code == 0
    assert all(entry.title in result.output for entry in protocol.overview)
    ruled = run("show", "--language", "es", "--day", "1").output
    for topic in protocol.topics.values():
        if topic.kind != "pseudo":
            assert f" {topic.label}" in ruled


@pytest.mark.parametrize("day", ["-30", "0", "3650"])
def test_show_takes_any_sensible_day(day: str) -> None:
    """Days before the treatment, the day itself and ten years later."""
    assert run("show", "--day", day).exit_code == 0


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["show", "--help"]])
def test_every_command_explains_itself(arguments: list[str]) -> None:
    """--help is there on each level."""
    result = run(*arguments)
    assert result.exit_code == 0
    assert "Usage" in result.output
