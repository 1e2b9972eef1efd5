"""Who has waited too long and must be told so, and which workers are alive to do it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.mailbox.book import TALKS, WORKERS, Book
from bot.mailbox.modes import HUMAN
from bot.mailbox.records import DELAY, Outgoing, Waiting, Work
from bot.mailbox.rows import as_work, change, locked, post, waiting


class PatienceBook(Book):
    """One honest sentence for each wait, not one for each message."""

    def late(self, after: timedelta, most: int = 50) -> list[Work]:
        """Conversations that have waited this long and were not told so yet; not leased."""
        old = TALKS.c.waiting_since < self._clock() - after
        # A person who has the conversation says by themselves how long it takes.
        untold = (TALKS.c.delayed.is_(False), TALKS.c.mode != HUMAN)
        chosen = select(TALKS).where(old, *untold).limit(most)
        with self._reading() as connection:
            talks = connection.execute(chosen.order_by(TALKS.c.waiting_since)).all()
            works = [(talk, _for_us(connection, talk.id)) for talk in talks]
        return [as_work(talk, "", messages) for talk, messages in works if messages]

    def say_late(self, work: Work, sentence: Outgoing) -> None:
        """Say it; nothing where the answer or the sentence came in the meantime."""
        try:
            with self._writing() as connection:
                talk = locked(connection, work.conversation)
                messages = _for_us(connection, work.conversation)
                if talk.delayed or not messages or messages[0].id != work.messages[0].id:
                    return
                post(connection, talk, messages[0].id, sentence, DELAY, self._clock())
                changed = {"last_seq": talk.last_seq + 1, "delayed": True}
                change(connection, work.conversation, **changed)
        except IntegrityError:
            # This very message was once apologised for, before an answer to another one.
            with self._writing() as connection:
                change(connection, work.conversation, delayed=True)

    def beat(self, worker: str) -> None:
        """This worker is alive now."""
        now = self._clock()
        with self._writing() as connection:
            mine = update(WORKERS).where(WORKERS.c.name == worker).values(seen_at=now)
            if connection.execute(mine).rowcount == 0:
                connection.execute(insert(WORKERS), {"name": worker, "seen_at": now})

    def seen(self, worker: str) -> datetime | None:
        """When this worker was last alive."""
        mine = select(WORKERS.c.seen_at).where(WORKERS.c.name == worker)
        with self._reading() as connection:
            return connection.execute(mine).scalar_one_or_none()

    def working(self, within: timedelta) -> int:
        """How many workers were alive within this time."""
        alive = WORKERS.c.seen_at > self._clock() - within
        with self._reading() as connection:
            return connection.execute(select(func.count()).where(alive)).scalar_one()


def _for_us(connection: Connection, conversation: str) -> tuple[Waiting, ...]:
    return tuple(m for m in waiting(connection, conversation, urgent=True) if not m.held)
