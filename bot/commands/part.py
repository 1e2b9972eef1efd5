"""`afterglow part …`: one part by itself, for several machines or containers.

What a part needs to know of the others comes from AFTERGLOW_ variables (docs/operations.md); one
that is missing stops the start with its name.
"""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING

import typer

# The libraries behind a part are loaded only when it runs.
if TYPE_CHECKING:
    from bot.settings import Settings

PORTS = {"gateway": 8080, "rasa": 5005, "actions": 5055, "worker": 8081}
PROBES = {
    "gateway": "/ready",
    "rasa": "/webhooks/afterglow/ready",
    "actions": "/health",
    "worker": "/health",
}
KEY_LENGTH = 32

app = typer.Typer(
    no_args_is_help=True,
    help="Run one part by itself, for several machines or containers (docs/operations.md).",
)


@app.command()
def gateway() -> None:
    """Serve patients on AFTERGLOW_LISTEN (0.0.0.0:8080)."""
    _settings("gateway")
    _needed("AFTERGLOW_SECRET", "every gateway must sign alike")
    _find_rasa()
    from bot.commands.parts import main
    from bot.supervisor.ports import claim

    os.environ["AFTERGLOW_LISTENER"] = str(claim(*_listen("gateway")).detach())
    main("gateway")


@app.command()
def worker() -> None:
    """Answer messages; tells probes on AFTERGLOW_LISTEN (0.0.0.0:8081) whether it lives."""
    settings = _settings("worker")
    _find_rasa()
    from bot.commands.parts import main
    from bot.commands.worker_health import tell_probes

    # Whoever bore the name before must be dead: a number is not used twice at a time.
    name = os.environ.setdefault("AFTERGLOW_WORKER", f"{socket.gethostname()}-{os.getpid()}")
    tell_probes(settings, name, *_listen("worker"))
    main("worker")


@app.command()
def rasa() -> None:
    """Run one Rasa on AFTERGLOW_LISTEN (0.0.0.0:5005); only workers and gateways may reach it."""
    settings = _settings("rasa")
    key = _needed("AFTERGLOW_CHANNEL_KEY", "gateways, workers and Rasa share it", KEY_LENGTH)
    if settings.actions == "server":
        _needed("AFTERGLOW_ACTIONS_URL", "the actions run apart (AFTERGLOW_ACTIONS=server)")
    from bot.commands.children import rasa_argv, rasa_env
    from bot.training import trained_model

    argv = rasa_argv(trained_model(settings), *_listen("rasa"))
    told = rasa_env(settings, key, os.environ.get("AFTERGLOW_ACTIONS_URL", ""))
    os.execve(argv[0], argv, {**os.environ, **told})


@app.command()
def actions() -> None:
    """Run the action server on AFTERGLOW_LISTEN (0.0.0.0:5055); needed only where it is apart."""
    _settings("actions")
    from bot.commands.children import QUIET

    host, port = _listen("actions")
    argv = (sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port))
    os.execve(argv[0], argv, {**os.environ, **QUIET, "SANIC_HOST": host})


@app.command()
def migrate() -> None:
    """Bring the database up to date, before the parts of a new version start."""
    from bot.patients.migrate import migrate as to_newest

    to_newest(_settings("migrate").register_url)
    print("The database is up to date.")


@app.command()
def health(part: str) -> None:
    """Ask the part on this machine whether it works: exit code 0 or 1."""
    from http.client import HTTPConnection, HTTPException

    if part not in PROBES:
        raise typer.BadParameter(f"write one of {', '.join(PROBES)}")
    asking = HTTPConnection("127.0.0.1", _listen(part)[1], timeout=5)
    try:
        asking.request("GET", PROBES[part])
        status = asking.getresponse().status
    except (OSError, HTTPException) as fault:
        raise RuntimeError(f"the {part} does not answer: {type(fault).__name__}") from None
    if status != 200:
        raise RuntimeError(f"the {part} answers {status}")


def _settings(part: str) -> Settings:
    from bot.settings import Settings

    settings = Settings.from_env()
    _needed("AFTERGLOW_DATABASE_URL", f"the {part} and the other parts meet in the database")
    return settings


def _find_rasa() -> None:
    _needed("AFTERGLOW_RASA_URL", "such as http://rasa:5005, several with commas between them")
    _needed("AFTERGLOW_CHANNEL_KEY", "gateways, workers and Rasa share it", KEY_LENGTH)
    os.environ.setdefault("AFTERGLOW_ACTIONS_URL", "")


def _needed(variable: str, why: str, length: int = 1) -> str:
    from bot.settings import SettingsError

    value = os.environ.get(variable, "").strip()
    if len(value) < length:
        short = f" with {length} characters or more" if length > 1 else ""
        raise SettingsError(f"{variable} must be set{short}: {why}.")
    return value


def _listen(part: str) -> tuple[str, int]:
    from bot.settings import SettingsError

    written = os.environ.get("AFTERGLOW_LISTEN", "") or f"0.0.0.0:{PORTS[part]}"
    host, _, port = written.rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise SettingsError(f"AFTERGLOW_LISTEN={written!r}: write an address such as 0.0.0.0:8080.")
    return host.strip("[]"), int(port)
