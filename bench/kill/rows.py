"""Rows of a database that the service uses too: a SQLite file, or PostgreSQL by its address."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.patients.database import engine_for

REGISTER, TRACKER = "afterglow.db", "conversations.db"


def rows(place: Path | str, question: str, file: str = REGISTER) -> list[tuple]:
    """`place` is a data folder, where `file` is read, or an address, where all is in one."""
    if isinstance(place, Path):
        with closing(open_read_only(place / file)) as connection:
            return connection.execute(question).fetchall()
    engine = engine_for(place)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(question)]
    finally:
        engine.dispose()


def open_read_only(file: Path) -> sqlite3.Connection:
    """The database as it is; whoever writes to it is not held up."""
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)
