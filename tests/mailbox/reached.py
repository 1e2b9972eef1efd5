"""People who write from a phone, for the tests of what is sent to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select, update

from bot.mailbox import Mailbox, Outgoing
from bot.mailbox.deliveries import as_delivery, whole
from bot.mailbox.delivery_records import Delivery, Ruling, Standing
from bot.mailbox.identity import Keys
from bot.mailbox.phone_records import PhoneArrival
from bot.mailbox.queueing import CONTACTS, DELIVERIES
from bot.whatsapp.window import ruling

_names = count(1)
DANGER = {"kind": "red_flag", "language": "en", "escalation": {"level": "emergency"}}


class Phone:
    """One phone with its conversation."""

    def __init__(self, mailbox: Mailbox, number: str = "+15550100001") -> None:
        self.mailbox = mailbox
        self.keys = Keys(phone=number)
        self.conversation = self.writes("hello")

    def writes(self, text: str = "can I swim?", sent_at: datetime | None = None) -> str:
        """A message from it; returns its conversation."""
        arrival = PhoneArrival("whatsapp", f"wamid.{next(_names)}", self.keys, text)
        arrival = PhoneArrival(**{**vars(arrival), "sent_at": sent_at})
        [accepted] = self.mailbox.accept([arrival])
        return accepted.conversation

    def is_told(self, text: str = "yes", **more: Any) -> None:
        """Something is written to it."""
        self.mailbox.post_to(self.conversation, Outgoing(text, **more))

    def opts_out(self, now: datetime) -> None:
        """It said STOP."""
        with self.mailbox._writing() as connection:
            mine = update(CONTACTS).where(CONTACTS.c.conversation == self.conversation)
            connection.execute(mine.values(opted_out_at=now))

    def belongs_to_somebody_else(self) -> None:
        """From now on whoever has it starts a conversation of their own."""
        fresh = self.mailbox.visitor(self.mailbox.open_session(None, "en")).conversation
        with self.mailbox._writing() as connection:
            mine = update(CONTACTS).where(CONTACTS.c.conversation == self.conversation)
            connection.execute(mine.values(conversation=fresh))


def take(
    mailbox: Mailbox,
    worker: str = "w1",
    rule: Callable[[Standing], Ruling] = ruling,
    **more: bool,
) -> Delivery | None:
    """The next delivery by the real rule."""
    return mailbox.take_delivery(worker, rule, **more)


def states(mailbox: Mailbox) -> list[str]:
    """Every delivery's state, in order."""
    with mailbox._reading() as connection:
        chosen = select(DELIVERIES.c.state).order_by(DELIVERIES.c.id)
        return list(connection.execute(chosen).scalars())


def details(mailbox: Mailbox) -> list[Delivery]:
    """Every delivery, in order."""
    with mailbox._reading() as connection:
        return [as_delivery(row) for row in connection.execute(whole().order_by(DELIVERIES.c.id))]
