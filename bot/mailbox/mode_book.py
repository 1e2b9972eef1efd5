"""What the staff do in a conversation: take it, speak, hand it back, close it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.mailbox.book import INBOX, TALKS, Book
from bot.mailbox.modes import BOT, CLOSED, HUMAN, Stale, Standing
from bot.mailbox.records import STAFF, Outgoing
from bot.mailbox.rows import change, post, readable_again, say_status
from bot.mailbox.standing import entries_between, standing_of, turn_to
from bot.patients.escalation_tables import Escalation
from bot.patients.fields import storable

CALLS = Escalation.__table__


class ModeBook(Book):
    """Every act names the version it was decided on, and raises Stale if that is not the newest.

    `by` is a person of the staff by the name that patients are shown. `after` is the number of the
    last message that the person had before them; what came since then is told with Stale. Who lets
    go of a conversation must have seen all that the patient wrote to them: nobody else will answer.
    """

    def take(self, conversation: str, by: str, version: int, after: int | None = None) -> Standing:
        """From now on only this person speaks; who takes it also answers its open escalations."""
        with self._writing() as connection:
            now = self._clock()
            talk = self._current(connection, conversation, version, after)
            self._take(connection, talk, by, now)
            return standing_of(connection, conversation, now)

    def reply_as_staff(
        self, conversation: str, by: str, text: str, version: int, after: int | None = None
    ) -> Standing:
        """Say it to the patient; a conversation that nobody had is taken with the first words."""
        with self._writing() as connection:
            now = self._clock()
            talk = self._current(connection, conversation, version, after)
            self._take(connection, talk, by, now)
            message = Outgoing(storable(text), STAFF, author=by)
            post(connection, talk, None, message, STAFF, now)
            spoken = {"last_seq": talk.last_seq + 1, "seen_seq": talk.last_seq}
            change(connection, conversation, **spoken)
            readable_again(connection, conversation, now)
            return standing_of(connection, conversation, now)

    def hand_back(
        self, conversation: str, by: str, version: int, line: str, after: int | None = None
    ) -> Standing:
        """The assistant answers again; `line` says so to the patient."""
        with self._writing() as connection:
            now = self._clock()
            talk = self._current(connection, conversation, version, after)
            self._check_all_seen(connection, talk, after)
            if talk.mode == HUMAN:
                say_status(connection, talk, line, now)
            turn_to(connection, talk, BOT, by, now)
            return standing_of(connection, conversation, now)

    def close_talk(
        self, conversation: str, by: str, version: int, after: int | None = None
    ) -> Standing:
        """Nothing is left to do; when the patient writes again, the assistant answers."""
        with self._writing() as connection:
            now = self._clock()
            talk = self._current(connection, conversation, version, after)
            self._check_all_seen(connection, talk, after)
            turn_to(connection, talk, CLOSED, by, now)
            return standing_of(connection, conversation, now)

    def seen_by_staff(self, conversation: str, seq: int) -> None:
        """A person has this and all before it on their screen; the patient is shown that."""
        unseen = (TALKS.c.id == conversation, TALKS.c.seen_seq < seq, TALKS.c.last_seq >= seq)
        if not self._anything(select(TALKS.c.id).where(*unseen)):
            return
        with self._writing() as connection:
            connection.execute(update(TALKS).where(*unseen).values(seen_seq=seq))

    def _current(
        self, connection: Connection, conversation: str, version: int, after: int | None
    ) -> Any:
        chosen = select(TALKS).where(TALKS.c.id == conversation).with_for_update()
        talk = connection.execute(chosen).one_or_none()
        standing = standing_of(connection, conversation, self._clock())
        if talk.mode_version != version:
            raise Stale(standing, entries_between(connection, conversation, after))
        return talk

    def _check_all_seen(self, connection: Connection, talk: Any, after: int | None) -> None:
        seen = talk.seen_seq if after is None else after
        standing = standing_of(connection, talk.id, self._clock())
        unseen = select(INBOX.c.id).where(INBOX.c.conversation == talk.id, INBOX.c.seq > seen)
        if standing.unanswered and connection.execute(unseen.where(INBOX.c.held)).first():
            raise Stale(standing, entries_between(connection, talk.id, seen))

    def _take(self, connection: Connection, talk: Any, by: str, now: datetime) -> None:
        """What waits for the assistant waits for this person now."""
        waiting = (INBOX.c.conversation == talk.id, INBOX.c.state != "done")
        connection.execute(update(INBOX).where(*waiting).values(held=True))
        change(connection, talk.id, delayed=False)
        turn_to(connection, talk, HUMAN, by, now)
        acted_on = (CALLS.c.conversation == talk.id, CALLS.c.acknowledged_at.is_(None))
        seen = {"acknowledged_at": now, "acknowledged_by": by}
        connection.execute(update(CALLS).where(*acted_on).values(**seen))
