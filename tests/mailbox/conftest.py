"""Every test of the mailbox runs on SQLite and on PostgreSQL, with a clock that we turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.mailbox import Arrival, Mailbox, open_mailbox
from tests.patients.databases import KINDS, migrated_database


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 15, 30, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        """Time goes by."""
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return migrated_database(request.param, tmp_path)


@pytest.fixture
def mailbox(url: str, clock: Clock) -> Iterator[Mailbox]:
    opened = open_mailbox(url, clock)
    yield opened
    opened.close()


@pytest.fixture
def talk(mailbox: Mailbox) -> str:
    """The conversation of a visitor."""
    return conversation_of(mailbox)


def conversation_of(mailbox: Mailbox, patient: str | None = None) -> str:
    """A new conversation."""
    return mailbox.visitor(mailbox.open_session(patient, "en")).conversation


def arrival(talk: str, name: str, text: str = "can I swim?", **more) -> Arrival:
    """A message of this conversation."""
    return Arrival("web", f"{talk}/{name}", talk, text, **more)
