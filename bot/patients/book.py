"""What every part of the register shares: sessions, the clock, and finding a patient's row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.patients.database import WRITING
from bot.patients.errors import UnknownPatient
from bot.patients.tables import Patient


def utc_now() -> datetime:
    """The clock of a register that was given no other."""
    return datetime.now(timezone.utc)


class Book:
    """One part of the register, on a database that is already migrated."""

    def __init__(
        self, engine: Engine, phone_region: str = "US", clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._engine = engine
        self._phone_region = phone_region
        self._clock = clock
        self._reading = sessionmaker(engine, future=True)
        self._writing = sessionmaker(engine.execution_options(**{WRITING: True}), future=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._engine.dialect.name})"

    def close(self) -> None:
        """Give the connections back. The register opens new ones if it is used again."""
        self._engine.dispose()

    @staticmethod
    def _known(session: Session, reference: str) -> Patient:
        row = session.get(Patient, reference)
        if row is None:
            raise UnknownPatient(f"no patient has the reference {reference[:40]!r}")
        return row
