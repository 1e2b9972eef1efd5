"""Opening the database: SQLite in a file by default, PostgreSQL when the address says so."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from bot.patients.errors import DatabaseUrlError

_WAIT_MS = 10_000
_PAUSE = 0.02  # seconds
_EXAMPLES = "sqlite:////var/lib/afterglow.db or postgresql://user:password@host/database"
_LOG_NAME = "register"
# The option of a connection that will write: see `_begin`.
WRITING = "afterglow_writing"


def engine_for(url: str) -> Engine:
    """An engine for the address. Its repr, errors and logs show no password and no values."""
    address = _address(url)
    shared = {"future": True, "hide_parameters": True, "logging_name": _LOG_NAME}
    logging.getLogger(f"sqlalchemy.engine.Engine.{_LOG_NAME}").addFilter(_no_rows)
    if address.get_backend_name() == "postgresql":
        # Apart from the address, because str() of an address shows the password in it.
        secret = {"password": address.password} if address.password else {}
        public = URL.create(**{**address._asdict(), "password": None})
        return create_engine(public, pool_pre_ping=True, connect_args=secret, **shared)
    _private_file(Path(address.database))
    threads = {"check_same_thread": False, "timeout": _WAIT_MS / 1000}
    engine = create_engine(address, poolclass=QueuePool, connect_args=threads, **shared)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url.strip())
        backend = address.get_backend_name()
    except (ArgumentError, ValueError):
        # SQLAlchemy's own error repeats the address, password and all.
        raise DatabaseUrlError(f"the database address cannot be read; write {_EXAMPLES}") from None
    if backend in ("postgresql", "postgres"):
        hidden = address.query.get("password")
        if hidden is not None:
            address = address.difference_update_query(["password"]).set(password=hidden)
        return address.set(drivername="postgresql+psycopg2")
    if backend != "sqlite":
        raise DatabaseUrlError(f"{backend!r} is not a supported database; write {_EXAMPLES}")
    if address.database in (None, "", ":memory:"):
        raise DatabaseUrlError(f"a database in memory would be forgotten; write {_EXAMPLES}")
    return address.set(drivername="sqlite")


def _no_rows(entry: logging.LogRecord) -> bool:
    # At this level SQLAlchemy writes down every row it reads.
    return entry.levelno > logging.DEBUG


def _private_file(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)


def _set_up(connection: object, _record: object) -> None:
    # Without this the driver starts transactions late and a reader cannot become a writer.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
    _write_ahead(cursor)
    # With NORMAL a committed row can be lost when the power fails.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _write_ahead(cursor: object) -> None:
    # The one statement that does not wait for a lock by itself: it fails while another connection
    # makes the same switch, as when many open a new database at the same moment.
    give_up = monotonic() + _WAIT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if monotonic() > give_up:
                raise
            sleep(_PAUSE)


def _begin(connection: Connection) -> None:
    # A writer queues for the lock at once; asking for it halfway fails without waiting.
    if connection.get_execution_options().get(WRITING, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # It waits for nobody and cannot fail, so the driver's own call will do: every answer looks
        # things up several times, and SQLAlchemy's costs as much as a small look itself.
        connection.connection.execute("BEGIN")
