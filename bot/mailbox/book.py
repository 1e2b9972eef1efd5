"""What every part of the mailbox shares: connections that read, transactions that write."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import Select

from bot.mailbox.tables import ConversationRow, InboxRow, OutboxRow, SessionRow, WorkerRow
from bot.patients.database import WRITING

TALKS = ConversationRow.__table__
INBOX = InboxRow.__table__
OUTBOX = OutboxRow.__table__
SESSIONS = SessionRow.__table__
WORKERS = WorkerRow.__table__


class Book:
    """One part of the mailbox, on a database that is already migrated."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._writing_engine = engine.execution_options(**{WRITING: True})
        self._clock = clock

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._engine.dialect.name})"

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._engine.connect()

    def _anything(self, chosen: Select) -> bool:
        """Whether there is a row. Looking does not take the one lock that writers share."""
        with self._reading() as connection:
            return connection.execute(chosen).first() is not None

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._writing_engine.begin()
