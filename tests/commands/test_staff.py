"""`afterglow staff` as somebody types it, and what the command line leaves in the audit."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.patients.staff_register import open_staff_register
from bot.settings import Settings
from bot.staff.passwords import is_right
from tests.patients.databases import migrated_database

RUNNER = CliRunner()


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = migrated_database("sqlite", tmp_path)
    monkeypatch.setenv("AFTERGLOW_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("AFTERGLOW_DATABASE_URL", url)
    return url


def run(*words: str) -> str:
    done = RUNNER.invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def add(login: str = "dana", role: str = "admin") -> str:
    shown = run("staff", "add", login, "--name", "Dana", "--role", role)
    return shown.splitlines()[-1]


def test_the_first_admin_comes_from_the_command_line(database):
    """A one-time password is printed; the account has it, and the list shows no secret."""
    password = add()
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", password)
    accounts = open_staff_register(database)
    account = accounts.staff_with_login("dana")
    assert is_right(account.password_hash, password)
    accounts.close()
    listed = run("staff", "list")
    assert "has not logged in yet" in listed
    assert password not in listed and "argon2" not in listed


def test_reset_and_disable(database):
    """A reset gives another password; a disabled account says so."""
    first = add()
    second = run("staff", "reset", "dana").splitlines()[-1]
    assert first != second
    run("staff", "disable", "dana")
    assert "disabled" in run("staff", "list")


@pytest.mark.parametrize(
    "words, code, said",
    [
        (("add", "Dana Lee", "--name", "D", "--role", "admin"), 2, "login"),
        (("add", "dana", "--name", "D", "--role", "boss"), 2, "role"),
        (("add", "kim", "--name", " ", "--role", "admin"), 2, "name"),
        (("add", "taken", "--name", "D", "--role", "admin"), 1, "already"),
        (("disable", "nobody"), 1, "staff list"),
        (("reset", "nobody"), 1, "staff list"),
    ],
)
def test_what_is_wrong_is_one_clear_line(database, words, code, said):
    """And the exit code says whether it was a slip or a failure."""
    add("taken")
    done = RUNNER.invoke(app, ["staff", *words])
    assert done.exit_code == code
    assert said in done.output and "Traceback" not in done.output


def test_the_audit_is_verified_and_a_tampered_row_named(database, tmp_path):
    """Whole, it says how many rows; changed behind our back, which one, with exit code 1."""
    add()
    add("kim", "clinician")
    assert run("staff", "audit", "verify").strip() == "2 rows, all as they were written"
    connection = sqlite3.connect(database.removeprefix("sqlite:///"))
    with connection:
        connection.execute("DROP TRIGGER audit_refuses_upd")
        connection.execute("UPDATE audit SET actor = 'S-OTHER' WHERE seq = 2")
    connection.close()
    done = RUNNER.invoke(app, ["staff", "audit", "verify"])
    assert done.exit_code == 1
    assert done.output.startswith("row 2: was changed")


def test_commands_about_patients_are_in_the_audit(database):
    """Adding, listing, showing and linking name who did it and whose record it was."""
    given = ("--name", "Ann Lee", "--phone", "212-555-0123", "--treated-on", "2026-11-20")
    reference = run("patients", "add", *given).strip()
    run("patients", "list")
    run("patients", "show", reference)
    run("patients", "link", reference)
    shown = run("staff", "audit", "show")
    rows = shown.splitlines()[1:]
    actions = [re.search(r"records?\.\w+", row)[0] for row in rows]
    assert actions == ["record.link", "record.read", "records.list", "record.add"]
    assert [reference in row for row in rows] == [True, True, False, True]
    assert all("command line (" in row for row in rows)
    for private in ("Ann", "Lee", "2125550123"):
        assert private not in shown
    assert run("staff", "audit", "show", "--patient", reference).count(reference) == 3
    assert Settings.from_env().register_url == database
