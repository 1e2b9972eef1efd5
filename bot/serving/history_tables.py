"""Rasa's own table of events, and where the window of each conversation starts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event
from sqlalchemy import (
    Column,
    Index,
    MetaData,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.types import Integer, String, Text

from bot.serving.windowed import Start

# Rasa's, so that what it stored before is read on and its own tools can read what we store.
EVENTS: Table = SQLTrackerStore.SQLEvent.__table__
_metadata = MetaData()
STARTS = Table(
    "conversation_starts",
    _metadata,
    Column("sender_id", String(255), primary_key=True),
    Column("after", Integer, nullable=False),
    Column("slots", Text, nullable=False),
)
# The events of one conversation in their order, without sorting them each time.
_IN_ORDER = Index("ix_events_sender_id_id", EVENTS.c.sender_id, EVENTS.c.id)

# Any number that nobody else locks by.
_LOCK = 0x48697374
_HOLD = text("SELECT pg_advisory_xact_lock(:lock, hashtext(:sender))")
# Every turn runs these; a statement that is made anew costs more than its rows.
_SINCE = (EVENTS.c.sender_id == bindparam("sender")) & (EVENTS.c.id > bindparam("after"))
_EVENTS_SINCE = select(EVENTS.c.id, EVENTS.c.data).where(_SINCE).order_by(EVENTS.c.id)
_COUNT_SINCE = select(func.count()).select_from(EVENTS).where(_SINCE)
_START = select(STARTS.c.after, STARTS.c.slots).where(STARTS.c.sender_id == bindparam("sender"))
_INSERT = insert(EVENTS)

Stored = tuple[Start, Sequence[int], list[dict[str, Any]]]


def make_tables(engine: Engine) -> None:
    """Whatever is missing. Several processes may begin at once."""
    for tables in (EVENTS.metadata, _metadata):
        try:
            tables.create_all(engine)
        except (IntegrityError, OperationalError, ProgrammingError):
            # Another process was in the middle of it; this time everything is there.
            tables.create_all(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE INDEX IF NOT EXISTS {_IN_ORDER.name} ON events (sender_id, id)"
        )


def read(connection: Connection, sender: str, whole: bool = False) -> Stored:
    """The start of the window, and numbers and contents of the events since; or of all events."""
    start = Start() if whole else _start(connection, sender)
    rows = connection.execute(_EVENTS_SINCE, {"sender": sender, "after": start.after}).all()
    return start, [row.id for row in rows], [json.loads(row.data) for row in rows]


def _start(connection: Connection, sender: str) -> Start:
    found = connection.execute(_START, {"sender": sender}).first()
    return Start(found.after, json.loads(found.slots)) if found else Start()


def append(connection: Connection, sender: str, events: Sequence[Event]) -> None:
    """Store new events behind those that are there."""
    connection.execute(_INSERT, [_row(sender, event) for event in events])


def move_start(connection: Connection, sender: str, start: Start) -> None:
    """From now on the window begins there."""
    changed = {"after": start.after, "slots": json.dumps(start.slots)}
    moved = connection.execute(update(STARTS).where(STARTS.c.sender_id == sender).values(changed))
    if not moved.rowcount:
        connection.execute(insert(STARTS).values(sender_id=sender, **changed))


def hold(connection: Connection, sender: str) -> None:
    """Until this transaction ends nobody else stores anything of this conversation."""
    # With SQLite a transaction that writes has the whole database to itself.
    if connection.dialect.name == "postgresql":
        connection.execute(_HOLD, {"lock": _LOCK, "sender": sender})


def count(connection: Connection, sender: str, after: int = 0) -> int:
    """How many events of this conversation there are behind the one with this number."""
    return connection.execute(_COUNT_SINCE, {"sender": sender, "after": after}).scalar_one()


def senders(connection: Connection) -> list[str]:
    """Every conversation."""
    return list(connection.execute(select(EVENTS.c.sender_id).distinct()).scalars())


def _row(sender: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": ((data.get("parse_data") or {}).get("intent") or {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
