"""Opening the database: addresses, secrets, and how SQLite is set up."""

from __future__ import annotations

import logging
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.patients.database import engine_for
from bot.patients.errors import DatabaseUnavailable, DatabaseUrlError
from bot.patients.migrate import migrate
from bot.patients.register import open_register
from tests.patients.databases import empty_database, migrated_database

PASSWORD = "hunter2secret"
WITH_PASSWORD = [
    f"postgresql://clinic:{PASSWORD}@127.0.0.1:1/register",
    f"postgres://clinic:{PASSWORD}@127.0.0.1:1/register",
    f"postgresql://clinic@127.0.0.1:1/register?password={PASSWORD}",
    f"postgresql+psycopg2://clinic:{PASSWORD}@127.0.0.1:1/register",
]


@pytest.mark.parametrize("url", WITH_PASSWORD)
def test_no_repr_shows_the_password(url):
    """Neither the engine nor the register nor the pool gives it away."""
    register = open_register(url)
    assert repr(register) == "Register(postgresql)"
    engine = engine_for(url)
    assert PASSWORD not in repr(engine) + str(engine.url) + repr(engine.url) + repr(engine.pool)


@pytest.mark.parametrize("url", WITH_PASSWORD)
def test_a_database_that_does_not_answer_is_told_without_the_password(url, caplog):
    """The failure names no secret, and neither does any line of the log."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(DatabaseUnavailable) as caught:
        migrate(url)
    assert PASSWORD not in str(caught.value) + repr(caught.value) + caplog.text
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        f"postgresql://clinic:{PASSWORD}@host:port/register",
        f"mysql://clinic:{PASSWORD}@host/register",
        f"unheard-of://clinic:{PASSWORD}@host/register",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_an_address_that_cannot_be_used_is_explained(url):
    """The error shows what to write, not what was written."""
    with pytest.raises(DatabaseUrlError, match="write sqlite:") as caught:
        engine_for(url)
    assert PASSWORD not in str(caught.value)
    assert caught.value.__cause__ is None


def test_sqlite_is_set_up_to_lose_nothing(tmp_path):
    """Write-ahead log, full synchronisation, foreign keys, and patience with a lock."""
    engine = engine_for(empty_database("sqlite", tmp_path))
    with engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }
    engine.dispose()


def test_the_sqlite_file_is_for_its_owner_only(tmp_path):
    """Nobody else on the machine can read the patients; folders are made on the way."""
    file = tmp_path / "new" / "folder" / "register.db"
    migrate(f"sqlite:///{file}")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_relative_or_driver_address_of_sqlite_works(tmp_path, monkeypatch):
    """`sqlite:///name.db` is a file in the working folder."""
    monkeypatch.chdir(tmp_path)
    migrate("sqlite+pysqlite:///here.db")
    assert (tmp_path / "here.db").exists()


def test_many_writers_at_once_lose_nothing(register):
    """Eight threads add forty patients; each is there once, whoever waited for whom."""
    with ThreadPoolExecutor(8) as pool:
        references = list(pool.map(lambda number: register.add_patient(f"P {number}"), range(40)))
    assert {record.reference for record in register.patients()} == set(references)
    assert len(set(references)) == 40


@pytest.mark.parametrize("kind_of_log", ["sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool"])
def test_no_log_shows_a_patient(kind, tmp_path, caplog, kind_of_log):
    """With every log of the database on, no name, number, word or address is in it."""
    caplog.set_level(logging.DEBUG, logger=kind_of_log)
    url = migrated_database(kind, tmp_path)
    register = open_register(url)
    ann = register.add_patient("Annabelle", "212 555 0100", external_id="id-of-ann")
    register.link_channel(ann, "whatsapp", "address-of-ann")
    register.open_escalation("emergency", "words-of-ann", ann)
    assert register.patient_of("whatsapp", "address-of-ann") == ann
    assert register.patient(ann) and register.escalations()
    register.close()
    written = caplog.text
    for canary in ("Annabelle", "5550100", "id-of-ann", "address-of-ann", "words-of-ann"):
        assert canary not in written
    assert make_url(url).database
