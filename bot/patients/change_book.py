"""What the clinic changed in its rules: drafts, who approved them, and which went live in turn."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.patients.change_records import ChangeRefused, StaleRules
from bot.patients.change_rows import new_row
from bot.patients.change_tables import RuleChangeRow
from bot.patients.fields import one_line
from bot.patients.live_change_book import LiveChangeBook
from bot.patients.staff_records import Staff

# How long a check may be silent before somebody else may start it anew.
CHECK_SECONDS = 60
DRAFTING = ("clinician",)
APPROVING = ("clinician", "admin")

class ChangeBook(LiveChangeBook):
    """Two people for every change; a version goes live only on top of the one it was checked on."""

    def draft_change(self, kind: str, content: dict[str, Any], reason: str, author: Staff) -> int:
        """Keep a clinician's draft and return its number. Raises FieldError, ChangeRefused."""
        _must_be(author, DRAFTING)
        row = new_row(kind, content, one_line(reason, "reason"), author, state="draft")
        row.drafted_at = self._clock()
        with self._writing.begin() as session:
            session.add(row)
            session.flush()
            return row.id

    def withdraw_change(self, number: int, by: Staff) -> None:
        """Give a draft up; anybody may. Raises ChangeRefused where it is past that."""
        with self._writing.begin() as session:
            row = self._open(session, number)
            row.state, row.decided_at = "withdrawn", self._clock()
            if by.id != row.author:
                row.approver, row.approver_name = by.id, by.name

    def approve_change(self, number: int, by: Staff, replaces: tuple[str, ...] = ()) -> str:
        """Take a change for checking, in this second person's name; returns the check's lease.

        `replaces` are evaluation messages that a clinician says are answered anew by this change.
        Raises ChangeRefused for the author, and while somebody else's check is under way.
        """
        _must_be(by, DRAFTING if replaces else APPROVING)
        with self._writing.begin() as session:
            row = self._open(session, number)
            if row.author == by.id:
                raise ChangeRefused("whoever drafts a change cannot approve it; ask a colleague")
            row.approver, row.approver_name = by.id, by.name
            row.state, row.result, row.replaces = "checking", None, list(replaces)
            row.done, row.of = 0, 0
            row.lease = secrets.token_hex(8)
            row.lease_until = self._clock() + timedelta(seconds=CHECK_SECONDS)
            return row.lease

    def note_progress(self, number: int, lease: str, done: int, of: int) -> None:
        """So many of the messages are checked. Raises ChangeRefused when the lease is lost."""
        with self._writing.begin() as session:
            row = _held(session, number, lease)
            row.done, row.of = done, of
            row.lease_until = self._clock() + timedelta(seconds=CHECK_SECONDS)

    def refuse_change(self, number: int, lease: str, result: dict[str, Any]) -> None:
        """The check found why it must not go live; `result` shows it."""
        with self._writing.begin() as session:
            row = _held(session, number, lease)
            row.state, row.result, row.lease = "refused", result, None
            row.decided_at = self._clock()

    def go_live(self, number: int, lease: str, base: int, result: dict[str, Any]) -> int:
        """Make it the version after `base`, the one it was checked on; returns its version.

        Raises StaleRules if another has gone live in the meantime.
        """
        try:
            with self._writing.begin() as session:
                row = _held(session, number, lease)
                _no_newer(session, base)
                row.state, row.version, row.result = "live", base + 1, result
                row.decided_at, row.lease = self._clock(), None
        except IntegrityError:
            raise StaleRules("another change went live at the same moment") from None
        return self._moved_to(base + 1)

    def roll_back(self, to: int, base: int, reason: str, by: Staff) -> int:
        """Back to what held at version `to`, at once; returns the new version.

        One person suffices: what it brings back was approved by two. Raises StaleRules if `base`
        is no longer the newest version, ChangeRefused if there is nothing to go back from.
        """
        _must_be(by, APPROVING)
        if not 0 <= to < base:
            raise ChangeRefused(f"version {to} is not before the present one, {base}")
        row = new_row("rollback", {"to": to}, one_line(reason, "reason"), by, state="live")
        row.drafted_at = row.decided_at = self._clock()
        row.version = base + 1
        try:
            with self._writing.begin() as session:
                _no_newer(session, base)
                session.add(row)
        except IntegrityError:
            raise StaleRules("another change went live at the same moment") from None
        return self._moved_to(base + 1)

    def _open(self, session: Session, number: int) -> RuleChangeRow:
        """The row, as long as nothing is decided about it and nobody checks it."""
        row = session.get(RuleChangeRow, number, with_for_update=True)
        if row is None:
            raise ChangeRefused(f"there is no change {number}")
        if row.state in ("live", "withdrawn"):
            raise ChangeRefused(f"change {number} is {row.state} already")
        if row.state == "checking" and row.lease_until > self._clock():
            raise ChangeRefused(f"change {number} is being checked")
        return row


def _must_be(person: Staff, roles: tuple[str, ...]) -> None:
    if person.role not in roles:
        raise ChangeRefused(f"this takes somebody who is {' or '.join(roles)}")


def _held(session: Session, number: int, lease: str) -> RuleChangeRow:
    row = session.get(RuleChangeRow, number, with_for_update=True)
    if row is None or row.state != "checking" or row.lease != lease:
        raise ChangeRefused(f"somebody else has taken change {number} up in the meantime")
    return row


def _no_newer(session: Session, base: int) -> None:
    newest = session.scalar(select(func.max(RuleChangeRow.version))) or 0
    if newest != base:
        raise StaleRules(f"the rules are at version {newest} by now, not at {base}")
