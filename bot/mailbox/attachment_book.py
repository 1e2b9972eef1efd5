"""Photos, recordings and files that patients sent: to be fetched, stored, or lost for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.sql import Select

from bot.mailbox.book import INBOX, TALKS, Book
from bot.mailbox.contact_tables import AttachmentRow
from bot.mailbox.records import Outgoing
from bot.mailbox.rows import change, locked, post

_FILES = AttachmentRow.__table__
# Whoever took one and died leaves it for so long.
FETCHING = timedelta(minutes=2)
WAITING, STORED, FAILED = "waiting", "stored", "failed"


@dataclass(frozen=True, repr=False)
class Attachment:
    """One file that came with a message. `file` is the name of our encrypted copy."""

    id: int
    kind: str
    source: str
    mime: str
    state: str
    tries: int
    file: str | None
    size: int | None
    received_at: datetime
    conversation: str
    patient: str | None


class AttachmentBook(Book):
    """A file is fetched by whoever takes it, again and again until it is stored or hopeless."""

    def claim_attachment(self) -> Attachment | None:
        """The one that is due longest; nobody else takes it while it is being fetched.

        Its message was answered first: that it is lost must not be told before it was thanked for.
        """
        now = self._clock()
        due = select(_FILES.c.id).where(_FILES.c.state == WAITING, _FILES.c.due_at <= now)
        answered = select(INBOX.c.id).where(INBOX.c.state == "done")
        due = due.where(_FILES.c.inbox.in_(answered))
        due = due.order_by(_FILES.c.due_at, _FILES.c.id).limit(1)
        if not self._anything(due):
            return None
        with self._writing() as connection:
            number = connection.execute(due.with_for_update(skip_locked=True)).scalar_one_or_none()
            if number is None:
                return None
            mine = update(_FILES).where(_FILES.c.id == number)
            connection.execute(mine.values(due_at=now + FETCHING, tries=_FILES.c.tries + 1))
            return _attachment(connection.execute(_whole(number)).one())

    def keep_attachment(self, number: int, file: str, size: int) -> None:
        """It is stored under this name."""
        self._change_attachment(number, state=STORED, file=file, size=size, due_at=None)

    def attachment_later(self, number: int, after: timedelta) -> None:
        """Try again then."""
        self._change_attachment(number, due_at=self._clock() + after)

    def lose_attachment(self, attachment: Attachment, sentence: Outgoing) -> None:
        """It will never come; the patient is told, both or neither."""
        mine = update(_FILES).where(_FILES.c.id == attachment.id, _FILES.c.state == WAITING)
        with self._writing() as connection:
            if connection.execute(mine.values(state=FAILED, due_at=None)).rowcount:
                talk = locked(connection, attachment.conversation)
                post(connection, talk, None, sentence, sentence.kind, self._clock())
                change(connection, attachment.conversation, last_seq=talk.last_seq + 1)

    def attachment(self, number: int) -> Attachment | None:
        """The file with this number."""
        with self._reading() as connection:
            row = connection.execute(_whole(number)).one_or_none()
        return None if row is None else _attachment(row)

    def attachments(self, most: int = 100) -> list[Attachment]:
        """The newest first."""
        newest = _columns().order_by(_FILES.c.id.desc()).limit(most)
        with self._reading() as connection:
            return [_attachment(row) for row in connection.execute(newest)]

    def attachments_in(self, conversation: str) -> dict[int, list[Attachment]]:
        """All of a conversation by the number of the message that they came with."""
        mine = _columns().add_columns(INBOX.c.seq).where(INBOX.c.conversation == conversation)
        found: dict[int, list[Attachment]] = {}
        with self._reading() as connection:
            for row in connection.execute(mine.order_by(_FILES.c.id)):
                found.setdefault(row.seq, []).append(_attachment(row))
        return found

    def attachments_of(self, messages: Sequence[int]) -> list[int]:
        """The numbers of the files that came with these messages of the inbox."""
        mine = select(_FILES.c.id).where(_FILES.c.inbox.in_(messages)).order_by(_FILES.c.id)
        with self._reading() as connection:
            return list(connection.execute(mine).scalars())

    def _change_attachment(self, number: int, **values: object) -> None:
        with self._writing() as connection:
            connection.execute(update(_FILES).where(_FILES.c.id == number).values(**values))


def _columns() -> Select:
    chosen = select(_FILES, INBOX.c.received_at, INBOX.c.conversation, TALKS.c.patient)
    return chosen.select_from(_FILES).join(INBOX, _FILES.c.inbox == INBOX.c.id).join(
        TALKS, INBOX.c.conversation == TALKS.c.id
    )


def _whole(number: int) -> Select:
    return _columns().where(_FILES.c.id == number)


def _attachment(row) -> Attachment:
    return Attachment(
        row.id,
        row.kind,
        row.source,
        row.mime,
        row.state,
        row.tries,
        row.file,
        row.size,
        row.received_at,
        row.conversation,
        row.patient,
    )
