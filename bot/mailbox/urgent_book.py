"""Messages that may speak of danger: taken one by one, ahead of everything else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.mailbox.book import INBOX, Book
from bot.mailbox.records import LostLease, Outgoing, Work
from bot.mailbox.rows import (
    LEASE,
    as_waiting,
    as_work,
    change,
    free,
    locked,
    new_lease,
    store_reply,
)


class UrgentBook(Book):
    """The lease is on the message, so that a conversation somebody holds does not hold it up."""

    def claim_urgent(self, worker: str) -> Work | None:
        """The oldest message that may speak of danger, for this worker alone."""
        now = self._clock()
        urgent = select(INBOX.c.id).where(INBOX.c.state == "urgent", free(INBOX, now))
        urgent = urgent.order_by(INBOX.c.id).limit(1)
        if not self._anything(urgent):
            return None
        with self._writing() as connection:
            urgent = urgent.with_for_update(skip_locked=True)
            message = connection.execute(urgent).scalar_one_or_none()
            if message is None:
                return None
            lease = new_lease(worker)
            mine = update(INBOX).where(INBOX.c.id == message)
            connection.execute(mine.values(lease=lease, lease_until=now + LEASE))
            row = connection.execute(select(INBOX).where(INBOX.c.id == message)).one()
            talk = locked(connection, row.conversation)
            if not row.held:
                change(connection, row.conversation, seen_seq=max(talk.seen_seq, row.seq))
            # Who had it before may have told Rasa and died; counting that is not worth a column.
            return as_work(talk, lease, (as_waiting(row),), tries=1)

    def answer_urgent(self, work: Work, reply: Outgoing) -> bool:
        """Store the reply and mark the message, both or neither. Raises LostLease."""
        with self._writing() as connection:
            talk = locked(connection, work.conversation)
            _check(connection, work)
            return store_reply(connection, work, talk, reply, self._clock())

    def urgent_again(self, work: Work, after: timedelta) -> None:
        """Something failed on the way: whoever is free may try again soon."""
        mine = (INBOX.c.id == work.messages[0].id) & (INBOX.c.lease == work.lease)
        with self._writing() as connection:
            soon = update(INBOX).where(mine).values(lease_until=self._clock() + after)
            connection.execute(soon)

    def not_urgent(self, work: Work) -> None:
        """Looked at with the patient's day, it is an ordinary message after all."""
        with self._writing() as connection:
            locked(connection, work.conversation)
            _check(connection, work)
            mine = update(INBOX).where(INBOX.c.id == work.messages[0].id)
            connection.execute(mine.values(state="waiting", lease=None, lease_until=None))
            change(connection, work.conversation, due_at=self._clock())


def _check(connection: Connection, work: Work) -> None:
    held = select(INBOX.c.lease).where(INBOX.c.id == work.messages[0].id)
    if connection.execute(held).scalar_one() != work.lease:
        raise LostLease("another worker has this message")
