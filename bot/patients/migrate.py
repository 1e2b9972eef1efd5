"""Bringing a database up to date, from code: there is no alembic.ini."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from bot.patients.database import WRITING, engine_for
from bot.patients.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

# Its own name, so that other parts can keep their migrations in the same database.
VERSION_TABLE = "patients_migrations"
_FOLDER = Path(__file__).resolve().parent / "migrations"
_LOCK = 0x41667465  # any number that nobody else uses


def migrate(url: str) -> None:
    """Create or upgrade the register's tables. Safe to call at any time, by many at once.

    Raises DatabaseUrlError or DatabaseUnavailable.
    """
    # Here and below: 9 MB that processes which only read and write need not carry.
    from alembic import command

    engine = engine_for(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _let_tables_be_rebuilt)
    try:
        with engine.execution_options(**{WRITING: True}).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            command.upgrade(migration_config(connection), "head")
            _check_keys(connection)
    except OperationalError as error:
        # The driver's words name the host, the user or the lock, and never a password.
        raise DatabaseUnavailable(f"the database cannot be used: {error.orig}".strip()) from None
    finally:
        engine.dispose()


def _let_tables_be_rebuilt(connection: object, _record: object) -> None:
    # SQLite changes a table by copying it and dropping the old one; with its keys in force, that
    # would delete every row of other tables that points there.
    connection.execute("PRAGMA foreign_keys = OFF")


def _check_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            # Raised inside the transaction: the database stays as it was.
            raise DatabaseUnavailable(f"a row of {broken[0]!r} points to nothing in {broken[2]!r}")


def migration_config(connection: Connection) -> Config:
    """Alembic's configuration; it carries an open connection, never an address."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = VERSION_TABLE
    return config
