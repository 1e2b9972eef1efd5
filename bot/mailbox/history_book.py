"""Reading a conversation back: what a browser missed, where it stands, which buttons it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection

from bot.mailbox.book import INBOX, OUTBOX, TALKS, Book
from bot.mailbox.modes import HUMAN
from bot.mailbox.records import DELAY, STAFF, STATUS, Entry, Head

MOST_AT_ONCE = 200
MOST_ENTRIES = 500
# Buttons are looked for in this many of the newest replies; older ones are long scrolled away.
MOST_REPLIES_WITH_BUTTONS = 20


class HistoryBook(Book):
    """Everything here is asked by conversation, and a session knows only its own."""

    def entries_after(self, conversation: str, seq: int) -> list[Entry]:
        """Both sides' messages after this number, in their one order."""
        with self._reading() as connection:
            return entries_since(connection, conversation, seq)

    def heads(self, conversations: Iterable[str]) -> dict[str, Head]:
        """Where each of these stands."""
        ids, found = list(conversations), {}
        columns = (TALKS.c.id, TALKS.c.last_seq, TALKS.c.seen_seq, TALKS.c.waiting_since)
        columns += (TALKS.c.mode, TALKS.c.mode_by)
        with self._reading() as connection:
            for start in range(0, len(ids), MOST_AT_ONCE):
                part = ids[start : start + MOST_AT_ONCE]
                chosen = select(*columns, TALKS.c.delayed).where(TALKS.c.id.in_(part))
                for row in connection.execute(chosen):
                    # The assistant does not answer into a person's conversation.
                    waiting = row.waiting_since is not None and row.mode != HUMAN
                    where = (row.last_seq, row.seen_seq, waiting, row.delayed)
                    found[row.id] = Head(*where, row.mode, row.mode_by)
        return found

    def button(self, conversation: str, name: str) -> dict[str, str] | None:
        """The button that this conversation was offered under this id, if it is still recent."""
        with self._reading() as connection:
            return offered(connection, conversation, name)

    def memory(self, conversation: str) -> dict | None:
        """What the assistant remembers of this conversation."""
        chosen = select(TALKS.c.memory).where(TALKS.c.id == conversation)
        with self._reading() as connection:
            return connection.execute(chosen).scalar_one_or_none()

    def mark_delivered(self, outbox_ids: Sequence[int]) -> None:
        """These were handed to the patient's browser."""
        fresh = OUTBOX.c.id.in_(list(outbox_ids)) & OUTBOX.c.delivered_at.is_(None)
        with self._writing() as connection:
            connection.execute(
                update(OUTBOX).where(fresh).values(delivered_at=self._clock())
            )

    def newest_sent(self, channel: str) -> datetime | None:
        """When the newest message that we have of this channel was sent."""
        chosen = select(func.max(INBOX.c.sent_at)).where(INBOX.c.channel == channel)
        with self._reading() as connection:
            return connection.execute(chosen).scalar_one()

    def totals(self) -> tuple[dict[str, int], dict[str, int], datetime | None]:
        """Messages by state, replies by kind, and since when the oldest one waits."""
        with self._reading() as connection:
            by_state = select(INBOX.c.state, func.count()).group_by(INBOX.c.state)
            by_kind = select(OUTBOX.c.kind, func.count()).group_by(OUTBOX.c.kind)
            states = dict(map(tuple, connection.execute(by_state)))
            kinds = dict(map(tuple, connection.execute(by_kind)))
            ours = select(func.min(TALKS.c.waiting_since)).where(TALKS.c.mode != HUMAN)
            oldest = connection.execute(ours).scalar_one()
        return states, kinds, oldest


def offered(connection: Connection, conversation: str, name: str) -> dict[str, str] | None:
    """The button with this id, of the newest replies."""
    mine = select(OUTBOX.c.buttons).where(OUTBOX.c.conversation == conversation)
    newest = mine.order_by(OUTBOX.c.seq.desc()).limit(MOST_REPLIES_WITH_BUTTONS)
    buttons = [b for buttons in connection.execute(newest).scalars() for b in buttons]
    return next((button for button in buttons if button["id"] == name), None)


def offered_as(connection: Connection, conversation: str, number: int) -> dict[str, str] | None:
    """The button that the newest reply lists under this number, counted from one."""
    mine = select(OUTBOX.c.buttons).where(
        OUTBOX.c.conversation == conversation, OUTBOX.c.kind.not_in((DELAY, STATUS))
    )
    newest = connection.execute(mine.order_by(OUTBOX.c.seq.desc()).limit(1))
    buttons = newest.scalar_one_or_none() or ()
    return buttons[number - 1] if 1 <= number <= len(buttons) else None


def entries_since(connection: Connection, conversation: str, seq: int) -> list[Entry]:
    """Both sides' messages after this number, in their one order."""
    received = select(INBOX).where(INBOX.c.conversation == conversation, INBOX.c.seq > seq)
    received = received.order_by(INBOX.c.seq).limit(MOST_ENTRIES)
    entries = [_received(row) for row in connection.execute(received)]
    # Asked second: a reply that is seen has its question among the rows already read.
    sent = select(OUTBOX, INBOX.c.seq.label("question")).join_from(
        OUTBOX, INBOX, OUTBOX.c.answers == INBOX.c.id, isouter=True
    )
    sent = sent.where(OUTBOX.c.conversation == conversation, OUTBOX.c.seq > seq)
    sent = sent.order_by(OUTBOX.c.seq).limit(MOST_ENTRIES)
    entries += [_sent(row) for row in connection.execute(sent)]
    return _without_gap(sorted(entries, key=lambda entry: entry.seq), seq)


def _received(row) -> Entry:
    external = row.external_id.rpartition("/")[2]
    return Entry(row.seq, "patient", row.text, row.received_at, external_id=external)


def _sent(row) -> Entry:
    return Entry(
        row.seq,
        row.kind if row.kind in (STAFF, STATUS) else "bot",
        row.text,
        row.created_at,
        reply_to=row.question,
        kind=row.kind,
        buttons=tuple(row.buttons),
        aftercare=row.aftercare,
        outbox_id=row.id,
        staff=row.author,
    )


def _without_gap(entries: list[Entry], seq: int) -> list[Entry]:
    """Up to the first number that is missing: it was written after we had looked there."""
    whole = []
    for entry in entries:
        if entry.seq != seq + len(whole) + 1:
            break
        whole.append(entry)
    return whole
