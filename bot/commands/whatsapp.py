"""`afterglow whatsapp`: WhatsApp on this machine, without an account anywhere."""

from __future__ import annotations

import json
import os
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

# The libraries behind the service are loaded only when it runs.
if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.simulator.account import Account
    from bot.supervisor.child import Command

app = typer.Typer(
    help="Patients on WhatsApp: try it without an account, and look after it.",
    no_args_is_help=True,
)

HOST = "127.0.0.1"
TEMPLATES = {"meta": "afterglow_reply", "twilio": "HX00000000000000000000000000000001"}


class Provider(str, Enum):
    """Whose wire is spoken."""

    meta = "meta"
    twilio = "twilio"


@app.command()
def simulate(
    provider: Annotated[Provider, typer.Option(help="Whose wire to speak.")] = Provider.meta,
    port: Annotated[int, typer.Option(help="Port of the phone's page; 0 takes a free one.")] = 8090,
    service_port: Annotated[
        int, typer.Option(help="Port of the service; 0 takes a free one.")
    ] = 8080,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Folder for the database and the logs.", show_default="var"),
    ] = None,
    only: Annotated[
        bool,
        typer.Option("--only", help="Start no service; print what connects one to this provider."),
    ] = False,
) -> None:
    """A WhatsApp provider on this machine, with a phone to hold, and the demo clinic behind it.

    Nothing leaves this machine. The secrets are new at each start.
    """
    from bot.simulator.account import Account

    if port and port == service_port:
        raise typer.BadParameter("The phone's page and the service need a port each.")
    account = Account.fresh()
    if only:
        _alone(provider.value, account, port, service_port)
    else:
        _with_service(provider.value, account, port, service_port, data_dir)


def _alone(provider: str, account: Account, port: int, service_port: int) -> None:
    """The provider in the foreground."""
    from bot.simulator.habits import Habits
    from bot.simulator.running import Doors, run_forever

    phone = _claimed(port)
    service = f"http://{HOST}:{service_port or 8080}"
    doors = Doors(HOST, int(phone.rpartition(":")[2]))
    said = False

    def ready() -> None:
        nonlocal said
        if said:
            return
        said = True
        print(f"The phone: {phone}\nSettings for a service at {service}:", flush=True)
        for name, value in account.settings(provider, phone, service, TEMPLATES[provider]).items():
            print(f"{name}={value}", flush=True)

    run_forever(doors, account, Habits(**_habits(provider, service)), _cast(), ready)


def _with_service(
    provider: str, account: Account, port: int, service_port: int, data_dir: Path | None
) -> None:
    """Provider and service as one supervised group."""
    from bot.commands.demo_clinic import DemoClinic
    from bot.commands.serve import prepare, run_group
    from bot.patients.register import open_register
    from bot.settings import Settings
    from bot.supervisor.ports import address_of, claim
    from bot.training import trained_model

    if os.environ.get("AFTERGLOW_DATABASE_URL"):
        raise RuntimeError(
            "AFTERGLOW_DATABASE_URL names a clinic's own database, and made-up patients do not "
            "belong there. Unset it, or use --only and connect a service of your choice."
        )
    if data_dir is not None:
        # Set, not passed: every child reads the same variable.
        os.environ["AFTERGLOW_DATA_DIR"] = str(data_dir.expanduser().resolve())
    with claim(HOST, service_port) as listener:
        phone, service = _claimed(port), address_of(listener)
        os.environ.update(account.settings(provider, phone, service, TEMPLATES[provider]))
        # A demo sends no codes to anybody.
        os.environ["AFTERGLOW_CODE_URL"] = ""
        settings = Settings.from_env()
        model = trained_model(settings)
        prepare(settings)
        # Before the first message: the service itself waits for a visitor of the demo's page.
        DemoClinic(open_register(settings.register_url, settings.phone_region), settings)()
        folder = f"AFTERGLOW_DATA_DIR={settings.data_dir} " if data_dir else ""
        print(f"The phone: {phone}\nThe chat:  {service}")
        print(f"One-time codes for other numbers: {folder}afterglow whatsapp codes", flush=True)
        told = {
            "host": HOST,
            "port": int(phone.rpartition(":")[2]),
            "account": account.to_dict(),
            "habits": _habits(provider, service),
            "people": _cast(),
        }
        run_group(listener, settings, model, True, [_command(settings, told)], shown=phone)


def _command(settings: Settings, told: dict) -> Command:
    from bot.commands.children import QUICK_PAUSES
    from bot.settings import ROOT
    from bot.supervisor.child import Command

    return Command(
        "The simulated provider",
        (sys.executable, "-m", "bot.simulator"),
        settings.data_dir / "logs" / "simulator.log",
        ROOT,
        {"AFTERGLOW_SIMULATOR": json.dumps(told), "PYTHONUNBUFFERED": "1"},
        pauses=QUICK_PAUSES,
    )


def _claimed(port: int) -> str:
    """The address of a port that is free now. Raises PortTaken."""
    from bot.supervisor.ports import address_of, claim

    # Only tried: the provider itself must be able to close its port and open it again.
    with claim(HOST, port) as listener:
        return address_of(listener)


def _habits(provider: str, service: str) -> dict:
    """At the pace of people."""
    return {"provider": provider, "public_url": service, "receipt_seconds": 0.4}


def _cast() -> list[dict]:
    """The demo's patients, for the phone page to choose from."""
    from bot.patients.demo import demo_people

    return [{"ref": phone, "name": name, "note": title} for phone, name, title in demo_people()]
