"""`afterglow serve`: page, Rasa and action server together."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

# The libraries behind the service are loaded only when it runs.
if TYPE_CHECKING:
    from datetime import date

    from bot.gateway.demo import DemoPatient
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
            help="Made-up patients to chat as.",
            show_default="yes, unless AFTERGLOW_DATABASE_URL names a clinic's database",
        ),
    ] = None,
) -> None:
    """Serve the chat page until Ctrl-C."""
    from bot.settings import Settings
    from bot.supervisor.ports import claim, free_port
    from bot.supervisor.service import run
    from bot.training import trained_model

    if data_dir is not None:
        # Set, not passed: Rasa and the action server read the same variable.
        os.environ["AFTERGLOW_DATA_DIR"] = str(data_dir.expanduser().resolve())
    settings = Settings.from_env()
    listener = claim(host, port)
    model = trained_model(settings)
    _log_to(settings.data_dir / "logs" / "gateway.log")

    rasa_port = free_port()
    actions_port = free_port(avoid=frozenset({rasa_port}))
    key = secrets.token_urlsafe(32)
    if demo is None:
        demo = not settings.database_url
    app, rasa = _gateway(settings, rasa_port, actions_port, key, demo)

    async def is_ready() -> bool:
        return not await rasa.starting()

    _say(f"Starting Rasa … (takes about 20 s; logs in {settings.data_dir / 'logs'})")
    run(app, listener, _children(settings, model, rasa_port, actions_port, key), is_ready, _say)


def _gateway(
    settings: Settings, rasa_port: int, actions_port: int, key: str, demo: bool
) -> tuple[Any, Any]:
    from bot.desk import Desk
    from bot.desk.wording import Wording
    from bot.gateway.app import create_app
    from bot.gateway.rasa_client import RasaClient
    from bot.gateway.stand_in import StandIn
    from bot.gateway.turns import Turns
    from bot.patients.migrate import migrate
    from bot.protocol.loader import load
    from bot.text import clean

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.register_url)
    protocol = load(settings.protocol_dir, general_on=settings.general_guidance)
    wording = Wording(protocol, settings.clinic_phone, settings.emergency_number)
    sorry = wording.phrase("not_ready")
    rasa = RasaClient(f"http://127.0.0.1:{rasa_port}", f"http://127.0.0.1:{actions_port}", key)
    stand_in = StandIn(Desk.open(settings), settings.today)
    turns = Turns(rasa, sorry, stand_in, settings.today)
    return create_app(turns, clean, DemoClinic(settings) if demo else tuple), rasa


class DemoClinic:
    """The demo patients as they are today; dated anew when a new day begins."""

    def __init__(self, settings: Settings) -> None:
        from bot.patients.register import open_register

        self._settings = settings
        self._register = open_register(settings.register_url, settings.phone_region)
        self._titles: list[tuple[str, str]] = []
        self._dated: date | None = None
        self()

    def __call__(self) -> list[DemoPatient]:
        from bot.gateway.demo import DemoPatient
        from bot.patients.demo import seed_demo
        from bot.patients.records import current_treatment

        today = self._settings.today()
        if today != self._dated:
            self._titles = seed_demo(self._register, today)
            self._dated = today
        people = []
        for reference, title in self._titles:
            record = self._register.patient(reference)
            treatment = current_treatment(record.treatments, today) if record else None
            day = (today - treatment.treated_on).days if treatment else None
            people.append(DemoPatient(reference, title, day))
        return people


def _children(
    settings: Settings, model: Path, rasa_port: int, actions_port: int, key: str
) -> list[Command]:
    from bot.settings import ROOT
    from bot.supervisor import service
    from bot.supervisor.child import Command

    logs = settings.data_dir / "logs"
    quiet = {
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    endpoints = Path(service.__file__).with_name("endpoints.yml")
    rasa = [sys.executable, "-m", "rasa", "run", "--model", str(model), "-i", "127.0.0.1"]
    rasa += ["-p", str(rasa_port), "--credentials", str(ROOT / "credentials.yml")]
    rasa += ["--endpoints", str(endpoints)]
    actions = [sys.executable, "-m", "rasa_sdk", "--actions", "actions"]
    actions += ["--port", str(actions_port)]
    return [
        Command(
            "Rasa",
            tuple(rasa),
            logs / "rasa.log",
            ROOT,
            {**quiet, "AFTERGLOW_CHANNEL_KEY": key, "AFTERGLOW_ACTIONS_PORT": str(actions_port)},
        ),
        Command(
            "The action server",
            tuple(actions),
            logs / "actions.log",
            ROOT,
            {**quiet, "SANIC_HOST": "127.0.0.1"},
        ),
    ]


def _log_to(file: Path) -> None:
    import logging

    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    logging.basicConfig(
        filename=file,
        filemode="w",
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        force=True,
    )
    # One line per health check and message says nothing.
    logging.getLogger("httpx").setLevel(logging.WARNING)


def _say(line: str) -> None:
    print(line, flush=True)
