"""Work for whoever answers: taken under a lease, answered once, or put back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, or_, select, update

from bot.mailbox.book import INBOX, TALKS, Book
from bot.mailbox.bursts import due_of, first_burst
from bot.mailbox.records import LostLease, Outgoing, Work
from bot.mailbox.rows import (
    FURTHEST,
    LEASE,
    as_work,
    change,
    free,
    locked,
    new_lease,
    post,
    store_reply,
    waiting,
)


class WorkBook(Book):
    """`worker` names a worker; two processes that live at the same time never share a name."""

    def claim(self, worker: str) -> Work | None:
        """The conversation that has been due longest: its first burst, for this worker alone."""
        now = self._clock()
        due = or_(TALKS.c.due_at <= now, TALKS.c.due_at > now + FURTHEST)
        due = select(TALKS.c.id).where(due, free(TALKS, now)).order_by(TALKS.c.due_at).limit(1)
        if not self._anything(due):
            return None
        with self._writing() as connection:
            due = due.with_for_update(skip_locked=True)
            conversation = connection.execute(due).scalar_one_or_none()
            if conversation is None:
                return None
            talk = locked(connection, conversation)
            messages = waiting(connection, conversation)
            if talk.tries:
                # Rasa and the staff may know these under their key: nothing joins them any more.
                messages = tuple(m for m in messages if m.seq <= talk.taken_seq) or messages
            burst = first_burst(messages)
            if not burst:
                # Only urgent messages are left, and those are not taken here.
                change(connection, conversation, due_at=None)
                return None
            lease = new_lease(worker)
            change(
                connection,
                conversation,
                lease=lease,
                lease_until=now + LEASE,
                seen_seq=talk.seen_seq if burst[-1].held else max(talk.seen_seq, burst[-1].seq),
                taken_seq=burst[-1].seq,
                tries=talk.tries + 1,
            )
            return as_work(talk, lease, burst, talk.tries)

    def renew(self, work: Work) -> None:
        """Keep the conversation for longer. Raises LostLease."""
        mine = and_(TALKS.c.id == work.conversation, TALKS.c.lease == work.lease)
        with self._writing() as connection:
            longer = update(TALKS).where(mine).values(lease_until=self._clock() + LEASE)
            if connection.execute(longer).rowcount != 1:
                raise LostLease("another worker has this conversation")

    def answer(self, work: Work, reply: Outgoing | None) -> bool:
        """Store the reply and mark what it answers, both or neither. Raises LostLease.

        None leaves the messages to the person who has the conversation. Returns whether anything
        was said: nothing, but for alarms, where somebody has taken it in the meantime.
        """
        with self._writing() as connection:
            talk = locked(connection, work.conversation)
            if talk.lease != work.lease:
                raise LostLease("another worker has this conversation")
            said = store_reply(connection, work, talk, reply, self._clock())
            change(
                connection,
                work.conversation,
                lease=None,
                lease_until=None,
                due_at=due_of(waiting(connection, work.conversation)),
                tries=0,
                failures=0,
            )
            return said

    def put_back(self, work: Work, after: timedelta, failed: bool = False) -> None:
        """Leave it for later. `failed`: not because something was down, but because it broke."""
        mine = and_(TALKS.c.id == work.conversation, TALKS.c.lease == work.lease)
        later = {"lease": None, "lease_until": None, "due_at": self._clock() + after}
        later["failures"] = TALKS.c.failures + int(failed)
        with self._writing() as connection:
            connection.execute(update(TALKS).where(mine).values(**later))

    def post_to(self, conversation: str, message: Outgoing) -> int:
        """Say something that answers no message in particular. Returns its number."""
        with self._writing() as connection:
            talk = locked(connection, conversation)
            post(connection, talk, None, message, message.kind, self._clock())
            change(connection, conversation, last_seq=talk.last_seq + 1)
            return talk.last_seq + 1

    def release_all(self, worker: str) -> None:
        """Free what an earlier life of this worker held: it is dead, nobody need wait for it."""
        with self._writing() as connection:
            for table in (TALKS, INBOX):
                held = table.c.lease.startswith(f"{worker}:", autoescape=True)
                connection.execute(update(table).where(held).values(lease=None, lease_until=None))
