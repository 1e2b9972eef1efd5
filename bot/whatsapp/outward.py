"""The worker's side of what goes out to phones, put together from the settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from bot.mailbox import Mailbox, Work
from bot.patients.links import link_url, sign_conversation
from bot.settings import Settings
from bot.whatsapp.delivering import Deliverer
from bot.whatsapp.noticing import Noticing
from bot.whatsapp.provider import Provider
from bot.whatsapp.receiving import Receiver
from bot.whatsapp.settling import Settling
from bot.whatsapp.sweeping import Sweep
from bot.whatsapp.tasks import Calls, Tasks
from bot.whatsapp.wording import Wording

LINK = "link"


@dataclass(frozen=True)
class Outward:
    """Everything that runs beside the worker so that what it answers arrives."""

    deliverer: Deliverer
    settling: Settling
    sweep: Sweep
    noticing: Noticing

    @classmethod
    def open(
        cls,
        name: str,
        settings: Settings,
        desk: Desk,
        mailbox: Mailbox,
        register: Calls,
        provider: Provider,
        receiver: Receiver,
        clock: Callable[[], datetime],
    ) -> Outward:
        """All of it for this installation; `name` is the worker's."""
        address = address_of(settings, clock) if settings.whatsapp_privacy == LINK else None
        template = settings.whatsapp_template
        wording = Wording(desk.wording_in, provider.longest, template, address)
        tasks = Tasks(register, settings.today)
        # Twilio keeps a list of what it sent, Meta tells by statuses alone.
        lists = provider.name == "twilio"
        return cls(
            Deliverer(name, mailbox, provider, wording, tasks.locked_out, unsure_waits=lists),
            Settling(mailbox, provider, wording, tasks, clock),
            Sweep(mailbox, provider, receiver.accept, clock),
            Noticing(provider),
        )

    async def run(self) -> None:
        """Ends only by being cancelled."""
        await asyncio.gather(self.deliverer.run(), self.settling.run(), self.sweep.run())

    def taken(self, work: Work) -> None:
        """The worker has taken this up."""
        self.noticing.taken(work)

    async def close(self) -> None:
        """Let the calls under way end; before the provider is closed."""
        await self.deliverer.close()


def address_of(settings: Settings, clock: Callable[[], datetime]) -> Callable[[str], str]:
    """Where a conversation is read in the web chat, by whoever gets this address."""
    secret = settings.signing_secret()
    chat = f"{settings.public_url.rstrip('/')}/chat"

    def address(conversation: str) -> str:
        return link_url(chat, sign_conversation(conversation, secret, clock()))

    return address
