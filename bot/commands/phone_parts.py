"""What gateway and worker need for patients who write from phones, on this installation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass

from starlette.routing import Route

from bot.desk import Desk, Turn
from bot.mailbox import Mailbox
from bot.mailbox.writer import GroupWriter
from bot.patients.book import utc_now
from bot.patients.register import open_register
from bot.settings import Settings
from bot.text import clean
from bot.whatsapp.choosing import provider_of
from bot.whatsapp.inbound import Inbound
from bot.whatsapp.outward import Outward
from bot.whatsapp.provider import Provider
from bot.whatsapp.receiving import Receiver
from bot.whatsapp.records import Status
from bot.whatsapp.statuses import take_statuses
from bot.whatsapp.webhook import Webhook
from bot.worker.stand_in import StandIn


def suspecting(desk: Desk, settings: Settings) -> Callable[[str], bool]:
    """Whether a text may speak of danger, on whatever day its patient is."""

    def suspects(text: str) -> bool:
        return desk.shows_danger(Turn(text, settings.today()))

    return suspects


def webhook_routes(
    provider: Provider, mailbox: Mailbox, writer: GroupWriter, suspects: Callable[[str], bool]
) -> tuple[Route, ...]:
    """Where the provider delivers."""

    def take(statuses: Sequence[Status]) -> None:
        take_statuses(mailbox, statuses)

    return Webhook(provider, Receiver(writer, clean, suspects), take).routes()


@dataclass(frozen=True)
class Phones:
    """A worker's share of the work for them."""

    inbound: Inbound
    outward: Outward
    provider: Provider
    writer: GroupWriter

    @classmethod
    def open(
        cls, name: str, settings: Settings, desk: Desk, mailbox: Mailbox, stand_in: StandIn
    ) -> Phones | None:
        """None where the clinic has no WhatsApp."""
        provider = provider_of(settings)
        if provider is None:
            return None
        inbound = Inbound.open(settings, desk, mailbox, provider, stand_in.turn_of, utc_now)
        register = open_register(settings.register_url, settings.phone_region)
        writer = GroupWriter(mailbox.accept, for_all=mailbox.unavailable)
        receiver = Receiver(writer, clean, suspecting(desk, settings))
        outward = Outward.open(
            name, settings, desk, mailbox, register, provider, receiver, utc_now
        )
        return cls(inbound, outward, provider, writer)

    def loops(self) -> tuple[Coroutine, ...]:
        """What runs beside the worker; each ends only by being cancelled."""
        return self.inbound.fetcher.run(), self.outward.run()

    async def close(self) -> None:
        """Once the loops have ended."""
        await self.outward.close()
        await asyncio.to_thread(self.writer.close)
        await self.inbound.linking.close()
        await self.provider.close()
