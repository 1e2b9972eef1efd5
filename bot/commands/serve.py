"""`afterglow serve`: gateway, workers, Rasa and action server together."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

# The libraries behind the service are loaded only when it runs.
if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable, Sequence

    from bot.settings import Settings
    from bot.supervisor.child import Command


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8080,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Folder for the database and the logs.", show_default="var"),
    ] = None,
    demo: Annotated[
        Optional[bool],
        typer.Option(
            "--demo/--no-demo",
            help="A demo clinic's page with made-up patients.",
            show_default="yes, unless AFTERGLOW_DATABASE_URL names a clinic's database",
        ),
    ] = None,
    workers: Annotated[
        Optional[int], typer.Option(min=1, help="Workers.", show_default="AFTERGLOW_WORKERS or 1")
    ] = None,
    rasas: Annotated[
        Optional[int],
        typer.Option(min=1, help="Rasa processes.", show_default="AFTERGLOW_RASAS or 1"),
    ] = None,
) -> None:
    """Serve the chat until Ctrl-C. SIGHUP restarts every process, one after another."""
    from bot.commands.escalation_parts import check_files
    from bot.settings import Settings
    from bot.supervisor.ports import claim
    from bot.training import trained_model

    if data_dir is not None:
        # Set, not passed: every child reads the same variable.
        os.environ["AFTERGLOW_DATA_DIR"] = str(data_dir.expanduser().resolve())
    for name, count in (("WORKERS", workers), ("RASAS", rasas)):
        if count is not None:
            os.environ[f"AFTERGLOW_{name}"] = str(count)
    settings = Settings.from_env()
    # A broken file is said with its lines here, not by a worker that starts over and over.
    check_files(settings)
    # Held by this process alone: while a gateway is being replaced, who connects just waits.
    with claim(host, port) as listener:
        model = trained_model(settings)
        prepare(settings)
        if demo is None:
            demo = not settings.database_url
        run_group(listener, settings, model, demo)


def run_group(
    listener: socket.socket,
    settings: Settings,
    model: Path,
    demo: bool,
    beside: Sequence[Command] = (),
    shown: str = "",
) -> None:
    """Everything that answers, until Ctrl-C; `beside` runs along.

    `shown` is said to be ready in place of the service's own address.
    """
    from bot.commands.children import Loopback, children
    from bot.supervisor.ports import address_of
    from bot.supervisor.service import run
    from bot.supervisor.speaker import Speaker

    commands = children(settings, model, listener.fileno(), Loopback.fresh(settings), demo)
    address = address_of(listener)
    speaker = Speaker(sys.stdout)
    speaker.say(f"Starting … (about 5 s; logs in {settings.data_dir / 'logs'})")
    try:
        ready = asking_health(address, speaker.say)
        run(shown or address, [*beside, *commands], ready, speaker.say)
    finally:
        speaker.close()


def prepare(settings: Settings) -> None:
    """Databases up to date, before anything needs them; the secret there, before two make one."""
    from bot.patients.database import engine_for
    from bot.patients.migrate import migrate

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.register_url)
    settings.signing_secret()
    # Opened once by our rules, so that Rasa finds a private file with a write-ahead log.
    engine = engine_for(settings.tracker_url)
    engine.connect().close()
    engine.dispose()


def asking_health(
    address: str, say: Callable[[str], None] = lambda line: None
) -> Callable[[], Awaitable[bool]]:
    """Whether the service at this address says that it is ready; `say` is told what is waited for,
    each time that changes."""
    import httpx

    url = address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:") + "/health"

    told = ""

    async def is_ready() -> bool:
        nonlocal told
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
                answer = await client.get(url)
            if answer.status_code == 200:
                told = ""
                return True
            waiting = ", ".join(answer.json()["waiting_for"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            waiting = "the gateway"
        if waiting != told:
            told = waiting
            say(f"  waiting for {waiting}")
        return False

    return is_ready
