"""Storing what arrives: many messages in one transaction, each at most once for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from bot.mailbox.bursts import due_after
from bot.mailbox.contact_tables import AttachmentRow
from bot.mailbox.modes import BOT, CLOSED, HUMAN
from bot.mailbox.records import Accepted, Arrival, UnknownConversation
from bot.mailbox.tables import ConversationRow, InboxRow

_TALKS = ConversationRow.__table__
_INBOX = InboxRow.__table__
_FILES = AttachmentRow.__table__
# Databases limit how many values one statement may name.
MOST_AT_ONCE = 200


def store(
    connection: Connection, arrivals: Sequence[Arrival], now: datetime
) -> list[Accepted | UnknownConversation]:
    """One outcome an arrival, in their order. The caller commits: until then nothing is accepted.

    Conversations are locked first and in one order, so that two writers neither give a number
    twice nor wait for each other in a circle.
    """
    talks = _lock(connection, sorted({arrival.conversation for arrival in arrivals}))
    stored = seen_before(connection, (arrival.external_id for arrival in arrivals))
    known = {key: seq for key, (_, seq) in stored.items()}
    rows, outcomes = [], []
    for arrival in arrivals:
        talk = talks.get(arrival.conversation)
        key = (arrival.channel, arrival.external_id)
        if talk is None:
            outcomes.append(UnknownConversation("there is no such conversation"))
        elif key in known:
            outcomes.append(Accepted(arrival.conversation, known[key], again=True))
        else:
            talk["last_seq"] += 1
            talk["changed"] = True
            if not arrival.silent:
                if not arrival.urgent:
                    due = (now, arrival.whole, talk["due_at"], talk["waiting_since"])
                    talk["due_at"] = due_after(*due)
                talk["waiting_since"] = talk["waiting_since"] or now
            known[key] = talk["last_seq"]
            _note_mode(talk, now)
            rows.append(_row(arrival, talk["last_seq"], now, held=talk["mode"] == HUMAN))
            outcomes.append(Accepted(arrival.conversation, talk["last_seq"]))
    if rows:
        connection.execute(insert(_INBOX), rows)
        _keep_files(connection, arrivals, now)
        connection.execute(_ADVANCE, [_advance(t) for t in talks.values() if t["changed"]])
    return outcomes


def seen_before(
    connection: Connection, ids: Iterable[str]
) -> dict[tuple[str, str], tuple[str, int]]:
    """Conversation and number of what is already stored, by channel and id."""
    columns = (_INBOX.c.channel, _INBOX.c.external_id, _INBOX.c.conversation, _INBOX.c.seq)
    wanted, known = sorted(set(ids)), {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        part = wanted[start : start + MOST_AT_ONCE]
        chosen = select(*columns).where(_INBOX.c.external_id.in_(part))
        for channel, external_id, talk, seq in connection.execute(chosen):
            known[channel, external_id] = (talk, seq)
    return known


_ADVANCE = (
    update(_TALKS)
    .where(_TALKS.c.id == bindparam("talk"))
    .values(
        last_seq=bindparam("seq"),
        due_at=bindparam("due"),
        waiting_since=bindparam("waiting"),
        mode=bindparam("now_mode"),
        mode_since=bindparam("since"),
        mode_by=bindparam("by"),
        active_at=bindparam("active"),
    )
)


def _advance(talk: dict) -> dict:
    return {
        "talk": talk["id"],
        "seq": talk["last_seq"],
        "due": talk["due_at"],
        "waiting": talk["waiting_since"],
        "now_mode": talk["mode"],
        "since": talk["mode_since"],
        "by": talk["mode_by"],
        "active": talk["active_at"],
    }


def _note_mode(talk: dict, now: datetime) -> None:
    """Who writes again after the end talks to the assistant; who talks to a person keeps them."""
    if talk["mode"] == HUMAN:
        talk["active_at"] = now
    elif talk["mode"] == CLOSED:
        talk["mode"], talk["mode_since"], talk["mode_by"] = BOT, now, None


def _lock(connection: Connection, ids: Sequence[str]) -> dict[str, dict]:
    columns = (_TALKS.c.id, _TALKS.c.last_seq, _TALKS.c.due_at, _TALKS.c.waiting_since)
    columns += (_TALKS.c.mode, _TALKS.c.mode_since, _TALKS.c.mode_by, _TALKS.c.active_at)
    found = {}
    for start in range(0, len(ids), MOST_AT_ONCE):
        part = ids[start : start + MOST_AT_ONCE]
        chosen = select(*columns).where(_TALKS.c.id.in_(part))
        chosen = chosen.order_by(_TALKS.c.id).with_for_update()
        for row in connection.execute(chosen).mappings():
            found[row["id"]] = {**row, "changed": False}
    return found


def _keep_files(connection: Connection, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Note what is to be fetched. Only what was stored just now can have no files yet."""
    for arrival in arrivals:
        if not arrival.files:
            continue
        mine = (_INBOX.c.channel == arrival.channel, _INBOX.c.external_id == arrival.external_id)
        inbox = connection.execute(select(_INBOX.c.id).where(*mine)).scalar_one_or_none()
        noted = select(_FILES.c.id).where(_FILES.c.inbox == inbox)
        if inbox is None or connection.execute(noted).first() is not None:
            continue
        rows = [
            {"inbox": inbox, "kind": file.kind, "source": file.source, "mime": file.mime}
            for file in arrival.files
        ]
        shared = {"state": "waiting", "tries": 0, "due_at": now}
        connection.execute(insert(_FILES), [{**row, **shared} for row in rows])


def _row(arrival: Arrival, seq: int, now: datetime, held: bool) -> dict:
    return {
        "channel": arrival.channel,
        "external_id": arrival.external_id,
        "conversation": arrival.conversation,
        "seq": seq,
        "text": arrival.text,
        "says": arrival.says,
        "whole": arrival.whole,
        "state": _state(arrival),
        "received_at": now,
        "kind": arrival.kind,
        "sent_at": arrival.sent_at,
        "held": held,
    }


def _state(arrival: Arrival) -> str:
    if arrival.silent:
        return "done"
    return "urgent" if arrival.urgent else "waiting"
