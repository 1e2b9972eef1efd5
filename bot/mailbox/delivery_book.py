"""Messages to phones: taken by one sender, in order for each phone, and what came of each call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import and_, insert, select, update
from sqlalchemy.engine import Connection

from bot.mailbox.book import Book
from bot.mailbox.deliveries import LONGEST_HELD, as_delivery, next_due, one, unsure_since, whole
from bot.mailbox.delivery_records import (
    CLOSED,
    HOLD,
    SEND,
    SUPPRESS,
    WAIT,
    Delivery,
    Ruling,
    Standing,
)
from bot.mailbox.queueing import CONTACTS, DELIVERIES
from bot.mailbox.rows import new_lease

# No call to a provider lasts so long; whoever has held one longer is dead.
SENDING = timedelta(seconds=40)
_UNSETTLED = ("sending", "unsure", "queued")


class DeliveryBook(Book):
    """`sending` is on the disk before the provider is called, so that no crash hides a call.

    Nothing is sent again unless the provider said, or its list shows, that it was not sent.
    """

    def take_delivery(
        self,
        worker: str,
        rule: Callable[[Standing], Ruling],
        urgent: bool = False,
        unsure_waits: bool = False,
    ) -> Delivery | None:
        """The next message that may go out now, marked as being sent; None if there is none.

        `urgent`: only danger, which overtakes; else all but danger. `unsure_waits`: nothing is
        sent to a phone while an earlier message may have to be sent to it again.
        """
        while self._anything(due := next_due(self._clock(), urgent, unsure_waits)):
            with self._writing() as connection:
                held = due.with_for_update(of=CONTACTS, skip_locked=True, key_share=True)
                number = connection.execute(held).scalar_one_or_none()
                if number is None:
                    return None
                # Looked at again under the lock: another sender may have been here first.
                if connection.execute(due.where(one(number))).first() is None:
                    continue
                if (taken := self._ruled(connection, number, worker, rule)) is not None:
                    return taken
        return None

    def split(self, delivery: Delivery, parts: int) -> None:
        """It goes in so many parts, one after the other; the first is being sent."""
        now = self._clock()
        shared = {"outbox": delivery.outbox, "contact": delivery.contact, "tries": 0}
        shared |= {"urgent": delivery.urgent, "state": "queued", "due_at": now, "changed_at": now}
        known = select(DELIVERIES.c.part).where(DELIVERIES.c.outbox == delivery.outbox)
        with self._writing() as connection:
            there = set(connection.execute(known).scalars())
            rows = [{**shared, "part": part} for part in range(parts) if part not in there]
            if rows:
                connection.execute(insert(DELIVERIES), rows)

    def sent(self, delivery: Delivery, provider_id: str) -> None:
        """The provider has it, under this id."""
        now = self._clock()
        with self._writing() as connection:
            _rest(connection, delivery, now)
            known = {"provider_id": provider_id, "error": None}
            connection.execute(update(DELIVERIES).where(_mine(delivery)).values(**known))
            # A status may have been here first, and says more.
            unsettled = and_(_mine(delivery), DELIVERIES.c.state.in_(_UNSETTLED))
            done = {"state": "sent", "due_at": None, "lease": None, "changed_at": now}
            connection.execute(update(DELIVERIES).where(unsettled).values(**done))

    def later(self, delivery: Delivery, after: timedelta, error: str) -> None:
        """It was not sent; whoever is free tries again then."""
        self._not_sent(delivery, state="queued", due_at=self._clock() + after, error=error)

    def hold(self, delivery: Delivery, error: str = CLOSED) -> None:
        """The provider wants the patient to write first; only what comes after this call counts."""
        until = self._clock() + LONGEST_HELD
        self._not_sent(delivery, state="held", due_at=until, error=error)

    def fail(self, delivery: Delivery, error: str) -> None:
        """It cannot be sent, and the staff must be told."""
        now = self._clock()
        self._not_sent(delivery, state="failed", due_at=now, error=error, changed_at=now)

    def lost(self, delivery: Delivery, error: str) -> None:
        """Nobody knows whether it was sent."""
        now = self._clock()
        with self._writing() as connection:
            _rest(connection, delivery, now)
            broken = update(DELIVERIES).where(_still_sending(delivery))
            connection.execute(broken.values(**unsure_since(now, error)))

    def release_deliveries(self, worker: str) -> None:
        """What an earlier life of this worker was sending is unsure: it is dead."""
        held = DELIVERIES.c.lease.startswith(f"{worker}:", autoescape=True)
        broken = update(DELIVERIES).where(held, DELIVERIES.c.state == "sending")
        with self._writing() as connection:
            connection.execute(broken.values(**unsure_since(self._clock(), "sender_died")))

    def _ruled(
        self, connection: Connection, number: int, worker: str, rule: Callable[[Standing], Ruling]
    ) -> Delivery | None:
        now = self._clock()
        row = connection.execute(whole(one(number))).one()
        standing = Standing(
            now,
            row.kind,
            row.urgent,
            moved=row.kind is not None and row.conversation != row.current,
            holds=_holds(connection, row.contact),
            opted_out=row.opted_out_at is not None,
            last_message_at=row.last_message_at,
            last_sent_at=row.last_sent_at,
        )
        ruled = rule(standing)
        if ruled.does == SEND and row.kind and not row.urgent and _freed(connection, row, now):
            return None
        changed = {
            SEND: {
                "state": "sending",
                "due_at": now + SENDING,
                "lease": new_lease(worker),
                "tries": row.tries + 1,
                "changed_at": now,
            },
            WAIT: {"due_at": ruled.until},
            HOLD: {"state": "held", "due_at": now + LONGEST_HELD, "error": None},
            SUPPRESS: {"state": "suppressed", "due_at": None, "error": ruled.why},
        }[ruled.does]
        # A status may just now have proved that it was sent, whoever holds the phone's row.
        mine = update(DELIVERIES).where(one(number), DELIVERIES.c.state == "queued")
        is_ours = connection.execute(mine.values(**changed)).rowcount == 1
        return as_delivery(row, row.tries + 1) if is_ours and ruled.does == SEND else None

    def _not_sent(self, delivery: Delivery, **changed) -> None:
        # Where a status has meanwhile proved that it was sent, that stands.
        mine = update(DELIVERIES).where(_still_sending(delivery))
        with self._writing() as connection:
            connection.execute(mine.values(lease=None, **changed))


def _holds(connection: Connection, contact: int) -> bool:
    held = (DELIVERIES.c.contact == contact, DELIVERIES.c.state == "held")
    return connection.execute(select(DELIVERIES.c.id).where(*held).limit(1)).first() is not None


def _freed(connection: Connection, row, now: datetime) -> bool:
    """What was held before this one goes first, now that the window is open. Whether any was."""
    before = and_(DELIVERIES.c.contact == row.contact, DELIVERIES.c.outbox < row.outbox)
    held = and_(DELIVERIES.c.state == "held", DELIVERIES.c.error.is_(None))
    first = {"state": "queued", "due_at": now, "changed_at": now}
    return connection.execute(update(DELIVERIES).where(before, held).values(**first)).rowcount > 0


def _mine(delivery: Delivery):
    return and_(one(delivery.id), DELIVERIES.c.tries == delivery.tries)


def _still_sending(delivery: Delivery):
    return and_(_mine(delivery), DELIVERIES.c.state == "sending")


def _rest(connection: Connection, delivery: Delivery, now: datetime) -> None:
    # Before the delivery itself, as when it was taken: two that lock both never wait for each
    # other.
    mine = update(CONTACTS).where(CONTACTS.c.id == delivery.contact)
    connection.execute(mine.values(last_sent_at=now))
