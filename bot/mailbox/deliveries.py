"""Which delivery is next, and a delivery's row as plain data: what its books share."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.sql import Select

from bot.mailbox.book import OUTBOX, TALKS
from bot.mailbox.delivery_records import Delivery
from bot.mailbox.queueing import CONTACTS, DELIVERIES
from bot.mailbox.rows import FURTHEST

# Nobody who wrote to us is kept in the dark for longer than this about an answer that is held.
LONGEST_HELD = timedelta(days=3)
# An answer that was lost is looked for after this.
FIRST_LOOK = timedelta(seconds=5)
_OTHER = DELIVERIES.alias("other")
_CURRENT = TALKS.alias("current_talk")
_OF_CONTACT = ("user_id", "phone", "parent_user_id", "opted_out_at")
_WHOLE = select(
    *(DELIVERIES.c[name] for name in ("id", "tries", "urgent", "part", "changed_at", "error")),
    *(DELIVERIES.c[name] for name in ("state", "contact")),
    *(OUTBOX.c[name] for name in ("kind", "text", "buttons", "aftercare", "author")),
    OUTBOX.c.conversation,
    OUTBOX.c.id.label("outbox"),
    *(CONTACTS.c[name] for name in (*_OF_CONTACT, "last_message_at", "last_sent_at")),
    CONTACTS.c.conversation.label("current"),
    _CURRENT.c.patient,
    _CURRENT.c.language,
).select_from(
    DELIVERIES.join(CONTACTS, DELIVERIES.c.contact == CONTACTS.c.id)
    .join(_CURRENT, CONTACTS.c.conversation == _CURRENT.c.id)
    .outerjoin(OUTBOX, DELIVERIES.c.outbox == OUTBOX.c.id)
)


def is_due(now: datetime):
    """The condition: it is time; also where a clock was put back."""
    return or_(DELIVERIES.c.due_at <= now, DELIVERIES.c.due_at > now + FURTHEST)


def next_due(now: datetime, urgent: bool, unsure_waits: bool) -> Select:
    """The id of what may be sent now: nothing before it to the same phone, nor any danger."""
    # A template stands in no order: it is sent only where everything else is held.
    same_message = and_(_OTHER.c.outbox == DELIVERIES.c.outbox, _OTHER.c.part < DELIVERIES.c.part)
    earlier = or_(_OTHER.c.outbox < DELIVERIES.c.outbox, same_message)
    on_its_way = or_(and_(_OTHER.c.state == "queued", earlier), _OTHER.c.state == "sending")
    if urgent:
        before = and_(_OTHER.c.urgent, on_its_way)
    else:
        before = or_(on_its_way, and_(_OTHER.c.urgent, _OTHER.c.state == "queued"))
        if unsure_waits:
            asked = and_(_OTHER.c.state == "unsure", _OTHER.c.due_at.is_not(None))
            before = or_(before, and_(asked, earlier))
    same_phone = and_(_OTHER.c.contact == DELIVERIES.c.contact, _OTHER.c.id != DELIVERIES.c.id)
    due = select(DELIVERIES.c.id).join(CONTACTS, DELIVERIES.c.contact == CONTACTS.c.id)
    mine = (DELIVERIES.c.state == "queued", DELIVERIES.c.urgent.is_(urgent), is_due(now))
    due = due.where(*mine, ~exists().where(same_phone, before))
    return due.order_by(DELIVERIES.c.due_at, DELIVERIES.c.id).limit(1)


def whole(*conditions) -> Select:
    """These deliveries with all that `as_delivery` needs."""
    return _WHOLE.where(*conditions)


def as_delivery(row, tries: int | None = None) -> Delivery:
    """A row of `whole` as plain data."""
    of_row = ("id", "urgent", "contact", "user_id", "phone", "parent_user_id", "patient")
    shared = {name: getattr(row, name) for name in (*of_row, "state", "changed_at", "error")}
    shared["tries"] = row.tries if tries is None else tries
    if row.text is None:
        language = row.language or "en"
        return Delivery(**shared, conversation=row.current, language=language)
    return Delivery(
        **shared,
        conversation=row.conversation,
        language=(row.aftercare or {}).get("language") or row.language or "en",
        outbox=row.outbox,
        kind=row.kind,
        text=row.text,
        part=row.part,
        buttons=tuple(row.buttons),
        aftercare=row.aftercare,
        author=row.author,
    )


def one(number: int):
    """The condition: this very delivery."""
    return DELIVERIES.c.id == number


def unsure_since(now: datetime, error: str) -> dict:
    """What is written where nobody knows whether it was sent."""
    look = {"due_at": now + FIRST_LOOK, "lease": None}
    return {"state": "unsure", "error": error, "changed_at": now, **look}
