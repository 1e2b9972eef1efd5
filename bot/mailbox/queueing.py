"""What is written to somebody with a phone is on its way there from the same moment on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.mailbox.contact_tables import ContactRow, DeliveryRow
from bot.mailbox.records import Outgoing
from bot.mailbox.tables import InboxRow

CONTACTS = ContactRow.__table__
DELIVERIES = DeliveryRow.__table__
_INBOX = InboxRow.__table__
WHATSAPP = "whatsapp"


def queue(
    connection: Connection,
    talk,
    outbox: int,
    answers: int | None,
    message: Outgoing,
    now: datetime,
) -> None:
    """Queue it for the phone that the conversation belongs to now; in the caller's transaction.

    What answers something that was written on the web is read there.
    """
    if talk.channel != WHATSAPP:
        return
    if answers is not None:
        asked_on = select(_INBOX.c.channel).where(_INBOX.c.id == answers)
        if connection.execute(asked_on).scalar_one() != WHATSAPP:
            return
    mine = select(CONTACTS.c.id).where(CONTACTS.c.conversation == talk.id)
    contact = connection.execute(mine).scalar_one_or_none()
    if contact is None:
        # The phone belongs to somebody else by now, who must not read it.
        return
    row = {
        "outbox": outbox,
        "part": 0,
        "contact": contact,
        "urgent": (message.aftercare or {}).get("kind") == "red_flag",
        "state": "queued",
        "due_at": now,
        "tries": 0,
        "changed_at": now,
    }
    connection.execute(insert(DELIVERIES), row)
