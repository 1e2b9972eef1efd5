"""Whole imports into real databases: twice is as once, and the report is true."""

from __future__ import annotations

import csv
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from bot.patients.errors import ImportFileError
from bot.patients.importing.mapping import FIELDS, ColumnMapping
from bot.patients.importing.run import ImportReport, import_file

TODAY = date(2026, 11, 20)
MAPPING = ColumnMapping({name: name for name in FIELDS})
HEADER = ("external_id", "patient_id", "name", "phone", "treated_on", "areas", "provider")
_sources = count(1)


def write(folder: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = HEADER) -> Path:
    file = folder / "export.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([header, *rows])
    return file


def row(number: int, **changed: str) -> tuple[str, ...]:
    usual = {
        "external_id": f"T{number}",
        "patient_id": f"P{number}",
        "name": f"Patient {number}",
        "phone": f"+1212555{number % 10000:04d}",
        "treated_on": "2026-11-18",
        "areas": "face",
        "provider": "Dr Lee",
    }
    return tuple({**usual, **changed}[name] for name in HEADER)


def run(register, file: Path, **options) -> ImportReport:
    return import_file(register, file, MAPPING, TODAY, **options)


def test_a_second_run_changes_nothing(register, tmp_path):
    """The first run adds, the second finds everything as it was, references included."""
    file = write(
        tmp_path, [row(1), row(2), row(3, patient_id="P2", name="Patient 2", phone=row(2)[3])]
    )
    assert str(run(register, file)) == "3 added, 0 updated, 0 unchanged, 0 skipped"
    before = register.patients()
    assert [len(record.treatments) for record in before] == [1, 2]
    assert str(run(register, file)) == "0 added, 0 updated, 3 unchanged, 0 skipped"
    assert register.patients() == before


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Renamed"},
        {"phone": "+12125559999"},
        {"treated_on": "2026-11-19"},
        {"areas": "eyes"},
        {"provider": ""},
        {"provider": "Dr Kim"},
    ],
)
def test_a_changed_row_updates(register, tmp_path, changed):
    """Whatever changed, the same patient has it afterwards, and nobody else."""
    run(register, write(tmp_path, [row(1), row(2)]))
    [first, second] = register.patients()
    file = write(tmp_path, [row(1, **changed), row(2)])
    assert str(run(register, file)) == "0 added, 1 updated, 1 unchanged, 0 skipped"
    assert register.patient(first.reference) != first
    assert register.patient(second.reference) == second
    assert str(run(register, file)) == "0 added, 0 updated, 2 unchanged, 0 skipped"


def test_a_treatment_can_move_to_another_patient(register, tmp_path):
    """The clinic corrected whose treatment it was: it is nobody else's any more."""
    run(register, write(tmp_path, [row(1), row(2)]))
    moved = row(1, patient_id="P2", name="Patient 2", phone=row(2)[3])
    assert run(register, write(tmp_path, [moved, row(2)])).updated == 1
    assert [len(record.treatments) for record in register.patients()] == [0, 2]


def test_columns_that_are_not_there_leave_values_alone(register, tmp_path):
    """A shorter export does not wipe areas and provider that an earlier one brought."""
    run(register, write(tmp_path, [row(1, areas="eyes")]))
    before = register.patients()
    short = write(tmp_path, [row(1)[:5]], HEADER[:5])
    assert str(run(register, short)) == "0 added, 0 updated, 1 unchanged, 0 skipped"
    assert register.patients() == before


def test_sources_do_not_mix(register, tmp_path):
    """The same ids from another source are other people."""
    file = write(tmp_path, [row(1)])
    run(register, file)
    assert run(register, file, source="branch two").added == 1
    assert len(register.patients()) == 2


def test_a_patient_added_by_hand_with_the_clinics_id_is_found(register, tmp_path):
    """`add_patient(external_id=…)` and the import speak of the same person."""
    reference = register.add_patient(
        "Patient 1", "+1212 555 0001", date(2026, 11, 18), external_id="T1"
    )
    file = write(tmp_path, [row(1, patient_id="T1")])
    run(register, file)
    assert [record.reference for record in register.patients()] == [reference]
    assert len(register.patient(reference).treatments) == 1


def test_bad_rows_are_skipped_and_good_ones_kept(register, tmp_path):
    """Rows are rejected, not files; the report counts rows, not faults."""
    file = write(tmp_path, [row(1), row(2, phone="5", name=""), row(3), row(3)])
    report = run(register, file)
    assert str(report) == "2 added, 0 updated, 0 unchanged, 2 skipped"
    assert [fault.line for fault in report.faults] == [3, 3, 5]
    assert len(register.patients()) == 2


def test_dates_out_of_time_are_refused(register, tmp_path):
    """Before 1990 and more than two years ahead of today; both edges are good."""
    dates = ["1989-12-31", "1990-01-01", "2028-11-20", "2028-11-21"]
    file = write(tmp_path, [row(n, treated_on=day) for n, day in enumerate(dates)])
    report = run(register, file)
    assert (report.added, [fault.line for fault in report.faults]) == (2, [2, 5])


