"""What several commands begin with: the migrated register of this installation."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

# The libraries behind the register are loaded only by a command that runs.
if TYPE_CHECKING:
    from bot.patients.records import PatientRecord
    from bot.patients.register import Register
    from bot.settings import Settings

FAILED, WRONG_USAGE = 1, 2


@contextmanager
def opened_register(
    action: str = "", patient: str | None = None
) -> Iterator[tuple[Register, Settings]]:
    """The migrated register and the settings; what goes wrong ends the command with one line.

    `action` is noted in the audit before anything else is done.
    """
    from bot.commands.auditing import note_command
    from bot.patients.errors import FieldError, RegisterError
    from bot.patients.migrate import migrate
    from bot.patients.register import open_register
    from bot.settings import Settings, SettingsError

    try:
        settings = Settings.from_env()
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        migrate(settings.register_url)
        register = open_register(settings.register_url, settings.phone_region)
        if action:
            note_command(settings, action, patient)
        try:
            yield register, settings
        finally:
            register.close()
    except FieldError as error:
        stop(str(error), WRONG_USAGE)
    except (RegisterError, SettingsError) as error:
        stop(str(error))


def start_light() -> None:
    """Rasa without TensorFlow if the model allows it, and without channels; before anything
    imports Rasa."""
    from bot.serving.light import for_model
    from bot.serving.unconfigured import EVERYTHING
    from bot.settings import Settings
    from bot.training import trained_model

    again = (sys.executable, *sys.orig_argv[1:])
    for_model(trained_model(Settings.from_env()), again, lambda _: None, EVERYTHING)


def known_patient(register: Register, reference: str) -> PatientRecord:
    """The patient; the command ends with advice if nobody has this reference."""
    patient = register.patient(reference)
    if patient is None:
        stop(f"no patient has the reference {reference!r}; see `afterglow patients list`")
    return patient


def stop(message: str, code: int = FAILED) -> NoReturn:
    """One line on standard error, and the exit code."""
    typer.echo(message, err=True)
    raise typer.Exit(code)
