"""A broken protocol file stops whatever would work with it, and says where it is broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.product.commands import afterglow

pytestmark = pytest.mark.slow

CLINIC = ("clinic.yml", "verdict: not_yet", "verdict: not_yte")
TOPICS = ("topics.yml", "kind: symptom", "kind: symptm")
TRAIN, SERVE = ["train"], ["serve", "--port", "0"]
ASK, SHELL = ["ask", "--day", "1", "can I wear makeup?"], ["shell", "--day", "1"]


def broken(folder: Path, name: str, good: str, bad: str) -> tuple[Path, str]:
    """A copy of the rules with one word changed; the folder, and `file:line:` of the change."""
    content = folder / "content"
    shutil.copytree(Settings.from_env().protocol_dir, content)
    text = (content / name).read_text("utf-8")
    before, _, after = text.partition(good)
    (content / name).write_text(f"{before}{bad}{after}", "utf-8")
    return content, f"{content / name}:{before.count(chr(10)) + 1}:"


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (TRAIN, CLINIC),
        (TRAIN, TOPICS),
        (SERVE, CLINIC),
        (SERVE, TOPICS),
        (ASK, CLINIC),
        (SHELL, CLINIC),
    ],
)
def test_nothing_works_with_broken_rules(
    model: Settings, tmp_path: Path, command: list[str], fault: tuple[str, str, str]
) -> None:
    """Each command ends with exit code 1, the file and line, a suggestion, and no traceback."""
    content, place = broken(tmp_path, *fault)
    done = afterglow(tmp_path / "data", *command, AFTERGLOW_PROTOCOL_DIR=str(content))
    assert done.returncode == 1
    assert place in done.stderr
    assert "Did you mean" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
