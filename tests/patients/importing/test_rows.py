"""From cells to good rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.patients.importing.mapping import FIELDS, ColumnMapping
from bot.patients.importing.row import Fault, ImportRow
from bot.patients.importing.rows import good_rows
from bot.patients.importing.table import read_table

TODAY = date(2026, 11, 20)
WORDS = {
    "full face": frozenset({"face", "eyes"}),
    "neck and chest": frozenset({"neck", "body"}),
    "chest": frozenset({"body"}),
}
MAPPING = ColumnMapping({name: name for name in FIELDS}, area_words=WORDS)
HEADER = "external_id,patient_id,name,phone,treated_on,areas,procedure,provider"
GOOD = "7,P7,Ann Lee,212 555 0100,2026-11-20,face,RF,Dr Lee"


def rows(tmp_path: Path, *lines: str, header: str = HEADER) -> list[ImportRow | list[Fault]]:
    file = tmp_path / "export.csv"
    file.write_text("\n".join([header, *lines]), encoding="utf-8")
    return list(good_rows(read_table(file, MAPPING), MAPPING, TODAY, "US"))


def texts(tmp_path: Path, faults: list[Fault]) -> list[str]:
    return [str(fault).replace(f"{tmp_path}/", "") for fault in faults]


def test_a_good_row_is_read_whole(tmp_path):
    """Every cell in its field, tidied."""
    [row] = rows(tmp_path, "7,P7, Ann  Lee ,(212) 555-0100,2026-11-20,Face + EYES,RF,Dr Lee")
    areas = frozenset({"face", "eyes"})
    assert row == ImportRow(2, "7", "P7", "Ann Lee", "+12125550100", TODAY, areas, "RF", "Dr Lee")
    assert repr(row) == "ImportRow(line 2)"


def test_columns_that_are_not_there_say_nothing(tmp_path):
    """Without the optional columns the row has None there; the row's id is the patient's."""
    header = "external_id,first_name,last_name,phone,treated_on"
    [row] = rows(tmp_path, "7,Ann,Lee,212 555 0100,2026-11-20", header=header)
    assert (row.name, row.patient_id) == ("Ann Lee", "7")
    assert (row.areas, row.procedure, row.provider) == (None, None, None)


def test_empty_optional_cells_mean_the_usual(tmp_path):
    """An empty cell is the face, microneedling, and no provider."""
    [row] = rows(tmp_path, "7,P7,Ann Lee,212 555 0100,2026-11-20,,,")
    assert (row.areas, row.procedure, row.provider) == ({"face"}, "microneedling", "")


@pytest.mark.parametrize(
    ("cell", "areas"),
    [
        ("full face", {"face", "eyes"}),
        ("Full Face; scalp", {"face", "eyes", "scalp"}),
        ("neck and chest", {"neck", "body"}),
        ("neck and chest & face", {"neck", "body", "face"}),
        ("neck and face", {"neck", "face"}),
        ("chest|eyes/neck", {"body", "eyes", "neck"}),
        ("face face", {"face"}),
    ],
)
def test_the_clinics_words_for_areas(tmp_path, cell, areas):
    """Own words and ours, one or several, the longest word first."""
    [row] = rows(tmp_path, f"7,P7,Ann,212 555 0100,2026-11-20,{cell},,")
    assert row.areas == areas


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("ears", "'ears' is no treated area"),
        ("not face", "'not' is no treated area"),
        ("surface", "'surface' is no treated area"),
        ("eye", "'eye' is no treated area; did you mean 'eyes'?"),
        ("and", "'and' is no treated area"),
    ],
)
def test_a_word_that_means_no_area_is_told(tmp_path, cell, fault):
    """Nothing in the cell is passed over in silence."""
    [faults] = rows(tmp_path, f"7,P7,Ann,212 555 0100,2026-11-20,{cell},,")
    assert fault in str(faults[0]) and "add it to `areas`" in str(faults[0])


def test_all_faults_of_a_row_are_told(tmp_path):
    """File, line, the clinic's own name of the column, what is wrong, what to do."""
    [faults] = rows(tmp_path, ",P7,,555,1926-11-20,ears,\x07,Dr Lee")
    shown = texts(tmp_path, faults)
    assert len(shown) == 6
    assert shown[0] == "export.csv:2: external_id: is empty; fill in the external_id"
    assert shown[2].startswith("export.csv:2: phone: is too short; type it like (201) 555-0123")
    assert shown[3] == "export.csv:2: treated_on: 1926-11-20 is before 1990; check the year"


def test_a_fault_never_shows_a_name_or_number(tmp_path):
    """The line is enough to find the row; reports may be sent around."""
    [faults] = rows(tmp_path, "7,P7,Ann\x07Lee,212 555 01,2026-11-20,,,")
    assert "Ann" not in "".join(texts(tmp_path, faults)) and "212 555 01" not in str(faults)


def test_an_id_that_stands_twice_is_told(tmp_path):
    """The second row is left out even if it is the same, with the line of the first."""
    first, second = rows(tmp_path, GOOD, GOOD)
    assert isinstance(first, ImportRow)
    assert texts(tmp_path, second) == [
        "export.csv:3: external_id: is already on line 2; keep one of the two rows"
    ]


def test_a_person_may_stand_on_several_rows(tmp_path):
    """With another treatment each time and one name and number."""
    assert all(isinstance(row, ImportRow) for row in rows(tmp_path, GOOD, "8" + GOOD[1:]))


def test_one_patient_id_is_one_person(tmp_path):
    """Another name or number under a known patient id is told: it would flip at every import."""
    other = "8,P7,Bea Lee,212 555 0100,2026-11-20,face,RF,Dr Lee"
    first, second = rows(tmp_path, GOOD, other)
    assert isinstance(first, ImportRow)
    assert "patient_id: is another name or phone number on line 2" in str(second[0])


def test_a_row_that_is_no_row_is_told_in_its_place(tmp_path):
    """A broken quotation mark is a fault between two good rows."""
    kinds = [type(row) for row in rows(tmp_path, GOOD, '9,"x', "8" + GOOD[1:])]
    assert kinds == [ImportRow, list, ImportRow]
