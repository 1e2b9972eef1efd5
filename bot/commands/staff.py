"""`afterglow staff`: accounts from the command line, and the audit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from bot.commands.opening import FAILED, opened_register, stop

# The libraries behind the accounts are loaded only by a command that runs.
if TYPE_CHECKING:
    from bot.patients.audit_book import Audit
    from bot.patients.staff_records import Account
    from bot.patients.staff_register import StaffRegister

app = typer.Typer(
    help="The people who work at the clinic.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
audit_app = typer.Typer(
    help="Who did what, and whether that record is whole.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.add_typer(audit_app, name="audit")

_Login = Annotated[str, typer.Argument(metavar="LOGIN", help="The name typed at the login.")]


@dataclass(frozen=True)
class _Office:
    accounts: StaffRegister
    audit: Audit
    who: str

    def known(self, login: str) -> Account:
        account = self.accounts.staff_with_login(login.lower())
        if account is None:
            stop(f"nobody has the login {login!r}; see `afterglow staff list`")
        return account


@contextmanager
def _opened() -> Iterator[_Office]:
    from bot.commands.auditing import at_the_command_line, opened_audit
    from bot.patients.staff_register import open_staff_register

    with opened_register() as (_, settings):
        accounts = open_staff_register(settings.register_url)
        audit = opened_audit(settings)
        try:
            yield _Office(accounts, audit, at_the_command_line())
        finally:
            accounts.close()
            audit.close()


@app.command()
def add(
    login: _Login,
    name: Annotated[str, typer.Option(help="As patients may see it, such as 'Dana (nurse)'.")],
    role: Annotated[str, typer.Option(help="front_desk, clinician or admin.")],
) -> None:
    """Add a person and print a one-time password, good for three days."""
    from bot.patients.book import utc_now
    from bot.staff.login import ONE_TIME_FOR
    from bot.staff.passwords import hashed, one_time

    with _opened() as office:
        password = one_time()
        until = utc_now() + ONE_TIME_FOR
        account = office.accounts.add_staff(login.lower(), name, role, hashed(password), until)
        office.audit.note(office.who, "staff.add", object=account.id, role=role)
    print(f"{account.login} may log in at /staff with this password, once, within three days:")
    print(password)


@app.command("list")
def list_staff() -> None:
    """List the accounts."""
    from bot.commands.patients_screen import print_table

    with _opened() as office:
        rows = [(a.login, a.name, a.role, a.id, _state(a)) for a in office.accounts.staff()]
    print_table(("Login", "Name", "Role", "Id", "State"), rows)


@app.command()
def disable(login: _Login) -> None:
    """Close an account; whoever is logged in with it is logged out at once."""
    with _opened() as office:
        account = office.known(login)
        office.audit.note(office.who, "staff.disable", object=account.id)
        office.accounts.disable_staff(account.id)
    print(f"{account.login} is disabled")


@app.command()
def reset(login: _Login) -> None:
    """Give a new one-time password and forget the second factor; enables a disabled account."""
    from bot.patients.book import utc_now
    from bot.staff.login import ONE_TIME_FOR
    from bot.staff.passwords import hashed, one_time

    with _opened() as office:
        account = office.known(login)
        password = one_time()
        office.audit.note(office.who, "staff.reset", object=account.id)
        office.accounts.reset_staff(account.id, hashed(password), utc_now() + ONE_TIME_FOR)
        office.accounts.succeeded(account.login)
        office.accounts.succeeded(f"code:{account.id}")
    print(f"{account.login} may log in with this password, once, within three days:")
    print(password)


@audit_app.command("verify")
def verify() -> None:
    """Look at every row; name the first that was changed, moved, put in or taken out."""
    with _opened() as office:
        verdict = office.audit.verify()
    for fault in verdict.faults:
        typer.echo(fault, err=True)
    if verdict.faults:
        raise typer.Exit(FAILED)
    print(f"{verdict.rows} rows, all as they were written")


@audit_app.command("show")
def show(
    patient: Annotated[Optional[str], typer.Option(help="Only about this patient.")] = None,
    login: Annotated[Optional[str], typer.Option(help="Only what this person did.")] = None,
    most: Annotated[int, typer.Option(help="How many rows.")] = 50,
) -> None:
    """The newest rows, the newest first."""
    from bot.commands.patients_screen import print_table

    with _opened() as office:
        names = {account.id: account.login for account in office.accounts.staff()}
        actor = office.known(login).id if login else None
        entries = office.audit.entries(patient=patient, actor=actor, most=most)
    rows = [
        (
            str(entry.seq),
            entry.at[:19].replace("T", " "),
            names.get(entry.actor, entry.actor),
            entry.action,
            entry.patient or "",
            entry.object or "",
            " ".join(f"{name}={value}" for name, value in entry.detail.items()),
        )
        for entry in entries
    ]
    print_table(("Row", "When (UTC)", "Who", "What", "Patient", "Of", "Details"), rows)


def _state(account: Account) -> str:
    if account.disabled_at is not None:
        return "disabled"
    return "in use" if account.totp_secret else "has not logged in yet"
