"""Many rows quickly: written by the database itself, past the application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timezone

from rasa.shared.core.events import Event
from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot.patients.database import engine_for
from bot.serving import history_tables

_COUNTED = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :size)"
# Numbers that exist: +1 212 200 0000 and following.
_FIRST_PHONE = 12_122_000_000


def patient_name(number: int) -> tuple[str, str]:
    """Reference and phone of the patient with this number."""
    return f"P-{number:07}", f"+{_FIRST_PHONE + number}"


def fill_patients(url: str, size: int) -> None:
    """So many patients with a treatment and a verified channel each."""
    engine = engine_for(url)
    with engine.begin() as connection:
        name, phone = _numbered(connection)
        about = {"size": size, "now": datetime.now(timezone.utc), "day": date(2026, 11, 20)}
        fixed = {**about, "now": about["now"].replace(tzinfo=None)} if _is_sqlite(url) else about
        for statement in (
            "INSERT INTO patients (reference, name, phone, created_at) "
            f"{_COUNTED} SELECT {name}, 'Someone', {phone}, :now FROM n",
            "INSERT INTO treatments (patient_reference, treated_on, procedure, areas) "
            f"{_COUNTED} SELECT {name}, :day, 'microneedling', '[\"face\"]' FROM n",
            "INSERT INTO channel_identities (patient_reference, channel, address, verified_at) "
            f"{_COUNTED} SELECT {name}, 'whatsapp', {phone}, :now FROM n",
        ):
            wanted = {key: value for key, value in fixed.items() if f":{key}" in statement}
            connection.execute(text(statement), wanted)
    _settled(engine)


def fill_conversations(url: str, size: int, events: Sequence[Event]) -> None:
    """So many conversations of one turn."""
    engine = engine_for(url)
    with engine.begin() as connection:
        history_tables.append(connection, "pattern", events)
        sender = "'c' || i"
        connection.execute(
            text(
                "INSERT INTO events (sender_id, type_name, timestamp, intent_name, action_name, "
                f"data) {_COUNTED} SELECT {sender}, type_name, timestamp, intent_name, action_name,"
                " data FROM n CROSS JOIN events WHERE sender_id = 'pattern' ORDER BY i, id"
            ),
            {"size": size},
        )
    _settled(engine)


def _numbered(connection: Connection) -> tuple[str, str]:
    if connection.dialect.name == "sqlite":
        return "printf('P-%07d', i)", f"'+' || ({_FIRST_PHONE} + i)"
    return "'P-' || lpad(i::text, 7, '0')", f"'+' || ({_FIRST_PHONE}::bigint + i)"


def _is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def _settled(engine) -> None:
    # What a database does on its own after a while; without it plans are made for an empty table.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
