"""Web sessions: a random token that only its owner knows, and the conversation it opens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update

from bot.mailbox.book import SESSIONS, TALKS, Book
from bot.mailbox.modes import HUMAN, WAITING
from bot.mailbox.queueing import CONTACTS
from bot.mailbox.records import Visitor

IDLE = timedelta(minutes=30)
# Who asked for a person, or has one, may wait over a long weekend for the answer.
IDLE_WITH_STAFF = timedelta(days=4)


class SessionBook(Book):
    """Who speaks is decided here, by a token nobody can guess, and never by what is sent."""

    def open_session(self, patient: str | None, language: str | None) -> str:
        """Start a conversation of this patient, or of nobody known. Returns the token."""
        token, now = secrets.token_urlsafe(32), self._clock()
        conversation = f"web-{secrets.token_hex(16)}"
        with self._writing() as connection:
            talk = new_conversation(conversation, "web", patient, language, now)
            connection.execute(insert(TALKS), talk)
            row = {"token_hash": hashed(token), "conversation": conversation, "seen_at": now}
            connection.execute(insert(SESSIONS), row)
        return token

    def open_session_in(self, conversation: str) -> str | None:
        """Go on in the browser with what is said on a phone, if it is that phone's still."""
        token, now = secrets.token_urlsafe(32), self._clock()
        mine = select(CONTACTS.c.id).where(CONTACTS.c.conversation == conversation)
        with self._writing() as connection:
            if connection.execute(mine).first() is None:
                return None
            row = {"token_hash": hashed(token), "conversation": conversation, "seen_at": now}
            connection.execute(insert(SESSIONS), row)
        return token

    def visitor(self, token: str) -> Visitor | None:
        """Whose session this is; None if nobody's, or if it was idle too long.

        Nobody is idle whose question still waits: who looks for the answer must find it.
        """
        columns = (TALKS.c.patient, TALKS.c.language, SESSIONS.c.seen_at, TALKS.c.id)
        columns = (*columns, TALKS.c.waiting_since, TALKS.c.mode)
        chosen = select(*columns).join_from(SESSIONS, TALKS)
        with self._reading() as connection:
            chosen = chosen.where(SESSIONS.c.token_hash == hashed(token))
            row = connection.execute(chosen).one_or_none()
        if row is None or not still_readable(row, self._clock()):
            return None
        return Visitor(row.id, row.patient, row.language, row.seen_at)

    def touch(self, tokens: Collection[str]) -> None:
        """These sessions were used now."""
        mine = update(SESSIONS).where(SESSIONS.c.token_hash == bindparam("used"))
        used = [{"used": hashed(token)} for token in sorted(tokens)]
        with self._writing() as connection:
            connection.execute(mine.values(seen_at=self._clock()), used)

    def end_session(self, token: str) -> None:
        """Nobody can use this token any more. What was said stays, and is still answered."""
        with self._writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token_hash == hashed(token)))

    def forget_idle_sessions(self) -> None:
        """Remove the sessions that nobody can use any more."""
        with self._writing() as connection:
            now, seen = self._clock(), SESSIONS.c.seen_at
            asking = select(TALKS.c.id).where(TALKS.c.waiting_since.is_not(None))
            staffed = select(TALKS.c.id).where(TALKS.c.mode.in_((WAITING, HUMAN)))
            talk = SESSIONS.c.conversation
            over = and_(talk.not_in(staffed), seen < now - IDLE)
            over = or_(over, seen < now - IDLE_WITH_STAFF)
            connection.execute(delete(SESSIONS).where(over, talk.not_in(asking)))


def new_conversation(
    conversation: str, channel: str, patient: str | None, language: str | None, now: datetime
) -> dict:
    """The row of a conversation in which nobody has said anything yet."""
    return {
        "id": conversation,
        "channel": channel,
        "patient": patient,
        "language": language,
        "created_at": now,
        "last_seq": 0,
        "seen_seq": 0,
        "taken_seq": 0,
        "delayed": False,
        "tries": 0,
        "failures": 0,
    }


def still_readable(row, now: datetime) -> bool:
    """Whether a session (`seen_at`) of a conversation (`waiting_since`, `mode`) is still in use."""
    idle = IDLE_WITH_STAFF if row.mode in (WAITING, HUMAN) else IDLE
    return row.waiting_since is not None or now - row.seen_at <= idle


def hashed(token: str) -> str:
    """What is stored of a token. It is random and long, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
