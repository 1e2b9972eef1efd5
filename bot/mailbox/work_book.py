"""Work for whoever answers: taken under a lease, answered once, or put back."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.mailbox.book import INBOX, OUTBOX, TALKS, WORKERS, Book
from bot.mailbox.bursts import due_of, first_burst
from bot.mailbox.records import DELAY, LostLease, Outgoing, Waiting, Work

LEASE = timedelta(seconds=15)
# Nothing is ever due, or held, further ahead than this: then the clock was put back.
FURTHEST = timedelta(minutes=1)
# A burst is found in the oldest of what waits; nobody's burst is longer.
MOST_LOOKED_AT = 30


class WorkBook(Book):
    """`worker` names a worker; two processes that live at the same time never share a name."""

    def claim(self, worker: str) -> Work | None:
        """The conversation that has been due longest: its first burst, for this worker alone."""
        now = self._clock()
        due = or_(TALKS.c.due_at <= now, TALKS.c.due_at > now + FURTHEST)
        due = select(TALKS.c.id).where(due, _free(TALKS, now)).order_by(TALKS.c.due_at)
        if not self._anything(due):
            return None
        with self._writing() as connection:
            due = due.limit(1).with_for_update(skip_locked=True)
            conversation = connection.execute(due).scalar_one_or_none()
            if conversation is None:
                return None
            talk = _locked(connection, conversation)
            burst = first_burst(_waiting(connection, conversation))
            if not burst:
                _set(connection, conversation, due_at=None, waiting_since=None)
                return None
            lease = _new_lease(worker)
            seen = max(talk.seen_seq, burst[-1].seq)
            until = now + LEASE
            _set(
                connection,
                conversation,
                lease=lease,
                lease_until=until,
                seen_seq=seen,
                tries=talk.tries + 1,
            )
            return _work(talk, lease, burst, talk.tries)

    def claim_urgent(self, worker: str) -> Work | None:
        """The oldest message that may speak of danger, whatever else its conversation waits for."""
        now = self._clock()
        urgent = select(INBOX.c.id).where(INBOX.c.state == "urgent", _free(INBOX, now))
        urgent = urgent.order_by(INBOX.c.id)
        if not self._anything(urgent):
            return None
        with self._writing() as connection:
            urgent = urgent.limit(1).with_for_update(skip_locked=True)
            message = connection.execute(urgent).scalar_one_or_none()
            if message is None:
                return None
            lease = _new_lease(worker)
            mine = update(INBOX).where(INBOX.c.id == message)
            connection.execute(mine.values(lease=lease, lease_until=now + LEASE))
            row = connection.execute(select(INBOX).where(INBOX.c.id == message)).one()
            talk = _locked(connection, row.conversation)
            _set(connection, row.conversation, seen_seq=max(talk.seen_seq, row.seq))
            # Who had it before may have told Rasa and died; counting that is not worth a column.
            return _work(talk, lease, (_as_waiting(row),), tries=1)

    def not_urgent(self, work: Work) -> None:
        """Looked at with the patient's day, it is an ordinary message after all."""
        with self._writing() as connection:
            _locked(connection, work.conversation)
            _check_urgent(connection, work)
            mine = update(INBOX).where(INBOX.c.id == work.messages[0].id)
            connection.execute(mine.values(state="waiting", lease=None, lease_until=None))
            _set(connection, work.conversation, due_at=self._clock())

    def renew(self, work: Work) -> None:
        """Keep the conversation for longer. Raises LostLease."""
        mine = and_(TALKS.c.id == work.conversation, TALKS.c.lease == work.lease)
        with self._writing() as connection:
            longer = update(TALKS).where(mine).values(lease_until=self._clock() + LEASE)
            if connection.execute(longer).rowcount != 1:
                raise LostLease("another worker has this conversation")

    def answer(self, work: Work, reply: Outgoing) -> None:
        """Store the reply and mark what it answers, both or neither. Raises LostLease."""
        with self._writing() as connection:
            talk = _locked(connection, work.conversation)
            if talk.lease != work.lease:
                raise LostLease("another worker has this conversation")
            self._store_reply(connection, work, talk, reply)
            left = _waiting(connection, work.conversation)
            _set(
                connection,
                work.conversation,
                lease=None,
                lease_until=None,
                due_at=due_of(left),
                tries=0,
                failures=0,
            )

    def answer_urgent(self, work: Work, reply: Outgoing) -> None:
        """The same for a message from `claim_urgent`."""
        with self._writing() as connection:
            talk = _locked(connection, work.conversation)
            _check_urgent(connection, work)
            self._store_reply(connection, work, talk, reply)

    def put_back(self, work: Work, after: timedelta, failed: bool = False) -> None:
        """Leave it for later. `failed`: not because something was down, but because it broke."""
        mine = and_(TALKS.c.id == work.conversation, TALKS.c.lease == work.lease)
        with self._writing() as connection:
            connection.execute(
                update(TALKS)
                .where(mine)
                .values(
                    lease=None,
                    lease_until=None,
                    due_at=self._clock() + after,
                    failures=TALKS.c.failures + int(failed),
                )
            )

    def post_to(self, conversation: str, message: Outgoing) -> int:
        """Say something that answers no message in particular. Returns its number."""
        with self._writing() as connection:
            talk = _locked(connection, conversation)
            _post(connection, talk, None, message, message.kind, self._clock())
            _set(connection, conversation, last_seq=talk.last_seq + 1)
            return talk.last_seq + 1

    def late(self, after: timedelta, most: int = 50) -> list[Work]:
        """Conversations that have waited this long and were not told so yet; not leased."""
        old = TALKS.c.waiting_since < self._clock() - after
        chosen = select(TALKS).where(old, TALKS.c.delayed.is_(False)).limit(most)
        with self._reading() as connection:
            talks = connection.execute(chosen.order_by(TALKS.c.waiting_since)).all()
            works = [(talk, _waiting(connection, talk.id, urgent=True)) for talk in talks]
        return [_work(talk, "", waiting) for talk, waiting in works if waiting]

    def say_late(self, work: Work, sentence: Outgoing) -> None:
        """One honest sentence; nothing where the answer or the sentence came in the meantime."""
        try:
            with self._writing() as connection:
                talk = _locked(connection, work.conversation)
                waiting = _waiting(connection, work.conversation, urgent=True)
                if talk.delayed or not waiting:
                    return
                _post(connection, talk, waiting[0].id, sentence, DELAY, self._clock())
                changed = {"last_seq": talk.last_seq + 1, "delayed": True}
                _set(connection, work.conversation, **changed)
        except IntegrityError:
            # This very message was once apologised for, before an answer to another one.
            with self._writing() as connection:
                _set(connection, work.conversation, delayed=True)

    def release_all(self, worker: str) -> None:
        """Free what an earlier life of this worker held: it is dead, nobody need wait for it."""
        with self._writing() as connection:
            for table in (TALKS, INBOX):
                held = table.c.lease.startswith(f"{worker}:", autoescape=True)
                connection.execute(
                    update(table).where(held).values(lease=None, lease_until=None)
                )

    def beat(self, worker: str) -> None:
        """This worker is alive now."""
        now = self._clock()
        with self._writing() as connection:
            mine = update(WORKERS).where(WORKERS.c.name == worker).values(seen_at=now)
            if connection.execute(mine).rowcount == 0:
                connection.execute(insert(WORKERS), {"name": worker, "seen_at": now})

    def _anything(self, chosen) -> bool:
        # Looking does not take the one lock that writers share.
        with self._reading() as connection:
            return connection.execute(chosen.limit(1)).first() is not None

    def _store_reply(self, connection: Connection, work: Work, talk, reply: Outgoing) -> None:
        now = self._clock()
        lead = work.messages[-1].id
        answered_by = _post(connection, talk, lead, reply, reply.kind, now)
        mine = update(INBOX).where(INBOX.c.id.in_([message.id for message in work.messages]))
        done = {"state": "done", "answered_by": answered_by, "lease": None, "lease_until": None}
        connection.execute(mine.values(**done))
        left = _waiting(connection, work.conversation, urgent=True)
        changed = {"last_seq": talk.last_seq + 1, "delayed": False}
        changed["waiting_since"] = left[0].received_at if left else None
        if reply.memory is not None:
            changed["memory"] = reply.memory
        _set(connection, work.conversation, **changed)


