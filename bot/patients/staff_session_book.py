"""Who is logged in: a random token that only the browser knows, and what it still owes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, or_, select

from bot.patients.book import Book
from bot.patients.staff_book import account_of
from bot.patients.staff_records import StaffSession
from bot.patients.staff_tables import StaffRow, StaffSessionRow

# Whoever has only given the password so far has this long for the rest.
HALFWAY = timedelta(minutes=10)


class StaffSessionBook(Book):
    """Sessions end by themselves: after `idle` without use, and `longest` after the login."""

    idle = timedelta(minutes=15)
    longest = timedelta(hours=12)

    def open_staff_session(self, staff: str, stage: str, secret: str | None = None) -> str:
        """Returns the token."""
        token, now = secrets.token_urlsafe(32), self._clock()
        row = StaffSessionRow(
            token_hash=_hashed(token),
            staff=staff,
            stage=stage,
            secret=secret,
            created_at=now,
            seen_at=now,
        )
        with self._writing.begin() as session:
            session.add(row)
        return token

    def staff_session(self, token: str) -> StaffSession | None:
        """Whose it is; None when it is over, or the account was disabled."""
        with self._reading() as session:
            row = session.get(StaffSessionRow, _hashed(token))
            if row is None:
                return None
            now = self._clock()
            longest = self.longest if row.stage == "in" else HALFWAY
            if now - row.created_at > longest or now - row.seen_at > self.idle:
                return None
            account = account_of(session.get(StaffRow, row.staff))
            if account.disabled_at is not None:
                return None
            return StaffSession(account, row.stage, row.secret, row.created_at, row.seen_at)

    def next_stage(self, token: str, stage: str, secret: str | None = None) -> str | None:
        """A new token for the next stage; the old one opens nothing any more.

        None when the old one did not either: two requests at once get one session.
        """
        with self._writing.begin() as session:
            row = session.get(StaffSessionRow, _hashed(token), with_for_update=True)
            if row is None:
                return None
            staff = row.staff
            session.delete(row)
        return self.open_staff_session(staff, stage, secret)

    def touch_staff_session(self, token: str) -> None:
        """It was used now."""
        with self._writing.begin() as session:
            row = session.get(StaffSessionRow, _hashed(token))
            if row is not None:
                row.seen_at = self._clock()

    def end_staff_session(self, token: str) -> None:
        """Log out."""
        with self._writing.begin() as session:
            mine = StaffSessionRow.token_hash == _hashed(token)
            session.execute(delete(StaffSessionRow).where(mine))

    def end_sessions_of(self, staff: str) -> int:
        """Log out everywhere. Returns how many browsers that were."""
        with self._writing.begin() as session:
            mine = delete(StaffSessionRow).where(StaffSessionRow.staff == staff)
            return session.execute(mine).rowcount

    def staff_sessions_of(self, staff: str) -> int:
        """How many browsers are logged in as this person."""
        now = self._clock()
        mine = select(StaffSessionRow).where(
            StaffSessionRow.staff == staff,
            StaffSessionRow.stage == "in",
            StaffSessionRow.created_at > now - self.longest,
            StaffSessionRow.seen_at > now - self.idle,
        )
        with self._reading() as session:
            return len(session.scalars(mine).all())

    def forget_old_staff_sessions(self) -> None:
        """Remove the ones that open nothing any more."""
        now = self._clock()
        old = or_(
            StaffSessionRow.created_at < now - self.longest,
            StaffSessionRow.seen_at < now - self.idle,
        )
        with self._writing.begin() as session:
            session.execute(delete(StaffSessionRow).where(old))


def _hashed(token: str) -> str:
    # Random and long, so a plain hash cannot be turned back.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
