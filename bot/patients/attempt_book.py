"""How often somebody guessed wrongly, and how long they must wait. Counted before it is known
whether the guess was right, so that many guesses at once are not one guess."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from bot.patients.book import Book
from bot.patients.staff_tables import AttemptRow

FREE = 5
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
# Names that nobody has share so many rows, so that guessing names fills nothing.
_STRANGERS = 1024


class AttemptBook(Book):
    """`name` is what is guessed at, such as a login."""

    def attempt(self, name: str) -> bool:
        """Count one more; False while the pause lasts. `succeeded` begins anew."""
        try:
            return self._count(name)
        except IntegrityError:
            # Two first attempts at the same moment.
            return self._count(name)

    def _count(self, name: str) -> bool:
        now = self._clock()
        with self._writing.begin() as session:
            row = session.get(AttemptRow, name, with_for_update=True)
            if row is None:
                row = AttemptRow(name=name, failures=0)
                session.add(row)
            if row.paused_until is not None and now < row.paused_until:
                return False
            row.failures += 1
            row.paused_until = None
            if row.failures >= FREE:
                row.paused_until = now + pause_after(row.failures)
            return True

    def succeeded(self, name: str) -> None:
        """The guess that was counted last was right."""
        with self._writing.begin() as session:
            session.execute(delete(AttemptRow).where(AttemptRow.name == name))


def pause_after(failures: int) -> timedelta:
    """How long nobody may guess after so many wrong guesses in a row."""
    if failures < FREE:
        return timedelta(0)
    return min(FIRST_PAUSE * 2 ** min(failures - FREE, 10), LONGEST_PAUSE)


def stranger(name: str) -> str:
    """Under which name a login that nobody has is counted."""
    digest = hashlib.sha256(name.encode("utf-8", "replace")).digest()
    return f"?{int.from_bytes(digest[:4], 'big') % _STRANGERS}"
