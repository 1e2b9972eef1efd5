"""Every test of the register runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.patients.register import Register, open_register
from tests.patients.databases import KINDS, empty_database, migrated_database

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=timezone.utc)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def empty_url(kind: str, tmp_path: Path) -> str:
    return empty_database(kind, tmp_path)


@pytest.fixture
def database_url(kind: str, tmp_path: Path) -> str:
    return migrated_database(kind, tmp_path)


@pytest.fixture
def register(database_url: str) -> Iterator[Register]:
    register = open_register(database_url, clock=lambda: NOW)
    yield register
    register.close()
