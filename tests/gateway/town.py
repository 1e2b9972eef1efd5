"""A whole small service on loopback: the real gateway and worker, a stand-in only for Rasa."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from bot.commands.parts import gateway_parts
from bot.desk import Desk
from bot.gateway.app import create_app
from bot.gateway.rasa_client import RasaClient
from bot.mailbox import Mailbox, open_mailbox
from bot.patients.book import utc_now
from bot.patients.links import sign_link
from bot.settings import Settings
from bot.worker.answering import Answering
from bot.worker.stand_in import StandIn
from bot.worker.telling import Telling
from bot.worker.worker import Worker
from tests.background import running
from tests.desk.clinic import Clinic, open_clinic
from tests.gateway.loopback import KEY, WireRasa, closed_address, serving

SECONDS = 20
# One client for all: each of its own would read the system's certificates first.
HTTP = httpx.Client(verify=False, trust_env=False, timeout=SECONDS)


@dataclass
class Town:
    """`address` is the gateway's; `rasa` answers the worker as its text asks it to."""

    address: str
    clinic: Clinic
    settings: Settings
    mailbox: Mailbox
    rasa: WireRasa
    rasa_address: str

    def link(self, reference: str, **changes: Any) -> str:
        """A signed link for this patient."""
        now = changes.get("now", utc_now())
        return sign_link(reference, changes.get("secret", self.settings.signing_secret()), now)

    def patient(self, days_ago: int = 1) -> str:
        """A registered patient, treated so many days ago."""
        treated = self.settings.today() - timedelta(days=days_ago)
        return self.clinic.register.add_patient("Someone", None, treated)

    def browser(self, reference: str | None = None, language: str | None = "en") -> Browser:
        """A browser with a session of this patient, or of nobody known."""
        token = self.link(reference) if reference else None
        asked = {"token": token, "language": language}
        opened = HTTP.post(self.address + "/api/session", json=asked)
        opened.raise_for_status()
        return Browser(self.address, opened.json()["session"])

    @contextmanager
    def worker(self, name: str = "w1", **changes: Any) -> Iterator[None]:
        """A worker that answers while the block runs."""
        with working(self.settings, self.rasa_address, name, **changes):
            yield


class Browser:
    """One session; what its stream brings is read anew each time it is asked for."""

    def __init__(self, address: str, session: str) -> None:
        self.address = address
        self.session = session
        self.headers = {"Authorization": f"Bearer {session}"}

    def post(self, body: Any, path: str = "/api/messages", **more: Any) -> httpx.Response:
        """The raw answer to this body."""
        return HTTP.post(self.address + path, json=body, headers=self.headers, **more)

    def say(self, text: str, name: str | None = None) -> int:
        """Send a text that is accepted; returns its number."""
        response = self.post({"id": name or str(uuid.uuid4()), "text": text})
        assert response.status_code == 202, response.text
        return response.json()["seq"]

    def ask(self, text: str) -> dict:
        """The reply to this text."""
        return self.reply_to(self.say(text))

    def events(self, after: int | None = None, seconds: float = SECONDS) -> Iterator[tuple]:
        """(event, data) as they come."""
        headers = dict(self.headers)
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        url = self.address + "/api/events"
        until = time.monotonic() + seconds
        with HTTP.stream("GET", url, headers=headers, timeout=seconds) as response:
            assert response.status_code == 200, response.read()
            name = ""
            for line in response.iter_lines():
                # Keep-alives alone would let a test wait for ever.
                assert time.monotonic() < until, "what was expected never came"
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    yield name, json.loads(line[6:])

    def messages(self, count: int, after: int | None = None) -> list[dict]:
        """The first so many messages of the stream."""
        found: list[dict] = []
        for name, data in self.events(after):
            if name == "message":
                found.append(data)
                if len(found) == count:
                    return found
        raise AssertionError(f"the stream ended after {len(found)} messages")

    def reply_to(self, seq: int) -> dict:
        """The reply to the message with this number, once it is there; apologies are no reply."""
        for name, data in self.events():
            if name == "message" and data.get("reply_to") == seq and not _is_apology(data):
                return data
        raise AssertionError("the stream ended")


def _is_apology(message: dict) -> bool:
    return message["text"].startswith("This is taking longer")


@contextmanager
def town(
    folder: Path, rasa: WireRasa, is_up: bool = True, demo: bool = False, **settings: Any
) -> Iterator[Town]:
    """The service without a worker; `is_up=False` leaves Rasa out."""
    settings = {"new_sessions": 10_000, "secret": "s" * 40, **settings}
    clinic = open_clinic(folder, **settings)
    up = serving(rasa.app()) if is_up else _nobody()
    with up as rasa_address:
        client = RasaClient(rasa_address, rasa_address, KEY)
        parts = gateway_parts(clinic.settings, client, demo)
        with serving(create_app(parts)) as address:
            yield Town(address, clinic, clinic.settings, parts.mailbox, rasa, rasa_address)
        parts.mailbox.close()
    clinic.register.close()


@contextmanager
def _nobody() -> Iterator[str]:
    yield closed_address()


@contextmanager
def working(
    settings: Settings,
    rasa_address: str,
    name: str,
    late: float = 8.0,
    turn_seconds: float = 60.0,
    answering: type[Answering] = Answering,
    handback: float = 1800.0,
) -> Iterator[None]:
    """A worker in a thread with a loop of its own; it also tells patients of the staff."""

    async def work() -> None:
        client = RasaClient(rasa_address, rasa_address, KEY, turn_seconds)
        stand_in = StandIn(Desk.open(settings), settings.today, settings.now)
        answers = answering(client, stand_in, settings.today)
        mailbox = open_mailbox(settings.register_url)
        worker = Worker(name, mailbox, answers, timedelta(seconds=late))
        telling = Telling(mailbox, stand_in, timedelta(seconds=handback))
        try:
            await asyncio.gather(worker.run(), telling.run())
        finally:
            await client.close()

    with running(work):
        yield


