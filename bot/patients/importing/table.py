"""A CSV file as numbered lines of cells, whatever its encoding and delimiter."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.patients.errors import ImportFileError
from bot.patients.fields import did_you_mean
from bot.patients.importing.mapping import DELIMITERS, ColumnMapping, missing_fields
from bot.patients.importing.row import Fault

# Excel writes the delimiter into the first line of some files.
_EXCEL_HINT = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True, repr=False)
class Table:
    """`places` tells for each of our fields which cell it is; a row that is no row is a Fault."""

    file: str
    header: list[str]
    places: Mapping[str, int]
    rows: list[tuple[int, list[str]] | Fault]


def read_table(path: Path, mapping: ColumnMapping) -> Table:
    """Read the whole file. Raises ImportFileError when not a single row could be used."""
    lines = list(io.StringIO(_decode(path), newline=""))
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise ImportFileError(f"{path}:1: the file is empty; export it again")
    hint = _EXCEL_HINT.fullmatch(lines[first].strip("\r\n"))
    if hint:
        first += 1
    wanted = {_plain(column): name for column, name in mapping.columns.items()}
    delimiter = mapping.delimiter or (hint and hint[1]) or _sniff(lines[first:], wanted)
    records = _records(lines, first, delimiter)
    header_line, header = next(records, (first + 1, []))
    if header is None:
        raise ImportFileError(
            f"{path}:{header_line}: the header has a broken quotation mark; close it"
        )
    header = [cell.strip() for cell in header]
    places = _places(f"{path}:{header_line}", header, mapping, wanted)
    rows = [_row(str(path), line, cells, len(header)) for line, cells in records if cells != []]
    return Table(str(path), header, places, rows)


def _decode(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportFileError(f"{path}:1: the file is not text; save it as CSV in UTF-8")


def _sniff(lines: list[str], wanted: Mapping[str, str]) -> str:
    def score(delimiter: str) -> tuple[int, int]:
        header = next(_records(lines, 0, delimiter), (1, None))[1] or []
        return sum(_plain(cell) in wanted for cell in header), len(header)

    return max(DELIMITERS, key=score)


def _records(
    lines: list[str], start: int, delimiter: str
) -> Iterator[tuple[int, list[str] | None]]:
    """Line number (from 1) and cells of each record; None where the quotation marks are broken.

    After a broken record reading goes on at the very next line, so that one forgotten
    quotation mark does not swallow the rows below it.
    """
    width = None
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
        used = 0
        while True:
            try:
                cells = next(reader, None)
            except csv.Error:
                cells = None
                broken = True
            else:
                if cells is None:
                    return
                width = width or len(cells)
                several_lines = reader.line_num - used > 1
                broken = several_lines and len(cells) != width
            if broken:
                yield start + used + 1, None
                start += used + 1
                break
            # A row of empty cells is what spreadsheets leave below a table.
            yield start + used + 1, cells if any(cell.strip() for cell in cells) else []
            used = reader.line_num


def _places(
    where: str, header: list[str], mapping: ColumnMapping, wanted: Mapping[str, str]
) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, column in enumerate(header):
        name = wanted.get(_plain(column))
        if name is None:
            continue
        if name in places:
            raise ImportFileError(f"{where}: {column}: stands twice in the header; rename one")
        places[name] = place
    if mapping.all_columns_expected:
        absent = [column for column, name in mapping.columns.items() if name not in places]
        advice = "or correct the mapping"
    else:
        absent = missing_fields(places)
        advice = "or write a mapping file and give it with --mapping"
    if absent:
        faults = [
            f"{where}: {column}: is not in the header; {did_you_mean(column, header)} {advice}"
            for column in absent
        ]
        raise ImportFileError("\n".join(faults))
    return places


def _row(
    file: str, line: int, cells: list[str] | None, width: int
) -> tuple[int, list[str]] | Fault:
    if cells is None:
        return Fault(file, line, "row", "has a broken quotation mark", "close it or double it")
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != width:
        wrong = f"has {len(cells)} cells where the header has {width}"
        return Fault(file, line, "row", wrong, "put quotation marks around a cell with a delimiter")
    return line, cells


def _plain(column: str) -> str:
    return re.sub(r"[\s_-]+", " ", column).strip().lower()
