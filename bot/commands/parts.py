"""The children of `afterglow serve` that are ours: `python -m bot.commands.parts gateway|worker`.

What they need to know of each other comes in the environment from the parent (`children.py`).
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import warnings
from contextlib import suppress

from bot.commands.demo_clinic import DemoClinic
from bot.desk import Desk, Memory, Turn
from bot.gateway.app import Parts, create_app
from bot.gateway.pages import Pages
from bot.gateway.rasa_client import RasaClient
from bot.gateway.server import serve_on
from bot.gateway.sessions import Clinic
from bot.journal import keep_journal
from bot.mailbox import Visitor, open_mailbox
from bot.mailbox.writer import GroupWriter
from bot.patients.book import utc_now
from bot.patients.errors import LinkError
from bot.patients.links import read_link, sign_link
from bot.patients.register import open_register
from bot.settings import Settings
from bot.text import clean
from bot.wakeups import open_bell
from bot.widget.script import PAGES, joined
from bot.worker.answering import Answering
from bot.worker.stand_in import StandIn
from bot.worker.worker import Worker


def gateway_parts(settings: Settings, rasa: RasaClient, demo: bool) -> Parts:
    """The gateway of this installation, its database open."""
    register = open_register(settings.register_url, settings.phone_region)
    bell = open_bell(settings)
    mailbox = open_mailbox(settings.register_url, ring=bell.ring if bell else None)
    desk = Desk.open(settings)
    secret = settings.signing_secret()

    def patient_of(token: str) -> str | None:
        try:
            reference = read_link(token, secret, utc_now()).reference
        except LinkError:
            return None
        return reference if register.patient(reference) else None

    def recovery(visitor: Visitor, language: str | None) -> dict:
        memory = Memory.from_json(mailbox.memory(visitor.conversation))
        language = language or memory.language or visitor.language or "en"
        return desk.recovery(visitor.patient, memory, settings.today(), language)

    return Parts(
        mailbox=mailbox,
        writer=GroupWriter(mailbox.accept, for_all=mailbox.unavailable),
        rasa=rasa,
        clean=clean,
        suspects=lambda text: desk.shows_danger(Turn(text, settings.today())),
        patient_of=patient_of,
        recovery=recovery,
        clinic=Clinic(settings.clinic_phone, settings.emergency_number),
        pages=Pages(
            PAGES,
            joined(),
            DemoClinic(register, settings) if demo else None,
            lambda reference: sign_link(reference, secret, utc_now()),
        ),
        origins=settings.origins,
        new_sessions=settings.new_sessions,
        bell=bell,
    )


def run_gateway(settings: Settings) -> None:
    """Serve on the socket that the parent listens on."""
    demo = os.environ.get("AFTERGLOW_DEMO") == "yes"
    listener = socket.socket(fileno=int(os.environ["AFTERGLOW_LISTENER"]))
    serve_on(listener, create_app(gateway_parts(settings, _rasa(), demo)))


def run_worker(settings: Settings) -> None:
    """Answer until SIGTERM."""

    async def work() -> None:
        stand_in = StandIn(Desk.open(settings), settings.today)
        answering = Answering(_rasa(), stand_in, settings.today)
        bell = open_bell(settings)
        mailbox = open_mailbox(settings.register_url, ring=bell.ring if bell else None)
        worker = Worker(os.environ["AFTERGLOW_WORKER"], mailbox, answering, bell=bell)
        working = asyncio.create_task(worker.run())
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, working.cancel)
        with suppress(asyncio.CancelledError):
            await working
        await worker.leave()

    asyncio.run(work())


def _rasa() -> RasaClient:
    env = os.environ
    return RasaClient(
        env["AFTERGLOW_RASA_URL"], env["AFTERGLOW_ACTIONS_URL"], env["AFTERGLOW_CHANNEL_KEY"]
    )


def main(part: str) -> None:
    """Run one part until it is told to stop."""
    # Rasa's old libraries warn about each other at every start; none of it is for the log.
    warnings.simplefilter("ignore")
    settings = Settings.from_env()
    keep_journal(part, settings.log_level)
    {"gateway": run_gateway, "worker": run_worker}[part](settings)


if __name__ == "__main__":
    main(sys.argv[1])
