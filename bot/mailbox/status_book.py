"""What became of messages to phones: what the provider tells, what never came, who must know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.mailbox.book import OUTBOX, Book
from bot.mailbox.deliveries import LONGEST_HELD, as_delivery, is_due, one, unsure_since, whole
from bot.mailbox.delivery_records import (
    CLOSED,
    NEVER_REOPENED,
    NO_TEMPLATE,
    OPTED_OUT,
    Delivery,
    Told,
)
from bot.mailbox.progress import after
from bot.mailbox.queueing import CONTACTS, DELIVERIES

MOST_AT_ONCE = 50
# A message that the provider took and then failed is sent again so soon, and so often.
AGAIN_AFTER = timedelta(seconds=8)
MOST_TRIES = 5


class StatusBook(Book):
    """Every step here may be taken by several workers at once, and again after a crash."""

    def note(self, told: Sequence[Told]) -> int:
        """Take what the provider tells, all or nothing. Returns how many are none of ours."""
        with self._writing() as connection:
            found = [(_number(connection, one_told), one_told) for one_told in told]
            # In one order, so that two webhooks never wait for each other in a circle.
            known = sorted((pair for pair in found if pair[0]), key=lambda pair: pair[0])
            for number, one_told in known:
                self._note(connection, number, one_told)
        return len(found) - len(known)

    def expire(self) -> None:
        """Whose sender died is unsure; what was held too long has failed."""
        now = self._clock()
        sending = update(DELIVERIES).where(DELIVERIES.c.state == "sending", is_due(now))
        held = update(DELIVERIES).where(DELIVERIES.c.state == "held", DELIVERIES.c.due_at <= now)
        if self._anything(_some("sending", is_due(now))):
            with self._writing() as connection:
                connection.execute(sending.values(**unsure_since(now, "sender_died")))
        if self._anything(_some("held", DELIVERIES.c.due_at <= now)):
            with self._writing() as connection:
                over = {"state": "failed", "error": NEVER_REOPENED, "changed_at": now}
                connection.execute(held.values(**over))

    def release_held(self, opened_after: datetime) -> None:
        """Send what waited for patients who have written after this moment.

        Where the provider itself had found the window closed, only a message after that counts.
        """
        wrote = CONTACTS.c.last_message_at
        refused = DELIVERIES.c.error.is_not(None)
        newer = or_(~refused, wrote > DELIVERIES.c.changed_at)
        open_again = select(DELIVERIES.c.id).join(CONTACTS, DELIVERIES.c.contact == CONTACTS.c.id)
        open_again = open_again.where(DELIVERIES.c.state == "held", wrote > opened_after, newer)
        if not self._anything(open_again):
            return
        now = self._clock()
        freed = {"state": "queued", "due_at": now, "error": None, "changed_at": now}
        with self._writing() as connection:
            mine = update(DELIVERIES).where(DELIVERIES.c.id.in_(open_again))
            connection.execute(mine.values(**freed))

    def ask_to_reopen(self, has_template: bool) -> None:
        """One template for each closed window that something is held behind.

        Where none may be sent, that is a failure of its own, which the staff are told of.
        """
        wrote, asked = CONTACTS.c.last_message_at, CONTACTS.c.reopened_at
        held = select(DELIVERIES.c.contact).where(DELIVERIES.c.state == "held")
        unasked = select(CONTACTS.c.id, CONTACTS.c.opted_out_at)
        unasked = unasked.where(CONTACTS.c.id.in_(held), or_(asked.is_(None), asked < wrote))
        if not self._anything(unasked):
            return
        now = self._clock()
        with self._writing() as connection:
            chosen = unasked.order_by(CONTACTS.c.id).with_for_update(key_share=True)
            for contact in connection.execute(chosen).all():
                error = OPTED_OUT if contact.opted_out_at else None
                error = error if error or has_template else NO_TEMPLATE
                row = {"contact": contact.id, "part": 0, "urgent": False, "tries": 0}
                row |= {"state": "failed" if error else "queued", "error": error}
                connection.execute(insert(DELIVERIES), {**row, "due_at": now, "changed_at": now})
                mine = update(CONTACTS).where(CONTACTS.c.id == contact.id)
                connection.execute(mine.values(reopened_at=now))

    def unsure_due(self) -> list[Delivery]:
        """What must be asked about, or told, now."""
        return self._look(DELIVERIES.c.state == "unsure", is_due(self._clock()))

    def look_again(self, delivery: Delivery, wait: timedelta) -> None:
        """Still unsure: the next look."""
        self._settle(delivery, due_at=self._clock() + wait)

    def send_again(self, delivery: Delivery) -> None:
        """The provider's own list shows that it was not sent."""
        self._settle(delivery, state="queued", due_at=self._clock())

    def known_ids(self, contact: int, among: Sequence[str]) -> set[str]:
        """Which of these are ids of messages to this contact that we know already."""
        mine = and_(DELIVERIES.c.contact == contact, DELIVERIES.c.provider_id.in_(list(among)))
        with self._reading() as connection:
            return set(connection.execute(select(DELIVERIES.c.provider_id).where(mine)).scalars())

    def failed_due(self) -> list[Delivery]:
        """What failed, and the staff do not know it yet."""
        return self._look(DELIVERIES.c.state == "failed", DELIVERIES.c.due_at.is_not(None))

    def reported(self, delivery: Delivery) -> None:
        """The staff know."""
        mine = and_(one(delivery.id), DELIVERIES.c.state == delivery.state)
        with self._writing() as connection:
            connection.execute(update(DELIVERIES).where(mine).values(due_at=None))

    def delivery_totals(self) -> dict[str, int]:
        """Messages to phones by state."""
        counted = select(DELIVERIES.c.state, func.count()).group_by(DELIVERIES.c.state)
        with self._reading() as connection:
            return dict(map(tuple, connection.execute(counted)))

    def _look(self, *conditions) -> list[Delivery]:
        chosen = whole(*conditions).order_by(DELIVERIES.c.id).limit(MOST_AT_ONCE)
        with self._reading() as connection:
            return [as_delivery(row) for row in connection.execute(chosen)]

    def _settle(self, delivery: Delivery, **changed) -> None:
        mine = and_(one(delivery.id), DELIVERIES.c.tries == delivery.tries)
        mine = and_(mine, DELIVERIES.c.state == "unsure")
        with self._writing() as connection:
            connection.execute(update(DELIVERIES).where(mine).values(**changed))

    def _note(self, connection: Connection, number: int, told: Told) -> None:
        row = connection.execute(select(DELIVERIES).where(one(number)).with_for_update()).one()
        now, same = self._clock(), row.provider_id == told.id
        state = after(row.state, told.state, same, row.provider_id is not None)
        if state == row.state:
            return
        changed = {"state": state, "due_at": None, "lease": None, "error": None}
        changed |= {"provider_id": told.id, "changed_at": now}
        if state == "failed" and told.closed:
            # It was judged when it was sent: whoever wrote after that has opened the window.
            changed |= {"state": "held", "due_at": now + LONGEST_HELD, "error": CLOSED}
            changed["changed_at"] = row.changed_at
        elif state == "failed" and told.again and row.tries < MOST_TRIES:
            changed |= {"state": "queued", "due_at": now + AGAIN_AFTER, "error": told.error}
        elif state == "failed":
            changed |= {"due_at": now, "error": told.error}
        connection.execute(update(DELIVERIES).where(one(number)).values(**changed))
        if state in ("delivered", "read"):
            seen = update(OUTBOX).where(OUTBOX.c.id == row.outbox, OUTBOX.c.delivered_at.is_(None))
            connection.execute(seen.values(delivered_at=now))


def _number(connection: Connection, told: Told) -> int | None:
    """Which delivery it speaks of, by the provider's id or by our key."""
    known = select(DELIVERIES.c.id).where(DELIVERIES.c.provider_id == told.id)
    number = connection.execute(known).scalar_one_or_none()
    digits = (told.key or "").removeprefix("d")
    if number is not None or told.key == digits or not digits.isascii() or not digits.isdigit():
        return number
    if len(digits) > 9:
        return None
    return connection.execute(select(DELIVERIES.c.id).where(one(int(digits)))).scalar_one_or_none()


def _some(state: str, *conditions):
    return select(DELIVERIES.c.id).where(DELIVERIES.c.state == state, *conditions).limit(1)
