"""Conversations whose person has gone quiet: found, and handed back without losing a message."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from bot.mailbox.book import TALKS, Book
from bot.mailbox.modes import BOT, HUMAN, WAITING, Standing
from bot.mailbox.rows import FURTHEST, locked, say_status
from bot.mailbox.standing import standing_of, turn_to


class SilenceBook(Book):
    """Nobody has to remember to hand a conversation back."""

    def silent(self, after: timedelta) -> list[Standing]:
        """Conversations whose person has said nothing, and heard nothing, for so long."""
        now = self._clock()
        mine, active = TALKS.c.mode == HUMAN, TALKS.c.active_at
        ahead = mine & (active > now + FURTHEST)
        if self._anything(select(TALKS.c.id).where(ahead)):
            # The clock was put back: the silence begins now, not in the future.
            with self._writing() as connection:
                connection.execute(update(TALKS).where(ahead).values(active_at=now))
        with self._reading() as connection:
            quiet = select(TALKS.c.id).where(mine, active < now - after).order_by(active)
            found = connection.execute(quiet).scalars().all()
            return [standing_of(connection, conversation, now) for conversation in found]

    def hand_back_silent(self, quiet: Standing, line: str) -> bool:
        """The assistant answers again, unless anybody wrote or acted since; `line` says so.

        What the patient wrote and nobody answered (`unanswered`) must be the staff's task before.
        """
        with self._writing() as connection:
            now = self._clock()
            talk = locked(connection, quiet.conversation)
            if (talk.mode_version, talk.active_at) != (quiet.version, quiet.active_at):
                return False
            say_status(connection, talk, line, now)
            turn_to(connection, talk, WAITING if quiet.unanswered else BOT, None, now)
            return True
