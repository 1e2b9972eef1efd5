"""One good row of a clinic's file, and one fault of a bad one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, repr=False)
class ImportRow:
    """One treatment of one patient. None: the file has no such column. Its repr tells the line.

    `provider` is "" when the file has the column but this row leaves it empty.
    """

    line: int
    external_id: str
    patient_id: str
    name: str
    phone: str
    treated_on: date
    areas: frozenset[str] | None = None
    procedure: str | None = None
    provider: str | None = None

    def __repr__(self) -> str:
        return f"ImportRow(line {self.line})"


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file, where, and what to do about it."""

    file: str
    line: int
    column: str
    wrong: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.column}: {self.wrong}; {self.fix}"
