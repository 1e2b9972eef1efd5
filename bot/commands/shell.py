"""`afterglow shell`: `rasa shell` as one patient, with the action server beside it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Optional

import typer

from bot.commands.opening import known_patient, opened_register

_DAY_FORMAT = ["%Y-%m-%d"]
_ACTIONS_TIMEOUT_S = 90


def shell(
    patient: Annotated[Optional[str], typer.Option(help="Reference of a patient.")] = None,
    day: Annotated[Optional[int], typer.Option(help="A made-up patient on this day.")] = None,
    area: Annotated[
        Optional[list[str]], typer.Option(help="Treated areas of the made-up patient.")
    ] = None,
    suppose: Annotated[
        Optional[list[str]],
        typer.Option(
            help="An override such as makeup=avoid:0-5, or a language, en or es; with --day."
        ),
    ] = None,
    on: Annotated[
        Optional[datetime], typer.Option(formats=_DAY_FORMAT, help="Pretend it is this day.")
    ] = None,
) -> None:
    """Talk to the assistant as a patient (127.0.0.1 only). Type :help for the staff commands."""
    if patient is not None and day is not None:
        raise typer.BadParameter("--patient and --day exclude each other")
    if suppose and day is None:
        raise typer.BadParameter("--suppose is about somebody made up; give --day as well")
    from bot.settings import Settings
    from bot.supervisor.ports import free_port
    from bot.training import trained_model

    settings = Settings.from_env()
    model = trained_model(settings)
    today = on.date() if on else settings.today()
    with tempfile.TemporaryDirectory() as scratch:
        url, reference = settings.register_url, patient or ""
        if day is not None:
            url = f"sqlite:///{Path(scratch) / 'scratch.db'}"
            reference = _made_up_patient(url, today - timedelta(days=day), area)
        else:
            with opened_register() as (register, _):
                if patient is not None:
                    known_patient(register, patient)
        environment = {
            **os.environ,
            "AFTERGLOW_DATABASE_URL": url,
            "AFTERGLOW_SHELL_PATIENT": reference,
            "AFTERGLOW_SHELL_PRETEND": _supposed(day, area, suppose, today),
            "AFTERGLOW_SHELL_TODAY": today.isoformat() if on else "",
            "SANIC_HOST": "127.0.0.1",
            "PYTHONWARNINGS": "ignore",
        }
        with _action_server(environment, Path(scratch)) as port:
            endpoints = Path(scratch) / "endpoints.yml"
            endpoints.write_text(f"action_endpoint:\n  url: http://127.0.0.1:{port}/webhook\n")
            print("Loading the model … Type :help for staff commands, /stop to end.")
            command = ["-m", "bot.serving", "shell", "-i", "127.0.0.1", "-p", str(free_port())]
            command += ["--model", str(model), "--endpoints", str(endpoints)]
            ended = subprocess.run([*_leashed(), *command], env=environment, check=False)
    raise typer.Exit(1 if ended.returncode else 0)


def _supposed(
    day: int | None, area: list[str] | None, suppose: list[str] | None, today: date
) -> str:
    if not suppose or day is None:
        return ""
    from bot.desk.pretended import Pretended

    try:
        made = Pretended(today - timedelta(days=day)).changed([*(area or ()), *suppose])
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--suppose") from None
    return json.dumps(made.as_json())


def _leashed() -> list[str]:
    """Python that ends with this process, so that nothing stays behind a killed shell."""
    from bot.supervisor import leash

    return [sys.executable, leash.__file__, str(os.getpid()), sys.executable]


def _made_up_patient(url: str, treated_on: date, area: list[str] | None) -> str:
    from bot.patients.migrate import migrate
    from bot.patients.register import open_register

    migrate(url)
    return open_register(url).add_patient("Someone", None, treated_on, tuple(area or ("face",)))


@contextmanager
def _action_server(environment: dict[str, str], folder: Path) -> Iterator[int]:
    """The action server on a free loopback port, ready; ended when the block ends."""
    from bot.supervisor.ports import free_port

    port = free_port()
    command = [*_leashed(), "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    with (folder / "actions.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(port, process, folder / "actions.log")
            yield port
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + _ACTIONS_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the action server did not start:\n{log.read_text()[-2000:]}")
