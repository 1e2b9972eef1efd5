"""The audit: every kind of tampering is found and named, and writers at once keep one chain."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.patients.audit_book import Audit, open_audit
from bot.patients.audit_chain import FIELDS, check, seal
from bot.patients.database import engine_for
from bot.patients.staff_records import Staff
from tests.patients.databases import KINDS, migrated_database

KEY = b"k" * 32
DANA = Staff("S-DANA", "Dana", "front_desk")


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return migrated_database(request.param, tmp_path)


@pytest.fixture
def audit(url: str, tmp_path: Path):
    opened = open_audit(url, KEY, tmp_path / "mark")
    yield opened
    opened.close()


def run(url: str, *statements: str) -> None:
    """What the database's owner does: the triggers are out of the way first."""
    engine = engine_for(url)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        else:
            for event in ("upd", "del"):
                connection.execute(text(f"DROP TRIGGER audit_refuses_{event}"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def fill(audit: Audit, rows: int = 10) -> None:
    for number in range(1, rows + 1):
        audit.note(DANA, "record.read", f"P-{number}", page="record")


def faults(audit: Audit) -> list[str]:
    return [str(fault) for fault in audit.verify().faults]


def test_an_untouched_audit_is_whole(audit):
    """Empty or full, nothing is found."""
    assert faults(audit) == []
    fill(audit)
    verdict = audit.verify()
    assert (verdict.rows, verdict.faults) == (10, ())


def test_rows_name_references_and_details(audit):
    """What is read back is what was noted, the newest first."""
    audit.note(DANA, "record.read", "P-1", "C-1", fields=["name"], count=2)
    audit.note("command line", "staff.add", object="S-2")
    newest, oldest = audit.entries()
    assert (newest.actor, newest.action, newest.object) == ("command line", "staff.add", "S-2")
    assert (oldest.actor, oldest.patient, oldest.object) == ("S-DANA", "P-1", "C-1")
    assert oldest.detail == {"fields": ["name"], "count": 2}
    assert [entry.seq for entry in audit.entries(patient="P-1")] == [1]


SHIFT = "UPDATE audit SET seq = -seq WHERE seq >= 5; UPDATE audit SET seq = 1 - seq WHERE seq < 0"
TAMPERING: dict[str, tuple[list[str], str]] = {
    "the actor is changed": (
        ["UPDATE audit SET actor = 'S-OTHER' WHERE seq = 4"],
        "row 4: was changed, or was put in by somebody who does not have the key",
    ),
    "the time is changed": (
        ["UPDATE audit SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 1"],
        "row 1: was changed, or was put in by somebody who does not have the key",
    ),
    "a row is deleted": (["DELETE FROM audit WHERE seq = 6"], "row 6: is missing"),
    "the first row is deleted": (["DELETE FROM audit WHERE seq = 1"], "row 1: is missing"),
    "several are deleted": (
        ["DELETE FROM audit WHERE seq IN (3, 4, 5)"],
        "row 3: to row 5 are missing",
    ),
    "a row is deleted and the gap closed": (
        ["DELETE FROM audit WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 4"],
        "row 3: holds what was written as row 4: the order was changed",
    ),
    "a row is put in": (
        [
            *SHIFT.split(";"),
            "INSERT INTO audit SELECT 5, at, 'S-OTHER', action, patient, object, detail, previous, "
            "seal FROM audit WHERE seq = 4",
        ],
        "row 5: was changed, or was put in by somebody who does not have the key",
    ),
    "a row is put at the end": (
        [
            "INSERT INTO audit SELECT 11, at, actor, action, patient, object, detail, seal, seal "
            "FROM audit WHERE seq = 10"
        ],
        "row 11: was changed, or was put in by somebody who does not have the key",
    ),
    "two change places": (
        [
            "UPDATE audit SET seq = 99 WHERE seq = 4",
            "UPDATE audit SET seq = 4 WHERE seq = 7",
            "UPDATE audit SET seq = 7 WHERE seq = 99",
        ],
        "row 4: holds what was written as row 7: the order was changed",
    ),
    "the end is cut off": (
        ["DELETE FROM audit WHERE seq > 8"],
        "row 9: to row 10 are missing: the audit was cut off here; "
        "the file beside the database knows more",
    ),
    "everything is deleted": (
        ["DELETE FROM audit"],
        "row 1: to row 10 are missing: the audit was cut off here; "
        "the file beside the database knows more",
    ),
    "the end is cut off and the head moved": (
        [
            "DELETE FROM audit WHERE seq > 8",
            "UPDATE audit_head SET seq = 8, seal = (SELECT seal FROM audit WHERE seq = 8)",
        ],
        "row 9: to row 10 are missing: the audit was cut off here; "
        "the file beside the database knows more",
    ),
    "the head is made new": (
        ["UPDATE audit_head SET seq = 0, seal = '', sealed = ''"],
        "the head of the audit was changed or removed",
    ),
    "the head is removed": (
        ["DELETE FROM audit_head"],
        "the head of the audit was changed or removed",
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found_and_the_row_named(audit, url, how):
    """By the database's owner, without triggers but without the key: the first fault names it."""
    fill(audit)
    statements, named = TAMPERING[how]
    run(url, *statements)
    assert faults(audit)[0] == named


def test_an_older_copy_of_the_whole_database_is_found_out(tmp_path):
    """Head and rows agree in it, so only the file beside the database can tell."""
    url = migrated_database("sqlite", tmp_path)
    file = Path(url.removeprefix("sqlite:///"))
    audit = open_audit(url, KEY, tmp_path / "mark")
    fill(audit, 3)
    audit.close()
    shutil.copy(file, tmp_path / "copy.db")
    fill(audit, 2)
    audit.close()
    shutil.copy(tmp_path / "copy.db", file)
    for more in ("-wal", "-shm"):
        Path(f"{file}{more}").unlink(missing_ok=True)
    assert faults(audit) == [
        "row 4: to row 5 are missing: the audit was cut off here; "
        "the file beside the database knows more"
    ]
    # Who writes on covers the number, but not with the same row.
    fill(audit, 2)
    assert faults(audit)[0].startswith("row 5: is another row than the one that the file")
    audit.close()


def test_without_the_file_the_sealed_head_tells(url):
    """What is cut off at the end is missed all the same."""
    audit = open_audit(url, KEY)
    fill(audit)
    run(url, "DELETE FROM audit WHERE seq > 8")
    assert faults(audit) == [
        "row 9: to row 10 are missing: the audit was cut off here; the sealed head knows more"
    ]
    audit.close()


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit"]
)
def test_the_database_itself_refuses(audit, url, statement):
    """Nobody changes or removes a row by accident, whatever program they use."""
    fill(audit, 2)
    engine = engine_for(url)
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert audit.verify().rows == 2


def test_writers_at_once_keep_one_chain(audit, url, tmp_path):
    """Eight writers with connections of their own: every row is there, in one order."""
    others = [open_audit(url, KEY, tmp_path / "mark") for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        numbers = [n for part in pool.map(_write_twenty, others) for n in part]
    assert sorted(numbers) == list(range(1, 161))
    verdict = audit.verify()
    assert (verdict.rows, verdict.faults) == (160, ())
    for other in others:
        other.close()


def _write_twenty(audit: Audit) -> list[int]:
    return [audit.note(DANA, "record.read", "P-1") for _ in range(20)]


def test_another_key_seals_nothing(audit, url):
    """Whoever has the database but not the secret cannot have a row believed."""
    fill(audit, 2)
    stranger = open_audit(url, b"x" * 32)
    stranger.note(DANA, "record.read", "P-9")
    stranger.close()
    assert faults(audit)[0].startswith("row 3: was changed, or was put in")


def test_a_mark_that_cannot_be_written_stops_nobody(url, tmp_path, caplog):
    """The row is stored and sealed all the same, and the fault is in the log."""
    audit = open_audit(url, KEY, tmp_path / "no-such-folder" / "mark")
    assert audit.note(DANA, "record.read", "P-1") == 1
    assert "could not be written" in caplog.text
    audit.close()


ROWS = st.lists(
    st.tuples(st.text(), st.text(min_size=1), st.none() | st.text(), st.text()), max_size=12
)


def chain_of(told: list[tuple]) -> list[dict]:
    """Rows as the audit writes them."""
    rows, previous = [], ""
    for seq, (at, actor, patient, detail) in enumerate(told, 1):
        row = dict.fromkeys(FIELDS) | {"seq": seq, "at": at, "actor": actor, "patient": patient}
        row |= {"action": "a", "detail": detail, "previous": previous}
        previous = row["seal"] = seal(KEY, row)
        rows.append(row)
    return rows


@given(ROWS, st.data())
def test_no_change_of_any_field_goes_unseen(told, data):
    """Whatever the rows hold: changed anywhere, the first fault is at that row or the gap."""
    rows = chain_of(told)
    assert check(KEY, rows).faults == ()
    if not rows:
        return
    place = data.draw(st.integers(0, len(rows) - 1))
    field = data.draw(st.sampled_from([*FIELDS[1:], "seal"]))
    value = data.draw(st.none() | st.text() | st.integers())
    if value == rows[place][field]:
        return
    changed = [dict(row) for row in rows]
    changed[place][field] = value
    assert check(KEY, changed).faults[0].seq == place + 1


@given(ROWS.filter(lambda told: len(told) > 1), st.data())
def test_no_row_can_be_taken_out_or_moved(told, data):
    """Any one removed before the end, and any two exchanged with their numbers, is found."""
    rows = chain_of(told)
    place = data.draw(st.integers(0, len(rows) - 2))
    assert check(KEY, rows[:place] + rows[place + 1 :]).faults[0].seq == place + 1
    one, other = dict(rows[place]), dict(rows[place + 1])
    one["seq"], other["seq"] = other["seq"], one["seq"]
    moved = [*rows[:place], other, one, *rows[place + 2 :]]
    assert check(KEY, moved).faults[0].seq == place + 1
