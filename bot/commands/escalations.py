"""`afterglow escalations`: calls for a person, for a front desk that is down to a shell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.opening import FAILED, opened_register, stop

# The libraries behind the register are loaded only by a command that runs.
if TYPE_CHECKING:
    from bot.patients.audit_book import Audit
    from bot.patients.register import Register

app = typer.Typer(
    help="Calls for a person: who waits, who has taken it, who is told.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


@app.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Also those that were taken.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """List the calls that nobody has taken, the most urgent first."""
    from bot.commands.patients_screen import print_table

    with _opened() as (register, audit, who):
        calls = register.escalations(open_only=not everything)
        audit.note(who, "escalation.list", count=len(calls))
    if as_json:
        for call in calls:
            typer.echo(json.dumps(_as_json(call)))
        return
    if not calls:
        typer.echo("Nobody waits for a person.")
        return
    now = datetime.now(timezone.utc)
    header = ("Reference", "Level", "Kind", "Waits", "Told", "Patient", "Day", "Taken by", "Words")
    rows = [
        (
            call.reference,
            call.level,
            call.kind,
            _age((call.acknowledged_at or now) - call.created_at),
            str(call.steps),
            call.patient or "",
            "" if call.day is None else str(call.day),
            call.acknowledged_by or "",
            call.words,
        )
        for call in calls
    ]
    print_table(header, rows)


@app.command()
def ack(
    reference: Annotated[str, typer.Argument(help="Such as E-K7MXQ4.")],
    by: Annotated[str, typer.Option("--by", help='Who, as the patient may read it: "Dana".')],
) -> None:
    """Take a call: nobody else is told of it any more, and the patient learns who has seen it."""
    with _opened() as (register, audit, who):
        call = register.escalation(reference.upper())
        if call is None:
            stop(f"no call has the reference {reference!r}; see `afterglow escalations list`")
        audit.note(who, "escalation.acknowledge", call.patient, call.reference)
        taken = register.acknowledge_escalation(call.reference, by)
    typer.echo(f"{taken.reference} was taken by {taken.acknowledged_by}.")
    if taken.acknowledged_by != by.strip():
        raise typer.Exit(FAILED)


@app.command()
def check() -> None:
    """Look for faults in contacts.yml and hours.yml, and say who would be told."""
    from zoneinfo import ZoneInfo

    from bot.commands.escalation_parts import untold_warnings
    from bot.escalations.contacts_file import read_contacts
    from bot.hours.hours_file import read_hours
    from bot.protocol.faults import Report
    from bot.settings import Settings

    settings, report = Settings.from_env(), Report()
    zone = ZoneInfo(settings.timezone)
    for path, read in (
        (settings.contacts_file, read_contacts),
        (settings.hours_file, lambda file, found: read_hours(file, zone, found)),
    ):
        if not path.exists():
            typer.echo(f"{path.name}: not there ({path})")
        elif read(path, report) is not None:
            typer.echo(f"{path.name}: no faults")
    for fault in sorted(report.faults):
        typer.echo(str(fault), err=True)
    if report.faults:
        raise typer.Exit(FAILED)
    for warning in untold_warnings(settings)():
        typer.echo(f"warning: {warning}", err=True)


@contextmanager
def _opened() -> Iterator[tuple[Register, Audit, str]]:
    from bot.commands.auditing import at_the_command_line, opened_audit

    with opened_register() as (register, settings):
        audit = opened_audit(settings)
        try:
            yield register, audit, at_the_command_line()
        finally:
            audit.close()


def _as_json(call) -> dict:
    names = ("reference", "level", "kind", "patient", "day", "rule", "steps", "acknowledged_by")
    row = {name: getattr(call, name) for name in names}
    return {**row, "topics": list(call.topics), "created_at": call.created_at.isoformat()}


def _age(waited) -> str:
    minutes = int(waited.total_seconds()) // 60
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
