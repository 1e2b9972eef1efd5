"""Coming in: password, second factor, a password of one's own; every step noted in the audit.

Whatever is wrong with a name or a password, the work and the answer are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.patients.attempt_book import stranger
from bot.patients.audit_book import Audit
from bot.patients.staff_records import Account, StaffSession
from bot.patients.staff_register import StaffRegister
from bot.staff import passwords, second_factor
from bot.staff.keys import Box, code_key

ONE_TIME_FOR = timedelta(days=3)
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Wrong:
    """Not this time; the sentence is for whoever tried."""

    sentence: str


_NOT_IN = Wrong(
    "That did not work. Check the name and the password; after several tries, wait a few minutes."
)
_NO_CODE = Wrong(
    "That code did not work. Each code works once; take the next one. After several tries, wait a "
    "few minutes."
)


class Login:
    """Each step returns the browser's new token, or Wrong. No token survives a step."""

    def __init__(
        self, accounts: StaffRegister, audit: Audit, secret: str, clock: Callable[[], datetime]
    ) -> None:
        self._accounts = accounts
        self._audit = audit
        self._box = Box(secret)
        self._code_key = code_key(secret)
        self._clock = clock

    def with_password(self, login: str, password: str) -> str | Wrong:
        """The first step. What comes next is the session's stage."""
        login = login.strip().lower()[:80]
        account = self._accounts.staff_with_login(login)
        counted_as = login if account else stranger(login)
        may_try = self._accounts.attempt(counted_as)
        right = passwords.is_right(account.password_hash if account else passwords.NOBODY, password)
        if not (account and may_try and right and self._may_come_in(account)):
            who = account.id if account else UNKNOWN
            self._audit.note(who, "login.refused", object=who, step="password", paused=not may_try)
            return _NOT_IN
        self._accounts.succeeded(counted_as)
        if passwords.is_outdated(account.password_hash):
            self._accounts.rehash_password(account.id, passwords.hashed(password))
        if account.totp_secret is not None:
            return self._accounts.open_staff_session(account.id, "code")
        sealed = self._box.seal(second_factor.new_secret(), account.id)
        return self._accounts.open_staff_session(account.id, "enrol", sealed)

    def _may_come_in(self, account: Account) -> bool:
        until = account.password_until
        return account.disabled_at is None and (until is None or self._clock() < until)

    def with_code(self, token: str, session: StaffSession, code: str) -> str | Wrong:
        """The second step: a code from the app, or a recovery code."""
        account = session.account
        if not self._accounts.attempt(f"code:{account.id}"):
            return self._refuse(account, "code", paused=True)
        used = self._used(account, code)
        if used is None:
            return self._refuse(account, "code")
        self._accounts.succeeded(f"code:{account.id}")
        return self._further(token, account, used) or _NO_CODE

    def _used(self, account: Account, code: str) -> str | None:
        secret = self._box.open(account.totp_secret or "", account.id)
        step = second_factor.step_of(secret, code, self._clock())
        if step is not None:
            return "app" if self._accounts.use_step(account.id, step) else None
        kept = second_factor.recovery_hash(self._code_key, account.id, code)
        return "recovery code" if self._accounts.use_recovery_code(account.id, kept) else None

    def secret_of(self, session: StaffSession) -> str:
        """The secret that is being enrolled."""
        return self._box.open(session.secret or "", session.account.id)

    def enrol(self, token: str, session: StaffSession, code: str) -> tuple[str, list[str]] | Wrong:
        """Prove the new secret with its first code: the new token and the recovery codes."""
        account = session.account
        if not self._accounts.attempt(f"code:{account.id}"):
            return self._refuse(account, "enrol", paused=True)
        step = second_factor.step_of(self.secret_of(session), code, self._clock())
        if step is None:
            return self._refuse(account, "enrol")
        self._accounts.succeeded(f"code:{account.id}")
        codes = second_factor.new_recovery_codes()
        kept = [second_factor.recovery_hash(self._code_key, account.id, one) for one in codes]
        self._audit.note(account, "login.enrolled", object=account.id)
        self._accounts.enrol(account.id, session.secret or "", step, kept)
        further = self._further(token, account, "app")
        return (further, codes) if further else _NO_CODE

    def own_password(
        self, session: StaffSession, password: str, again: str, old: str | None
    ) -> str | Wrong:
        """Change it. `old` is asked of those who are already in; all other browsers are out."""
        account = session.account
        if old is not None:
            if not self._accounts.attempt(account.login):
                return _NOT_IN
            if not passwords.is_right(account.password_hash, old):
                return Wrong("The present password is not right.")
            self._accounts.succeeded(account.login)
        if password != again:
            return Wrong("The two new passwords differ.")
        if passwords.is_right(account.password_hash, password):
            return Wrong("Please choose a password that is new.")
        if fault := passwords.why_not(password, account.login, account.name):
            return Wrong(fault)
        self._audit.note(account, "login.password", object=account.id)
        self._accounts.set_password(account.id, passwords.hashed(password))
        return self._accounts.open_staff_session(account.id, "in")

    def _further(self, token: str, account: Account, factor: str) -> str | None:
        owes = "password" if account.password_until is not None else "in"
        self._audit.note(account, "login", object=account.id, factor=factor)
        return self._accounts.next_stage(token, owes)

    def _refuse(self, account: Account, step: str, paused: bool = False) -> Wrong:
        self._audit.note(account, "login.refused", object=account.id, step=step, paused=paused)
        return _NO_CODE
