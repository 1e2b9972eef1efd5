"""The accounts of the staff, for the admin. Nobody disables or resets their own."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from bot.patients.errors import FieldError, UnknownStaff
from bot.patients.staff_records import ROLES, Account
from bot.staff import passwords
from bot.staff.login import ONE_TIME_FOR
from bot.staff.page import ADMIN, NOBODY, Page
from bot.staff.visit import Visit


def accounts(visit: Visit) -> Response:
    """Everybody, and a form for one more."""
    return _listed(visit)


def add(visit: Visit) -> Response:
    """A new account; its one-time password is shown this once."""
    form, password = visit.form, passwords.one_time()
    until = visit.parts.clock() + ONE_TIME_FOR
    try:
        account = visit.parts.accounts.add_staff(
            form.get("login", "").strip().lower(),
            form.get("name", ""),
            form.get("role", ""),
            passwords.hashed(password),
            until,
        )
    except FieldError as wrong:
        return _listed(visit, 422, wrong=wrong)
    visit.note("staff.add", object=account.id, role=account.role)
    return _listed(visit, one_time=password, whose=account)


def reset(visit: Visit) -> Response:
    """For a lost password or telephone: everything begins anew with a one-time password."""
    account, password = _other(visit), passwords.one_time()
    visit.note("staff.reset", object=account.id)
    until = visit.parts.clock() + ONE_TIME_FOR
    visit.parts.accounts.reset_staff(account.id, passwords.hashed(password), until)
    for guessed in (account.login, f"code:{account.id}"):
        visit.parts.accounts.succeeded(guessed)
    return _listed(visit, one_time=password, whose=account)


def disable(visit: Visit) -> Response:
    """The account is closed and whoever is in with it is out."""
    account = _other(visit)
    visit.note("staff.disable", object=account.id)
    visit.parts.accounts.disable_staff(account.id)
    return visit.goto("/accounts", "The account is closed, and logged out everywhere.")


def log_out(visit: Visit) -> Response:
    """Everywhere, such as after a telephone or computer was lost."""
    account = _other(visit)
    visit.note("staff.log_out", object=account.id)
    browsers = visit.parts.accounts.end_sessions_of(account.id)
    return visit.goto("/accounts", f"Logged out everywhere ({browsers}).")


def _listed(
    visit: Visit,
    status: int = 200,
    wrong: FieldError | None = None,
    one_time: str = "",
    whose: Account | None = None,
) -> Response:
    everybody = visit.parts.accounts.staff()
    return visit.page(
        "accounts.html",
        status,
        title="Accounts",
        people=[(a, visit.parts.accounts.staff_sessions_of(a.id)) for a in everybody],
        roles=ROLES,
        form=visit.form if wrong else {},
        wrong=wrong,
        one_time=one_time,
        whose=whose,
        days=ONE_TIME_FOR // timedelta(days=1),
    )


def _other(visit: Visit) -> Account:
    account = visit.parts.accounts.staff_member(visit.path["staff"])
    if account is None:
        raise UnknownStaff("nobody on the staff has this id")
    if account.id == visit.staff.id:
        raise FieldError("account", "is your own", "ask another admin to do this")
    return account


PAGES = (
    Page("/accounts", accounts, ADMIN, NOBODY, menu="Accounts"),
    Page("/accounts/add", add, NOBODY, ADMIN),
    Page("/accounts/{staff}/reset", reset, NOBODY, ADMIN),
    Page("/accounts/{staff}/disable", disable, NOBODY, ADMIN),
    Page("/accounts/{staff}/log-out", log_out, NOBODY, ADMIN),
)
