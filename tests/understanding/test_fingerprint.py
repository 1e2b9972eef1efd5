"""Tests of the fingerprint in bot/training.py, on a copy of the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT

CODE = "from bot.settings import Settings; from bot.training import fingerprint; "
CODE += "print(fingerprint(Settings.from_env()))"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the fingerprint may depend on, and a README, in a folder of their own."""
    copy = tmp_path_factory.mktemp("copy") / "project"
    ignored = shutil.ignore_patterns("__pycache__", "static")
    for folder in ("bot", "data"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    for name in ("config.yml", "domain.yml"):
        shutil.copyfile(ROOT / name, copy / name)
    (copy / "README.md").write_text("Read me.\n")
    return copy


def fingerprint(project: Path, **env: str) -> str:
    """As a new process in that folder sees it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AFTERGLOW_")}
    argv = [sys.executable, "-c", CODE]
    done = subprocess.run(
        argv,
        cwd=project,
        env={**kept, "PYTHONPATH": str(project), **env},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def changed_by(project: Path, name: str) -> bool:
    """Whether one more line in this file gives another fingerprint; the file is put back."""
    file, before = project / name, fingerprint(project)
    content = file.read_text("utf-8")
    file.write_text(f"{content}\n# one more line\n", "utf-8")
    try:
        return fingerprint(project) != before
    finally:
        file.write_text(content, "utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "data/nlu.yml",
        "data/stories.yml",
        "config.yml",
        "domain.yml",
        "bot/protocol/content/topics.yml",
        "bot/understanding/topics.py",
        "bot/understanding/words.py",
    ],
)
def test_what_is_learnt_from_changes_it(project: Path, name: str) -> None:
    """A change in anything that training reads asks for a new model."""
    assert changed_by(project, name)


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "bot/protocol/content/clinic.yml",
        "bot/protocol/content/phrases.yml",
        "bot/desk/desk.py",
    ],
)
def test_what_is_not_learnt_from_does_not(project: Path, name: str) -> None:
    """A clinic that changes an answer, or a reader of the README, waits for no training."""
    assert not changed_by(project, name)


def test_it_is_the_same_in_every_process_and_place(project: Path, tmp_path: Path) -> None:
    """The same content gives the same sixteen hex digits wherever it lies."""
    here = fingerprint(project)
    assert len(here) == 16
    assert int(here, 16) >= 0
    moved = tmp_path / "elsewhere"
    shutil.copytree(project, moved)
    assert fingerprint(moved) == here


def test_it_follows_the_protocol_in_use(project: Path, tmp_path: Path) -> None:
    """A clinic's own topics count, not those that came with the program."""
    own = tmp_path / "content"
    shutil.copytree(project / "bot" / "protocol" / "content", own)
    assert fingerprint(project, AFTERGLOW_PROTOCOL_DIR=str(own)) == fingerprint(project)
    topics = own / "topics.yml"
    topics.write_text(topics.read_text("utf-8") + "\n", "utf-8")
    assert fingerprint(project, AFTERGLOW_PROTOCOL_DIR=str(own)) != fingerprint(project)
