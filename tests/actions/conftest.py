"""An installation as the action server finds it: settings in the environment, a real register."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.base import open_desk
from tests.desk.clinic import Clinic, open_clinic


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    """The clinic that the actions of this process serve until the test ends."""
    for name in [name for name in os.environ if name.startswith("AFTERGLOW_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AFTERGLOW_DATA_DIR", str(tmp_path))
    clinic = open_clinic(tmp_path)
    open_desk.cache_clear()
    yield clinic
    open_desk.cache_clear()
    clinic.register.close()
