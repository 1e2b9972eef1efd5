"""A town with phones in it: the real gateway and worker, and the simulated provider between."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.commands.parts import work
from bot.gateway.rasa_client import RasaClient
from bot.mailbox.contact_tables import ContactRow
from bot.mailbox.tables import ConversationRow, InboxRow, OutboxRow
from bot.settings import Settings
from bot.simulator.beside import simulating
from bot.simulator.client import Simulated
from tests.background import running
from tests.gateway.loopback import KEY, WireRasa
from tests.gateway.town import Town, town

ANA, BEN, EVE = "+12125550101", "+12125550102", "+12125550103"
PUBLIC = "https://chat.clinic.example"
SECONDS = 20.0
INBOX, OUTBOX = InboxRow.__table__, OutboxRow.__table__
CONTACTS, TALKS = ContactRow.__table__, ConversationRow.__table__


@dataclass
class Street:
    """`phone` is every patient's phone, `town` the clinic's side."""

    town: Town
    phone: Simulated

    def tell(self, person: str, text: str, **more: object) -> str:
        """Write a text; its id at the provider."""
        return self.phone.say(person, text, **more)

    def ask(self, person: str, text: str, **more: object) -> Any:
        """The outbox row that answers this text."""
        return self.answer_to(self.tell(person, text, **more))

    def show(self, person: str, kind: str, **more: object) -> Any:
        """The outbox row that answers a photo, a sticker, …"""
        return self.answer_to(self.phone.send(person, kind, **more))

    def message(self, name: str) -> Any:
        """The inbox row of this message, once it is dealt with."""
        chosen = select(INBOX).where(INBOX.c.external_id == name, INBOX.c.state == "done")
        return self._once(lambda: self.rows(chosen))[0]

    def answer_to(self, name: str) -> Any:
        """The outbox row that answers the message with this id, once it is there."""
        answered = self.message(name).answered_by
        return self.rows(select(OUTBOX).where(OUTBOX.c.id == answered))[0]

    def contact(self, person: str) -> Any:
        """The contact with this number."""
        found = self.rows(select(CONTACTS).where(CONTACTS.c.phone == person))
        return found[0] if found else None

    def patient_of(self, person: str) -> str | None:
        """Whose record this phone may see now."""
        talk = self.contact(person).conversation
        return self.rows(select(TALKS.c.patient).where(TALKS.c.id == talk))[0].patient

    def tasks(self) -> list[Any]:
        """What the staff are asked to do."""
        return self.town.clinic.register.escalations()

    def phrase(self, key: str, language: str = "en", **values: object) -> str:
        """A fixed sentence as the patient sees it."""
        return self.town.clinic.desk.wording_in(language).phrase(key, **values)

    def rows(self, chosen: Any) -> list[Any]:
        """What the database holds."""
        with self.town.mailbox._reading() as connection:
            return connection.execute(chosen).all()

    def wait(self, look: Callable[[], Any], seconds: float = SECONDS) -> Any:
        """Look again and again until there is something."""
        return self._once(look, seconds)

    def _once(self, look: Callable[[], Any], seconds: float = SECONDS) -> Any:
        until = time.monotonic() + seconds
        while not (found := look()):
            assert time.monotonic() < until, "what was expected never came"
            time.sleep(0.03)
        return found


@contextmanager
def street(folder: Path, rasa: WireRasa, provider: str, **settings: Any) -> Iterator[Street]:
    """Without a worker; `settings` go over those of the simulated account."""
    with simulating(provider=provider, public_url=PUBLIC) as phone:
        given = {**account_settings(phone), **settings}
        with town(folder, rasa, **given) as opened:
            phone.habits(service_url=opened.address)
            yield Street(opened, phone)


def account_settings(phone: Simulated) -> dict[str, Any]:
    """The settings of the simulated account by their fields' names."""
    env = phone.settings(public_url=PUBLIC)
    settings = Settings.from_env(env)
    return {name: value for name, value in vars(settings).items() if env.get(_variable(name))}


def _variable(name: str) -> str:
    return f"AFTERGLOW_{name.upper()}"


@contextmanager
def served(opened: Street, name: str = "w1") -> Iterator[None]:
    """A whole worker, as the child process runs it, in a thread."""

    async def begin() -> None:
        client = RasaClient(opened.town.rasa_address, opened.town.rasa_address, KEY)
        try:
            await work(opened.town.settings, client, name)
        finally:
            await client.close()

    with running(begin):
        yield
