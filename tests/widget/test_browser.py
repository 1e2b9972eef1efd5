"""Finding a Chromium: whose is taken first, and what is said where there is none."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.widget import browser


def program(folder: Path, name: str, status: int = 0) -> Path:
    """A stand-in that starts, or does not."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\nexit {status}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bare machine: nothing on the path, nothing fetched, nothing named."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browser, "FETCHED", tmp_path / "fetched")
    return tmp_path


def found() -> str | None:
    """The path that `find` returns."""
    taken = browser.find()
    return taken and taken.path


def test_the_order(machine, monkeypatch):
    """The named one, the system's, the fetched one."""
    assert found() is None
    fetched = program(machine / "fetched", "chromium")
    assert found() == str(fetched)
    system = program(machine / "bin", "chromium")
    assert found() == str(system)
    named = program(machine, "mine")
    monkeypatch.setenv("CHROMIUM", str(named))
    assert found() == str(named)


def test_one_that_does_not_start_is_passed_over(machine):
    """As a stub that only says how to install it."""
    program(machine / "bin", "chromium-browser", status=1)
    fetched = program(machine / "fetched", "chromium")
    assert found() == str(fetched)


def test_a_named_one_that_does_not_start_is_not_replaced(machine, monkeypatch, capsys):
    """Who names a browser wants that one tested."""
    program(machine / "bin", "chromium")
    monkeypatch.setenv("CHROMIUM", str(machine / "nothing"))
    assert browser.main() == 1
    assert "set CHROMIUM to its path" in capsys.readouterr().err


def test_a_machine_that_can_get_none_is_told(machine, capsys):
    """Without npm and apt the setup fails and says what to install."""
    assert browser.main() == 1
    assert "apt-get install chromium" in capsys.readouterr().err


def test_a_failing_npm_is_shown_and_said(machine, capsys):
    """Its own words, then what to do."""
    for name in ("npm", "node"):
        program(machine / "bin", name, status=1)
    assert browser.main() == 1
    said = capsys.readouterr().err
    assert "npm ci failed" in said
    assert "the widget's tests need a Chromium" in said
