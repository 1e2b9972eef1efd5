"""Steps inside a transaction that several kinds of work share."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.mailbox.book import INBOX, OUTBOX, SESSIONS, TALKS
from bot.mailbox.modes import HUMAN, WAITING
from bot.mailbox.queueing import queue
from bot.mailbox.records import STATUS, Outgoing, Waiting, Work

LEASE = timedelta(seconds=15)
# Nothing is ever due, or held, further ahead than this: then the clock was put back.
FURTHEST = timedelta(minutes=1)
# A burst is found in the oldest of what waits; nobody's burst is longer.
MOST_LOOKED_AT = 30


def free(table, now: datetime):
    """The condition: held by nobody, or by somebody whose time is over."""
    until = table.c.lease_until
    return or_(table.c.lease.is_(None), until < now, until > now + FURTHEST)


def new_lease(worker: str) -> str:
    """Never the same twice, so that a late worker is told from the one who took over."""
    return f"{worker}:{secrets.token_hex(8)}"


def locked(connection: Connection, conversation: str):
    """The conversation's row, nobody else's until we commit."""
    mine = select(TALKS).where(TALKS.c.id == conversation).with_for_update()
    return connection.execute(mine).one()


def waiting(connection: Connection, conversation: str, urgent: bool = False):
    """What is not answered yet, in order; `urgent` messages only if asked for."""
    states = ("waiting", "urgent") if urgent else ("waiting",)
    chosen = select(INBOX).where(INBOX.c.conversation == conversation, INBOX.c.state.in_(states))
    rows = connection.execute(chosen.order_by(INBOX.c.seq).limit(MOST_LOOKED_AT))
    return tuple(as_waiting(row) for row in rows)


def as_waiting(row) -> Waiting:
    """A row of the inbox as plain data."""
    return Waiting(
        row.id,
        row.seq,
        row.text,
        row.says,
        row.whole,
        row.received_at,
        held=row.held,
        kind=row.kind,
        external_id=row.external_id,
    )


def as_work(talk, lease: str, messages: tuple[Waiting, ...], tries: int = 0) -> Work:
    """Messages of this conversation's row as plain data."""
    return Work(
        talk.id,
        lease,
        messages,
        patient=talk.patient,
        language=talk.language,
        memory=talk.memory,
        failures=talk.failures,
        tries=tries,
        channel=talk.channel,
    )


def change(connection: Connection, conversation: str, **values) -> None:
    """Set these columns of the conversation."""
    connection.execute(update(TALKS).where(TALKS.c.id == conversation).values(**values))


def post(
    connection: Connection,
    talk,
    answers: int | None,
    message: Outgoing,
    kind: str,
    now: datetime,
) -> int:
    """Put the message behind the conversation's last one; the caller moves `last_seq`."""
    row = {
        "conversation": talk.id,
        "seq": talk.last_seq + 1,
        "kind": kind,
        "author": message.author,
        "answers": answers,
        "text": message.text,
        "buttons": list(message.buttons),
        "aftercare": message.aftercare,
        "created_at": now,
    }
    number = connection.execute(insert(OUTBOX), row).inserted_primary_key[0]
    queue(connection, talk, number, answers, message, now)
    return number


def store_reply(
    connection: Connection, work: Work, talk, reply: Outgoing | None, now: datetime
) -> bool:
    """The reply, and what it answers done with: both in the caller's transaction.

    Messages that a person has taken in the meantime are only marked, unless the reply is an alarm:
    the assistant does not speak into their conversation. Returns whether anything was said.
    """
    ids = [message.id for message in work.messages]
    held = select(INBOX.c.id).where(INBOX.c.id.in_(ids), INBOX.c.held)
    taken = connection.execute(held).first() is not None
    done = {"state": "done", "answered_by": None, "lease": None, "lease_until": None}
    changed = {"delayed": False}
    said = reply is not None and (reply.is_alarm or not taken)
    if said:
        done["answered_by"] = post(connection, talk, ids[-1], reply, reply.kind, now)
        changed["last_seq"] = talk.last_seq + 1
        if reply.memory is not None:
            changed["memory"] = reply.memory
        if reply.calls_staff and talk.mode != HUMAN:
            changed |= {"mode": WAITING, "mode_since": now, "mode_by": None}
        readable_again(connection, talk.id, now)
    connection.execute(update(INBOX).where(INBOX.c.id.in_(ids)).values(**done))
    left = waiting(connection, work.conversation, urgent=True)
    changed["waiting_since"] = left[0].received_at if left else None
    change(connection, work.conversation, **changed)
    return said


def readable_again(connection: Connection, conversation: str, now: datetime) -> None:
    """What is said late can still be read for as long as anything else."""
    readable = update(SESSIONS).where(SESSIONS.c.conversation == conversation)
    connection.execute(readable.where(SESSIONS.c.seen_at < now).values(seen_at=now))


def say_status(connection: Connection, talk, line: str, now: datetime) -> None:
    """A line of ours about the conversation itself, behind its last message."""
    post(connection, talk, None, Outgoing(line, STATUS), STATUS, now)
    change(connection, talk.id, last_seq=talk.last_seq + 1)
    readable_again(connection, talk.id, now)
