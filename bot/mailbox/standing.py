"""Reading how a conversation stands for the staff, inside a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.mailbox.book import INBOX, OUTBOX, SESSIONS, TALKS
from bot.mailbox.history_book import entries_since
from bot.mailbox.modes import HUMAN, Standing
from bot.mailbox.records import STAFF, Entry, UnknownConversation
from bot.mailbox.rows import change
from bot.mailbox.session_book import still_readable

# What a person is shown of what came in between, when nobody knows what they had seen.
MOST_BETWEEN = 20


def standing_of(connection: Connection, conversation: str, now: datetime) -> Standing:
    """Raises UnknownConversation."""
    talk = connection.execute(select(TALKS).where(TALKS.c.id == conversation)).one_or_none()
    if talk is None:
        raise UnknownConversation("there is no such conversation")
    return as_standing(connection, talk, now)


def as_standing(connection: Connection, talk: Any, now: datetime) -> Standing:
    """From the conversation's row."""
    spoken = select(func.max(OUTBOX.c.seq)).where(OUTBOX.c.conversation == talk.id)
    spoken = connection.execute(spoken.where(OUTBOX.c.kind == STAFF)).scalar_one() or 0
    unheard = (INBOX.c.conversation == talk.id, INBOX.c.held, INBOX.c.seq > spoken)
    # Danger had its answer; whoever took the conversation still reads it there.
    unheard = select(INBOX.c.id).where(*unheard, INBOX.c.answered_by.is_(None)).limit(1)
    return Standing(
        conversation=talk.id,
        channel=talk.channel,
        patient=talk.patient,
        language=(talk.memory or {}).get("language") or talk.language or "en",
        mode=talk.mode,
        since=talk.mode_since,
        by=talk.mode_by,
        version=talk.mode_version,
        last_seq=talk.last_seq,
        seen_seq=talk.seen_seq,
        active_at=talk.active_at,
        reachable=_reachable(connection, talk, now),
        unanswered=connection.execute(unheard).first() is not None,
    )


def entries_between(
    connection: Connection, conversation: str, after: int | None
) -> tuple[Entry, ...]:
    """What was said after this number; without one, the newest."""
    if after is None:
        last = select(TALKS.c.last_seq).where(TALKS.c.id == conversation)
        after = max(0, connection.execute(last).scalar_one() - MOST_BETWEEN)
    return tuple(entries_since(connection, conversation, after))


def _reachable(connection: Connection, talk: Any, now: datetime) -> bool:
    """On the web only an open session reads an answer; elsewhere the channel delivers it."""
    if talk.channel != "web":
        return True
    sessions = select(SESSIONS.c.seen_at, TALKS.c.waiting_since, TALKS.c.mode)
    sessions = sessions.join_from(SESSIONS, TALKS).where(SESSIONS.c.conversation == talk.id)
    return any(still_readable(row, now) for row in connection.execute(sessions))


def turn_to(connection: Connection, talk: Any, mode: str, by: str | None, now: datetime) -> None:
    """From now on this mode holds, and whoever acts on an older version is refused."""
    same = talk.mode == mode and talk.mode_by == by
    change(
        connection,
        talk.id,
        mode=mode,
        mode_by=by if mode == HUMAN else None,
        mode_since=talk.mode_since if same else now,
        mode_version=talk.mode_version + 1,
        active_at=now,
    )
