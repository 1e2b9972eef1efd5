"""Telling patients who of the staff has seen what they wrote: one line for each, once."""

from __future__ import annotations

from sqlalchemy import select, update

from bot.mailbox.book import TALKS, Book
from bot.mailbox.modes import BOT, WAITING, Untold
from bot.mailbox.rows import change, say_status
from bot.mailbox.standing import as_standing
from bot.patients.escalation_tables import Escalation

CALLS = Escalation.__table__


class SeenBook(Book):
    """The line and the note that it was said are one step: nobody is told twice, or never."""

    def untold(self, most: int = 50) -> list[Untold]:
        """The newest acknowledgement of each conversation whose patient does not know of it."""
        chosen = select(CALLS.c.conversation, CALLS.c.acknowledged_by, CALLS.c.acknowledged_at)
        chosen = chosen.where(CALLS.c.acknowledged_at.is_not(None), CALLS.c.told_at.is_(None))
        chosen = chosen.order_by(CALLS.c.acknowledged_at).limit(most)
        with self._reading() as connection:
            found = {row.conversation: row for row in connection.execute(chosen)}
            talks = select(TALKS.c.id, TALKS.c.language, TALKS.c.memory)
            talks = talks.where(TALKS.c.id.in_(list(found)))
            spoken = {
                row.id: (row.memory or {}).get("language") or row.language
                for row in connection.execute(talks)
            }
        return [
            Untold(talk, row.acknowledged_by, row.acknowledged_at, spoken.get(talk) or "en")
            for talk, row in found.items()
        ]

    def tell_seen(self, untold: Untold, line: str) -> bool:
        """Say it, and note that it was said. Returns whether there was anybody to read it.

        A web visitor whose session is over can never read it: then nothing is said, so that no
        line stands in a conversation as if it had been read.
        """
        with self._writing() as connection:
            now = self._clock()
            mine = (CALLS.c.conversation == untold.conversation, CALLS.c.told_at.is_(None))
            seen = (CALLS.c.acknowledged_at.is_not(None), CALLS.c.acknowledged_at <= untold.at)
            chosen = select(TALKS).where(TALKS.c.id == untold.conversation).with_for_update()
            talk = connection.execute(chosen).one_or_none()
            noted = connection.execute(update(CALLS).where(*mine, *seen).values(told_at=now))
            if talk is None or noted.rowcount == 0:
                return False
            reachable = as_standing(connection, talk, now).reachable
            if reachable:
                say_status(connection, talk, line, now)
            still = (CALLS.c.conversation == talk.id, CALLS.c.acknowledged_at.is_(None))
            calls = connection.execute(select(CALLS.c.reference).where(*still).limit(1)).first()
            if talk.mode == WAITING and calls is None:
                change(connection, talk.id, mode=BOT, mode_since=now)
            return reachable
