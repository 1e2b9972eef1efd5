"""The accounts of the people who work at the clinic. Passwords and codes arrive hashed."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.patients.book import Book
from bot.patients.errors import AlreadyTaken, FieldError, UnknownStaff
from bot.patients.fields import did_you_mean, one_line
from bot.patients.references import unused_references
from bot.patients.staff_records import ROLES, Account
from bot.patients.staff_tables import RecoveryCodeRow, StaffRow, StaffSessionRow

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,30}")


class StaffBook(Book):
    """Who may come in, as what, and with which second factor."""

    def add_staff(
        self, login: str, name: str, role: str, password_hash: str, until: datetime
    ) -> Account:
        """A new account with a password for the first login, good `until` then.

        Raises FieldError or AlreadyTaken.
        """
        if not _LOGIN.fullmatch(login):
            wrong = f"{login[:40]!r} cannot be used"
            raise FieldError("login", wrong, "write small letters and digits, as in dana.lee")
        row = StaffRow(
            login=login,
            name=one_line(name, "name"),
            role=known_role(role),
            password_hash=password_hash,
            password_until=until,
            created_at=self._clock(),
        )
        try:
            with self._writing.begin() as session:
                row.id = _unused_id(session)
                session.add(row)
                session.flush()
                return account_of(row)
        except IntegrityError:
            raise AlreadyTaken(f"somebody has the login {login!r} already") from None

    def staff_with_login(self, login: str) -> Account | None:
        """The account, also when it is disabled."""
        with self._reading() as session:
            row = session.scalars(select(StaffRow).where(StaffRow.login == login)).one_or_none()
            return None if row is None else account_of(row)

    def staff_member(self, staff: str) -> Account | None:
        """The account with this id."""
        with self._reading() as session:
            row = session.get(StaffRow, staff)
            return None if row is None else account_of(row)

    def staff(self) -> list[Account]:
        """Everybody, by name; those who are disabled last."""
        everyone = select(StaffRow).order_by(
            StaffRow.disabled_at.is_not(None), StaffRow.name, StaffRow.id
        )
        with self._reading() as session:
            return [account_of(row) for row in session.scalars(everyone)]

    def disable_staff(self, staff: str) -> None:
        """Nobody comes in with it any more, and whoever is in is out. Raises UnknownStaff."""
        with self._writing.begin() as session:
            row = _known_staff(session, staff)
            row.disabled_at = row.disabled_at or self._clock()
            _end_sessions(session, staff)

    def reset_staff(self, staff: str, password_hash: str, until: datetime) -> None:
        """Begin anew: one-time password, no second factor yet, enabled. Raises UnknownStaff."""
        with self._writing.begin() as session:
            row = _known_staff(session, staff)
            row.password_hash, row.password_until = password_hash, until
            row.totp_secret = row.totp_step = row.disabled_at = None
            _forget_codes(session, staff)
            _end_sessions(session, staff)

    def set_password(self, staff: str, password_hash: str) -> None:
        """A password of their own; whoever is in with the old one is out."""
        with self._writing.begin() as session:
            row = _known_staff(session, staff)
            row.password_hash, row.password_until = password_hash, None
            _end_sessions(session, staff)

    def rehash_password(self, staff: str, password_hash: str) -> None:
        """The same password under stronger settings."""
        with self._writing.begin() as session:
            _known_staff(session, staff).password_hash = password_hash

    def enrol(self, staff: str, sealed: str, step: int, codes: Sequence[str]) -> None:
        """From now on codes of this secret are asked for. `codes` are the recovery codes' hashes.

        `step` belongs to the code that proved it: that one is used up.
        """
        with self._writing.begin() as session:
            row = _known_staff(session, staff)
            row.totp_secret, row.totp_step = sealed, step
            _forget_codes(session, staff)
            session.add_all(RecoveryCodeRow(staff=staff, code_hash=code) for code in codes)

    def use_step(self, staff: str, step: int) -> bool:
        """True for one caller only: no code of this time step or an older one counts again."""
        newer = or_(StaffRow.totp_step.is_(None), StaffRow.totp_step < step)
        used = update(StaffRow).where(StaffRow.id == staff, newer).values(totp_step=step)
        with self._writing.begin() as session:
            return session.execute(used.execution_options(synchronize_session=False)).rowcount == 1

    def use_recovery_code(self, staff: str, code_hash: str) -> bool:
        """True once."""
        mine = (RecoveryCodeRow.staff == staff, RecoveryCodeRow.code_hash == code_hash)
        used = update(RecoveryCodeRow).where(*mine, RecoveryCodeRow.used_at.is_(None))
        used = used.values(used_at=self._clock())
        with self._writing.begin() as session:
            return session.execute(used.execution_options(synchronize_session=False)).rowcount == 1

    def recovery_codes_left(self, staff: str) -> int:
        """How many are not used up."""
        mine = (RecoveryCodeRow.staff == staff, RecoveryCodeRow.used_at.is_(None))
        with self._reading() as session:
            return len(session.scalars(select(RecoveryCodeRow.id).where(*mine)).all())


def known_role(role: str) -> str:
    """The role itself. Raises FieldError."""
    if role not in ROLES:
        raise FieldError("role", f"{role[:40]!r} is unknown", did_you_mean(role, ROLES))
    return role


def _unused_id(session: Session) -> str:
    def taken(drawn: Collection[str]) -> set[str]:
        return set(session.scalars(select(StaffRow.id).where(StaffRow.id.in_(drawn))))

    return unused_references("S", 1, taken)[0]


def _known_staff(session: Session, staff: str) -> StaffRow:
    row = session.get(StaffRow, staff, with_for_update=True)
    if row is None:
        raise UnknownStaff(f"nobody on the staff has the id {staff[:40]!r}")
    return row


def _end_sessions(session: Session, staff: str) -> None:
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.staff == staff))


def _forget_codes(session: Session, staff: str) -> None:
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.staff == staff))


def account_of(row: StaffRow) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        role=row.role,
        login=row.login,
        password_hash=row.password_hash,
        password_until=row.password_until,
        totp_secret=row.totp_secret,
        disabled_at=row.disabled_at,
        created_at=row.created_at,
    )
