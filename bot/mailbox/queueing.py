"""What is written to somebody with a phone is on its way there from the same moment on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.mailbox.contact_tables import ContactRow, DeliveryRow
from bot.mailbox.records import DELAY, REPLY, Outgoing
from bot.mailbox.tables import InboxRow, OutboxRow

CONTACTS = ContactRow.__table__
DELIVERIES = DeliveryRow.__table__
_INBOX = InboxRow.__table__
_OUTBOX = OutboxRow.__table__
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
    if message.kind == REPLY:
        _drop_apologies(connection, talk, contact, now)
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


def _drop_apologies(connection: Connection, talk, contact: int, now: datetime) -> None:
    """"This takes longer" is not said any more when the answer is there: it would hold it up."""
    unsaid = select(_OUTBOX.c.id).where(_OUTBOX.c.conversation == talk.id, _OUTBOX.c.kind == DELAY)
    waiting = (DELIVERIES.c.contact == contact, DELIVERIES.c.state == "queued")
    dropped = update(DELIVERIES).where(*waiting, DELIVERIES.c.outbox.in_(unsaid))
    gone = {"state": "suppressed", "due_at": None, "error": "answered", "changed_at": now}
    connection.execute(dropped.values(**gone))
