"""The one entry point, `afterglow`: every command of the product, each in its own file."""

from __future__ import annotations

import os
import sys
import warnings

# Before any library that would ask: no telemetry, no TensorFlow chatter on a patient's screen.
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

import typer

from bot.commands import (
    ask,
    escalations,
    evaluate,
    gaps,
    part,
    patients,
    protocol,
    serve,
    shell,
    staff,
    train,
    whatsapp,
    whatsapp_inbound,
)

app = typer.Typer(
    help="Afterglow: answers microneedling patients from their clinic's own aftercare sheet.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
)
app.command()(ask.ask)
app.command()(evaluate.evaluate)
app.command()(gaps.gaps)
app.command()(serve.serve)
app.command()(shell.shell)
app.command()(train.train)
app.add_typer(escalations.app, name="escalations")
app.add_typer(part.app, name="part")
app.add_typer(patients.app, name="patients")
app.add_typer(protocol.app, name="protocol")
app.add_typer(staff.app, name="staff")
whatsapp.app.command()(whatsapp_inbound.attachment)
whatsapp.app.command()(whatsapp_inbound.attachments)
whatsapp.app.command()(whatsapp_inbound.codes)
app.add_typer(whatsapp.app, name="whatsapp")


def main() -> None:
    """Run a command. Faults a person can mend are one clear line and exit code 1."""
    from bot.protocol.faults import ProtocolError
    from bot.settings import SettingsError

    # Rasa's old libraries warn about each other at every start, and set filters of their own;
    # none of it is for the user.
    warnings.showwarning = lambda *_, **__: None
    try:
        app()
    except (ProtocolError, SettingsError, RuntimeError, OSError) as error:
        print(f"afterglow: {error}", file=sys.stderr)
        sys.exit(1)