def _free(table, now: datetime):
    """Held by nobody, or by somebody whose time is over."""
    until = table.c.lease_until
    return or_(table.c.lease.is_(None), until < now, until > now + FURTHEST)


def _new_lease(worker: str) -> str:
    return f"{worker}:{secrets.token_hex(8)}"


def _locked(connection: Connection, conversation: str):
    """The conversation's row, nobody else's until we commit."""
    mine = select(TALKS).where(TALKS.c.id == conversation).with_for_update()
    return connection.execute(mine).one()


def _check_urgent(connection: Connection, work: Work) -> None:
    held = select(INBOX.c.lease).where(INBOX.c.id == work.messages[0].id)
    if connection.execute(held).scalar_one() != work.lease:
        raise LostLease("another worker has this message")


def _waiting(connection: Connection, conversation: str, urgent: bool = False):
    states = ("waiting", "urgent") if urgent else ("waiting",)
    chosen = select(INBOX).where(INBOX.c.conversation == conversation, INBOX.c.state.in_(states))
    rows = connection.execute(chosen.order_by(INBOX.c.seq).limit(MOST_LOOKED_AT))
    return tuple(_as_waiting(row) for row in rows)


def _as_waiting(row) -> Waiting:
    return Waiting(row.id, row.seq, row.text, row.says, row.whole, row.received_at)


def _work(talk, lease: str, messages, tries: int = 0) -> Work:
    return Work(
        talk.id,
        lease,
        messages,
        patient=talk.patient,
        language=talk.language,
        memory=talk.memory,
        failures=talk.failures,
        tries=tries,
    )


def _set(connection: Connection, conversation: str, **values) -> None:
    connection.execute(update(TALKS).where(TALKS.c.id == conversation).values(**values))


def _post(
    connection: Connection,
    talk,
    answers: int | None,
    message: Outgoing,
    kind: str,
    now: datetime,
) -> int:
    row = {
        "conversation": talk.id,
        "seq": talk.last_seq + 1,
        "kind": kind,
        "answers": answers,
        "text": message.text,
        "buttons": list(message.buttons),
        "aftercare": message.aftercare,
        "created_at": now,
    }
    return connection.execute(insert(OUTBOX), row).inserted_primary_key[0]
