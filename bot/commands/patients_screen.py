"""How the patients' commands show tables and progress."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from bot.patients.records import OverrideRecord, PatientRecord

# Where nobody looks at a screen, a line should not be folded.
_WIDE = 250


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on standard output. Cells are shown as they are, never read as markup."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDE)
    table = Table(*header, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text(_harmless(cell), overflow="fold") for cell in row))
    console.print(table)


def _harmless(cell: str) -> str:
    return "".join("?" if unicodedata.category(sign) == "Cc" else sign for sign in cell)


def print_patient(patient: PatientRecord, overrides: Iterable[OverrideRecord], today: date) -> None:
    """Everything the bot goes by for one patient, as tables."""
    print_table(
        ("Reference", "Name", "Phone", "Clinic's id"),
        [(patient.reference, patient.name, patient.phone or "", patient.external_id or "")],
    )
    treatments = [
        (
            str(treatment.treated_on),
            str((today - treatment.treated_on).days),
            treatment.procedure,
            ", ".join(sorted(treatment.areas)),
            treatment.provider or "",
        )
        for treatment in patient.treatments
    ]
    if treatments:
        print_table(("Treated on", "Day", "Procedure", "Areas", "Provider"), treatments)
    rulings = [
        (
            override.topic,
            days_in_words(override.first_day, override.last_day),
            override.verdict,
            override.signed_by,
            override.reason,
            "" if override.expires is None else str(override.expires),
        )
        for override in overrides
    ]
    if rulings:
        print_table(("Topic", "Days", "Verdict", "Signed by", "Reason", "Expires"), rulings)


def days_in_words(first: int | None, last: int | None) -> str:
    """A run of days after treatment; None is open."""
    if first is None and last is None:
        return "any"
    if first is None or last is None:
        return f"up to {last}" if first is None else f"{first}+"
    return str(first) if first == last else f"{first} to {last}"


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, only while somebody watches; call it with (done, total)."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
