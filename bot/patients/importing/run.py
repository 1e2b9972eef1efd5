"""Importing one file from start to end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.patients.import_book import ImportRun
from bot.patients.importing.mapping import ColumnMapping
from bot.patients.importing.row import Fault, ImportRow
from bot.patients.importing.rows import good_rows
from bot.patients.importing.table import read_table
from bot.patients.register import Register

# Few enough that other writers get their turn, and for SQLite's limit of values in a statement.
_BATCH = 500


@dataclass
class ImportReport:
    """How many rows were added, updated, unchanged and skipped, and why they were skipped."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    faults: list[Fault] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.added} added, {self.updated} updated, "
            f"{self.unchanged} unchanged, {self.skipped} skipped"
        )


def import_file(
    register: Register,
    file: Path,
    mapping: ColumnMapping,
    today: date,
    *,
    source: str | None = None,
    phone_region: str = "US",
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportReport:
    """Bring the file's good rows into the register, in batches, and report on all of them.

    A second run of the same file changes nothing. A batch is stored whole or not at all.
    `progress` is told how many rows of how many are done. Raises ImportFileError.
    """
    table = read_table(file, mapping)
    run = ImportRun(source or mapping.source, dry_run)
    report = ImportReport()
    batch: list[ImportRow] = []

    def store() -> None:
        counts = register.import_batch(run, batch)
        report.added += counts["added"]
        report.updated += counts["updated"]
        report.unchanged += counts["unchanged"]
        batch.clear()

    for done, row in enumerate(good_rows(table, mapping, today, phone_region), start=1):
        if isinstance(row, ImportRow):
            batch.append(row)
        else:
            report.skipped += 1
            report.faults.extend(row)
        if len(batch) >= _BATCH:
            store()
        if done % _BATCH == 0:
            progress(done, len(table.rows))
    if batch:
        store()
    progress(len(table.rows), len(table.rows))
    return report
