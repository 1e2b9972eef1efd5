"""From cells to good rows: every fault of a bad row is told, and the row is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from bot.patients.errors import FieldError
from bot.patients.fields import AREAS, did_you_mean, one_line
from bot.patients.importing.dates import treatment_date
from bot.patients.importing.mapping import ColumnMapping
from bot.patients.importing.row import Fault, ImportRow
from bot.patients.importing.table import Table
from bot.patients.phones import e164
from bot.patients.records import DEFAULT_AREAS, DEFAULT_PROCEDURE

_Value = TypeVar("_Value")
_BETWEEN_AREAS = re.compile(r"[,;/+&|]|\band\b", re.IGNORECASE)


def good_rows(
    table: Table, mapping: ColumnMapping, today: date, phone_region: str
) -> Iterator[ImportRow | list[Fault]]:
    """One item for each row of the file: the row, or all that is wrong with it."""
    reader = _RowReader(table, mapping, today, phone_region)
    for row in table.rows:
        yield [row] if isinstance(row, Fault) else reader.read(*row)


class _RowReader:
    def __init__(
        self, table: Table, mapping: ColumnMapping, today: date, phone_region: str
    ) -> None:
        self.table = table
        self.mapping = mapping
        self.today = today
        self.phone_region = phone_region
        self.area_words = {**{area: frozenset([area]) for area in AREAS}, **mapping.area_words}
        # The longest first: a clinic's own word may hold another one, and an "and".
        longest_first = sorted(map(re.escape, self.area_words), key=len, reverse=True)
        self.area_pattern = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")
        self.lines_of_ids: dict[str, int] = {}
        self.patients: dict[str, ImportRow] = {}
        self.faults: list[Fault] = []
        self.line = 0
        self.cells: list[str] = []

    def read(self, line: int, cells: list[str]) -> ImportRow | list[Fault]:
        self.line, self.cells, self.faults = line, cells, []
        external_id = self._text("external_id")
        patient_id = self._text("patient_id") if self._has("patient_id") else external_id
        row = ImportRow(
            line=line,
            external_id=external_id or "",
            patient_id=patient_id or "",
            name=self._name() or "",
            phone=self._cell("phone", lambda cell: e164(cell, self.phone_region)) or "",
            treated_on=self._cell("treated_on", self._date) or self.today,
            areas=self._cell("areas", self._areas) if self._has("areas") else None,
            procedure=self._optional("procedure", DEFAULT_PROCEDURE),
            provider=self._optional("provider", ""),
        )
        if external_id:
            self._refuse_second(external_id)
        if not self.faults:
            self._refuse_other_person(row)
        return self.faults or row

    def _refuse_second(self, external_id: str) -> None:
        first = self.lines_of_ids.setdefault(external_id, self.line)
        if first != self.line:
            self._fault("external_id", f"is already on line {first}", "keep one of the two rows")

    def _refuse_other_person(self, row: ImportRow) -> None:
        first = self.patients.setdefault(row.patient_id, row)
        if (first.name, first.phone) != (row.name, row.phone):
            wrong = f"is another name or phone number on line {first.line}"
            self._fault("patient_id", wrong, "make the two rows agree")

    def _has(self, name: str) -> bool:
        return name in self.table.places

    def _cell(self, name: str, convert: Callable[[str], _Value]) -> _Value | None:
        try:
            return convert(self.cells[self.table.places[name]])
        except FieldError as error:
            self._fault(name, error.wrong, error.fix)
            return None

    def _text(self, name: str) -> str | None:
        return self._cell(name, lambda cell: one_line(cell, self._column(name)))

    def _optional(self, name: str, when_empty: str) -> str | None:
        if not self._has(name):
            return None
        if not self.cells[self.table.places[name]].strip():
            return when_empty
        return self._text(name)

    def _name(self) -> str | None:
        if self._has("name"):
            return self._text("name")
        parts = [self.cells[self.table.places[name]] for name in ("first_name", "last_name")]
        return self._cell("last_name", lambda _: one_line(" ".join(parts), "name"))

    def _date(self, cell: str) -> date:
        return treatment_date(cell, self.mapping.dates, self.today, self._column("treated_on"))

    def _areas(self, cell: str) -> frozenset[str]:
        typed = " ".join(cell.lower().split())
        if not typed:
            return frozenset(DEFAULT_AREAS)
        known = self.area_pattern.findall(typed)
        rest = _BETWEEN_AREAS.sub(" ", self.area_pattern.sub(" ", typed)).split()
        if rest or not known:
            unknown = " ".join(rest) or typed
            fix = f"{did_you_mean(unknown, self.area_words)} or add it to `areas` in the mapping"
            raise FieldError("areas", f"{unknown[:40]!r} is no treated area", fix)
        return frozenset().union(*(self.area_words[word] for word in known))

    def _column(self, name: str) -> str:
        return self.table.header[self.table.places[name]]

    def _fault(self, name: str, wrong: str, fix: str) -> None:
        fault = Fault(self.table.file, self.line, self._column(name), wrong, fix)
        self.faults.append(fault)
