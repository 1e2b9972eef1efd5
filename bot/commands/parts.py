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
from datetime import timedelta

from bot.commands.auditing import opened_audit
from bot.commands.demo_clinic import DemoClinic
from bot.commands.escalation_parts import notifier, untold_warnings
from bot.commands.phone_parts import Phones, suspecting, webhook_routes
from bot.commands.staff_parts import staff_parts
from bot.desk import Desk, Memory
from bot.gateway.app import Parts, create_app
from bot.gateway.pages import Pages
from bot.gateway.rasa_client import RasaClient
from bot.gateway.server import serve_on
from bot.gateway.sessions import Clinic
from bot.journal import keep_journal
from bot.mailbox import Mailbox, Outgoing, Visitor, Work, open_mailbox
from bot.mailbox.writer import GroupWriter
from bot.patients.book import utc_now
from bot.patients.errors import LinkError
from bot.patients.links import read_conversation, read_link, sign_link
from bot.patients.register import open_register
from bot.settings import Settings
from bot.staff.site import Site
from bot.text import clean
from bot.wakeups import Bell, open_bell
from bot.whatsapp.choosing import provider_of
from bot.whatsapp.receiving import CHANNEL
from bot.widget.script import PAGES, joined
from bot.worker.answering import Answering
from bot.worker.noted import NotedAnswering, rules_of
from bot.worker.stand_in import StandIn
from bot.worker.telling import Telling
from bot.worker.worker import Worker


def gateway_parts(settings: Settings, rasa: RasaClient, demo: bool) -> Parts:
    """The gateway of this installation, its database open."""
    register = open_register(settings.register_url, settings.phone_region)
    mailbox, bell = _mailbox(settings)
    writer = GroupWriter(mailbox.accept, for_all=mailbox.unavailable)
    desk = Desk.open(settings)
    secret = settings.signing_secret()
    provider = provider_of(settings)
    suspects = suspecting(desk, settings)

    def conversation_of(token: str) -> str | None:
        try:
            return read_conversation(token, secret, utc_now())
        except LinkError:
            return None

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
        writer=writer,
        rasa=rasa,
        clean=clean,
        suspects=suspects,
        patient_of=patient_of,
        conversation_of=conversation_of,
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
        channels=webhook_routes(provider, mailbox, writer, suspects) if provider else (),
        closing=(provider.close,) if provider else (),
        open_calls=register.open_calls,
        warnings=untold_warnings(settings),
        staff=Site(staff_parts(settings, register, mailbox, desk, rasa)),
        bell=bell,
    )


def run_gateway(settings: Settings) -> None:
    """Serve on the socket that the parent listens on."""
    demo = os.environ.get("AFTERGLOW_DEMO") == "yes"
    listener = socket.socket(fileno=int(os.environ["AFTERGLOW_LISTENER"]))
    serve_on(listener, create_app(gateway_parts(settings, _rasa(), demo)))


async def work(settings: Settings, rasa: RasaClient, name: str) -> None:
    """All that a worker does. Ends only by being cancelled."""
    desk, (mailbox, bell) = Desk.open(settings), _mailbox(settings)
    stand_in = StandIn(desk, settings.today, settings.now)
    audit = opened_audit(settings)

    def note(work: Work, reply: Outgoing) -> None:
        audit.note("assistant", "answer", work.patient, work.key, **rules_of(reply))

    phones = Phones.open(name, settings, desk, mailbox, stand_in)
    stages = {CHANNEL: phones.inbound.stage} if phones else {}
    taken = {"taken": phones.outward.taken} if phones else {}
    answering = Answering(rasa, stand_in, settings.today, stages)
    worker = Worker(name, mailbox, NotedAnswering(answering, note), bell=bell, **taken)
    telling = Telling(mailbox, stand_in, timedelta(minutes=settings.handback_minutes))
    loops = worker.run(), telling.run(), notifier(settings, name).run()
    try:
        await asyncio.gather(*loops, *(phones.loops() if phones else ()))
    finally:
        await worker.leave()
        if phones:
            await phones.close()


def run_worker(settings: Settings) -> None:
    """Answer until SIGTERM."""

    async def until_stopped() -> None:
        working = asyncio.create_task(work(settings, _rasa(), os.environ["AFTERGLOW_WORKER"]))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, working.cancel)
        with suppress(asyncio.CancelledError):
            await working

    asyncio.run(until_stopped())


def _mailbox(settings: Settings) -> tuple[Mailbox, Bell | None]:
    """It rings the bell, if there is one, for whoever waits in another process."""
    bell = open_bell(settings)
    return open_mailbox(settings.register_url, ring=bell.ring if bell else None), bell


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