def test_a_dry_run_tells_the_same_and_writes_nothing(register, tmp_path):
    """For a first import, a repeated one and a changed one the counts are those of a real run."""
    shared = {"patient_id": "P1", "name": "New name", "phone": "+12125550001"}
    # Over a thousand rows, so that one patient is met in several batches.
    first = [row(n) for n in range(1, 1201)]
    second = [row(1, **shared), *first[1:1100], *(row(n, **shared) for n in range(1201, 1204))]
    for rows in (first, first, second):
        file = write(tmp_path, rows)
        before = register.patients()
        foretold = str(run(register, file, dry_run=True))
        assert register.patients() == before
        assert str(run(register, file)) == foretold
    assert foretold == "3 added, 1 updated, 1099 unchanged, 0 skipped"


def test_ten_thousand_rows_take_few_statements(register, tmp_path):
    """The number of statements follows the batches, not the rows."""
    file = write(tmp_path, [row(number) for number in range(10_000)])
    statements = []
    seen = []
    event.listen(
        register._engine, "before_cursor_execute", lambda *args: statements.append(args[2])
    )
    report = run(register, file, progress=lambda done, total: seen.append((done, total)))
    assert report.added == 10_000
    assert len(statements) < 10 * (10_000 // 500) + 10_000 // 100
    assert seen[0] == (500, 10_000) and seen[-1] == (10_000, 10_000)
    assert run(register, file).unchanged == 10_000


def test_a_batch_that_fails_is_not_stored_in_part(register, tmp_path):
    """When the database fails in the middle, the batch leaves nothing behind."""
    file = write(tmp_path, [row(number) for number in range(5)])

    def fail(_connection, _cursor, statement, *_rest):
        if statement.startswith("INSERT INTO treatments"):
            raise OSError("the disk is full")

    event.listen(register._engine, "before_cursor_execute", fail)
    with pytest.raises(OSError, match="disk"):
        run(register, file)
    event.remove(register._engine, "before_cursor_execute", fail)
    assert register.patients() == []
    assert run(register, file).added == 5


def test_an_unreadable_file_is_told(register, tmp_path):
    """A file with none of our columns is refused as a whole."""
    with pytest.raises(ImportFileError):
        run(register, write(tmp_path, [("1", "2")], ("a", "b")))


def test_every_batch_is_one_transaction(register, tmp_path):
    """A thousand rows are two commits."""
    commits = []
    event.listen(register._engine, "commit", commits.append)
    run(register, write(tmp_path, [row(number) for number in range(1000)]))
    assert len(commits) == 2


def test_two_imports_at_once_add_each_row_once(register, tmp_path):
    """Four people start the same import together: every row is added by one of them."""
    file = write(tmp_path, [row(number) for number in range(700)])
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: run(register, file), range(4)))
    assert sum(report.added for report in reports) == 700
    assert sum(report.unchanged for report in reports) == 3 * 700
    assert len(register.patients()) == 700


def test_a_patient_of_an_import_can_be_linked_and_ruled(register, tmp_path):
    """An update keeps the reference, the verified address and the overrides."""
    run(register, write(tmp_path, [row(1)]))
    [before] = register.patients()
    register.link_channel(before.reference, "whatsapp", "address")
    register.add_override(before.reference, "makeup", 0, 3, "avoid", "Dr Lee", "open skin")
    run(register, write(tmp_path, [row(1, name="Renamed")]))
    assert register.patient_of("whatsapp", "address") == before.reference
    assert register.patient(before.reference).name == "Renamed"
    assert len(register.overrides(before.reference, TODAY)) == 1


people = st.integers(1, 4)
some_rows = st.lists(
    st.builds(
        lambda number, person, name, days, areas, broken: row(
            number,
            patient_id=f"P{person}",
            name=name,
            phone="5" if broken else f"+1212555{person:04d}",
            treated_on=str(TODAY - timedelta(days=days)),
            areas=areas,
        ),
        st.integers(1, 8),
        people,
        st.sampled_from(["Ann", "Bea", " Ann "]),
        st.integers(-800, 50),
        st.sampled_from(["face", "eyes+face", "", "ears"]),
        st.booleans(),
    ),
    max_size=12,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(some_rows, some_rows)
def test_any_file_imported_twice_is_as_once(register, tmp_path, first, second):
    """After any two files, repeating the last changes nothing, and every row is counted."""
    source = f"source {os.getpid()} {next(_sources)}"
    for rows in (first, second):
        file = write(tmp_path, rows)
        foretold = run(register, file, source=source, dry_run=True)
        report = run(register, file, source=source)
        assert str(foretold) == str(report)
        counted = report.added + report.updated + report.unchanged + report.skipped
        assert counted == len(rows)
    before = register.patients()
    again = run(register, file, source=source)
    assert (again.added, again.updated) == (0, 0)
    assert (again.unchanged, again.skipped) == (len(rows) - report.skipped, report.skipped)
    assert register.patients() == before
