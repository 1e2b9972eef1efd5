"""What the clinic changed in its rules: reading it, quickly for every answer."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from time import monotonic

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.patients.book import Book
from bot.patients.change_records import ChangeRecord
from bot.patients.change_rows import as_record, copied
from bot.patients.change_tables import RuleChangeRow

# Every process looks for newer versions this often; two seconds are promised.
LOOK_SECONDS = 0.5

log = logging.getLogger(__name__)


class LiveChangeBook(Book):
    """Changes as they are, and those in force."""

    _looked_at = float("-inf")
    _in_force: tuple[ChangeRecord, ...] | None = None

    def change(self, number: int) -> ChangeRecord | None:
        """The change with this number."""
        with self._reading() as session:
            row = session.get(RuleChangeRow, number)
            return None if row is None else as_record(row)

    def changes(self) -> list[ChangeRecord]:
        """All of them, the newest first."""
        with self._reading() as session:
            chosen = select(RuleChangeRow).order_by(RuleChangeRow.id.desc())
            return [as_record(row) for row in session.scalars(chosen)]

    def live_changes(self) -> tuple[ChangeRecord, ...]:
        """What went live, in turn; looked up at most every LOOK_SECONDS.

        While the database is away, what was known last stays: red flags must be answered.
        """
        if monotonic() - self._looked_at < LOOK_SECONDS and self._in_force is not None:
            return self._in_force
        try:
            with self._reading() as session:
                live = RuleChangeRow.version.is_not(None)
                chosen = select(RuleChangeRow).where(live).order_by(RuleChangeRow.version)
                found = tuple(as_record(row) for row in session.scalars(chosen))
        except (OperationalError, InterfaceError):
            if self._in_force is None:
                raise
            log.error("newer rules cannot be looked up; those known last stay")
            found = self._in_force
        if found != self._in_force:
            self._in_force = found
        self._looked_at = monotonic()
        return self._in_force

    def copy_changes(self, records: Iterable[ChangeRecord]) -> None:
        """Put changes of another register into this one, as they are."""
        with self._writing.begin() as session:
            session.add_all(copied(record) for record in records)

    def _moved_to(self, version: int) -> int:
        self._looked_at = float("-inf")
        return version
