"""CSV files as they come: encodings, delimiters, broken quotation marks."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.patients.errors import ImportFileError
from bot.patients.importing.mapping import ColumnMapping
from bot.patients.importing.row import Fault
from bot.patients.importing.table import read_table

HEADER = "external_id,name,phone,treated_on"
ROW = "1,Zoë,212 555 0100,2026-11-20"


def table(tmp_path: Path, content: str | bytes, mapping: ColumnMapping | None = None):
    file = tmp_path / "export.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(file, mapping or ColumnMapping())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_usual_file_reads_the_same(tmp_path, encoding, delimiter, ending):
    """Encoding, delimiter and line ends make no difference."""
    text = ending.join([HEADER, ROW, ""]).replace(",", delimiter)
    read = table(tmp_path, text.encode(encoding))
    assert read.rows == [(2, ["1", "Zoë", "212 555 0100", "2026-11-20"])]
    assert read.places == {"external_id": 0, "name": 1, "phone": 2, "treated_on": 3}


def test_excels_hint_is_followed(tmp_path):
    """A first line `sep=;` names the delimiter and is no header."""
    read = table(tmp_path, "sep=;\r\n" + f"{HEADER}\r\n{ROW}\r\n".replace(",", ";"))
    assert [line for line, _ in read.rows] == [3]


def test_a_told_delimiter_is_not_sniffed(tmp_path):
    """The mapping's delimiter wins; a header that does not fit it is a fault."""
    with pytest.raises(ImportFileError, match=r"export\.csv:1: external_id: is not in the header"):
        table(tmp_path, f"{HEADER}\n{ROW}\n", ColumnMapping(delimiter=";"))


def test_columns_are_found_whatever_their_case_and_order(tmp_path):
    """Spaces, underscores and case do not matter; foreign columns are passed over."""
    read = table(tmp_path, "Notes,Treated On,PHONE, name ,External-ID\nx,2026-11-20,1,Ann,7\n")
    assert read.places == {"treated_on": 1, "phone": 2, "name": 3, "external_id": 4}


def test_missing_columns_are_told_together(tmp_path):
    """Every absent column is named with advice."""
    with pytest.raises(ImportFileError) as caught:
        table(tmp_path, "external_id,nam\n1,Ann\n")
    faults = str(caught.value).splitlines()
    assert len(faults) == 3
    assert "name: is not in the header; did you mean 'nam'?" in faults[2]


def test_a_mapped_column_that_is_absent_is_told(tmp_path):
    """With a mapping, even an optional column must be in the file: it was asked for."""
    names = ("external_id", "name", "phone", "treated_on", "provider")
    mapping = ColumnMapping({name: name for name in names}, all_columns_expected=True)
    with pytest.raises(ImportFileError, match="provider: is not in the header"):
        table(tmp_path, f"{HEADER}\n{ROW}\n", mapping)


def test_a_column_that_stands_twice_is_told(tmp_path):
    """Which of the two is meant is never guessed."""
    with pytest.raises(ImportFileError, match="stands twice"):
        table(tmp_path, f"{HEADER},Name\n{ROW},x\n")


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(tmp_path, content):
    """A file without a header has nothing to import."""
    with pytest.raises(ImportFileError, match="is empty"):
        table(tmp_path, content)


@pytest.mark.parametrize("content", [b"a\x81b,\xc3\x28", b"\xff\xfe\x00"])
def test_a_file_that_is_no_text_is_told(tmp_path, content):
    """Bytes in none of the known encodings."""
    with pytest.raises(ImportFileError, match="not text"):
        table(tmp_path, content)


def test_blank_rows_are_passed_over_and_lines_counted(tmp_path):
    """Empty lines and rows of empty cells are no rows, but they count as lines."""
    read = table(tmp_path, f"\n{HEADER}\n\n,,,\n{ROW}\n\n{ROW}")
    assert [line for line, _ in read.rows] == [5, 7]


def test_a_cell_may_hold_delimiters_lines_and_quotes(tmp_path):
    """A well quoted cell over two lines is one cell; the row has the line where it begins."""
    read = table(tmp_path, f'{HEADER}\n1,"A, ""B""\nC",2,3\n{ROW}\n')
    assert read.rows[0] == (2, ["1", 'A, "B"\nC', "2", "3"])
    assert read.rows[1][0] == 4


def test_empty_cells_at_the_end_are_left_out(tmp_path):
    """Spreadsheets add them; a cell with something in it is a fault."""
    read = table(tmp_path, f"{HEADER}\n{ROW},,\n{ROW},x\n1,Ann\n")
    assert read.rows[0] == (2, ROW.split(","))
    assert [str(fault).split(": ")[2].split(";")[0] for fault in read.rows[1:]] == [
        "has 5 cells where the header has 4",
        "has 2 cells where the header has 4",
    ]


@pytest.mark.parametrize(
    "broken",
    ['2,"Ann,212 555 0101,2026-11-20', '2,"Ann"x,212 555 0101,2026-11-20', '2,A,1,"2026'],
)
def test_a_forgotten_quotation_mark_swallows_no_rows(tmp_path, broken):
    """The broken line is reported; every row below it is still read."""
    rows = [ROW, broken, '3,"Bea",212 555 0102,2026-11-20', "4,Cleo,212 555 0103,2026-11-20"]
    read = table(tmp_path, "\n".join([HEADER, *rows]))
    assert isinstance(read.rows[1], Fault) and read.rows[1].line == 3
    assert [row[0] for row in (read.rows[0], *read.rows[2:])] == [2, 4, 5]


def test_a_broken_header_is_told(tmp_path):
    """Without a header no row can be read."""
    with pytest.raises(ImportFileError):
        table(tmp_path, f'"{HEADER}\n{ROW}\n')


cells = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=8)


@given(st.lists(st.lists(cells, min_size=4, max_size=4), max_size=5), st.sampled_from(",;|\t"))
def test_what_a_spreadsheet_writes_is_read_back(tmp_path_factory, rows, delimiter):
    """Any cells, written by the standard library's writer, come back unchanged."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([HEADER.split(","), *rows])
    file = tmp_path_factory.getbasetemp() / "written.csv"
    file.write_bytes(written.getvalue().encode())
    expected = [row for row in rows if any(cell.strip() for cell in row)]
    assert [cells for _, cells in read_table(file, ColumnMapping()).rows] == expected


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_clear_error(tmp_path_factory, content):
    """Nothing but ImportFileError escapes, whatever is in the file."""
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_bytes(f"{HEADER}\n".encode() + content)
    try:
        read = read_table(file, ColumnMapping())
    except ImportFileError:
        return
    assert all(isinstance(row, Fault) or len(row[1]) == 4 for row in read.rows)
