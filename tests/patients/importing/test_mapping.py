"""The mapping file: what it may say, and every fault told at once with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.patients.importing.mapping import (
    FIELDS,
    ColumnMapping,
    MappingError,
    load_mapping,
    missing_fields,
)

EXAMPLE = Path(bot.__file__).parent.parent / "docs" / "import-mapping.example.yml"
GOOD = """\
columns:
  Id: external_id
  Who: name
  Mobile: phone
  Date: treated_on
"""


def loaded(tmp_path: Path, text: str) -> ColumnMapping:
    file = tmp_path / "mapping.yml"
    file.write_text(text, encoding="utf-8")
    return load_mapping(file)


def faults(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(MappingError) as caught:
        loaded(tmp_path, text)
    folder = f"{tmp_path}/"
    return [str(fault).replace(folder, "") for fault in caught.value.faults]


def test_the_example_in_the_docs_is_good():
    """What a clinic copies from the documentation loads, and means what its comments say."""
    mapping = load_mapping(EXAMPLE)
    assert (mapping.source, mapping.dates, mapping.delimiter) == ("front-desk", "DMY", None)
    assert mapping.columns["Client ID"] == "patient_id"
    assert mapping.area_words["full face and eyes"] == {"face", "eyes"}


def test_the_example_names_every_field():
    """Each of our fields is explained in the example."""
    text = EXAMPLE.read_text()
    assert not [name for name in FIELDS if name not in text]


def test_the_least_that_is_needed(tmp_path):
    """Columns alone are enough; dates are ISO, the delimiter is found out."""
    mapping = loaded(tmp_path, GOOD)
    assert mapping.columns["Mobile"] == "phone"
    assert (mapping.dates, mapping.delimiter, mapping.source) == ("ISO", None, "clinic")
    assert mapping.all_columns_expected


def test_a_byte_order_mark_and_a_tab_delimiter(tmp_path):
    """A file saved by Windows, for an export separated by tabs."""
    mapping = loaded(tmp_path, "\ufeff" + GOOD + 'delimiter: "\\t"\ndates: MDY\n')
    assert (mapping.delimiter, mapping.dates) == ("\t", "MDY")


def test_area_words_ignore_case_and_spaces(tmp_path):
    """A word may mean one area or several."""
    mapping = loaded(tmp_path, GOOD + "areas:\n  Full  Face: [face, eyes]\n  Hairline: scalp\n")
    assert mapping.area_words == {"full face": {"face", "eyes"}, "hairline": {"scalp"}}


def test_all_faults_are_told_at_once_in_order(tmp_path):
    """Each with file, line, place, what is wrong and what to do."""
    text = """\
dates: DYM
zzz: red
columns:
  Id: external_ids
  Who: name
  Also who: name
areas:
  hairline: scalpp
  ears: []
delimiter: "#"
"""
    assert faults(tmp_path, text) == [
        "mapping.yml:1: dates: 'DYM' is unknown; write one of ISO, DMY, MDY",
        "mapping.yml:2: zzz: is no setting; write one of source, dates, delimiter, columns, areas",
        "mapping.yml:3: columns: external_id has no column; add a line for external_id",
        "mapping.yml:3: columns: phone has no column; add a line for phone",
        "mapping.yml:3: columns: treated_on has no column; add a line for treated_on",
        "mapping.yml:4: Id: 'external_ids' is none of our fields; did you mean 'external_id'?",
        "mapping.yml:6: Also who: name already has a column; keep one of them",
        "mapping.yml:8: hairline: 'scalpp' is not a treated area; did you mean 'scalp'?",
        "mapping.yml:9: ears: means no area; write some of face, eyes, neck, scalp, body",
        "mapping.yml:10: delimiter: '#' is unknown; write one of ',', ';', '\\t', '|'",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "mapping.yml:1: columns: is missing"),
        ("- a\n- b\n", "mapping.yml:1: columns: is missing"),
        ("source: x\n", "mapping.yml:1: columns: is missing"),
        ("columns:\n  a: 'b\n", "mapping.yml:3: mapping: cannot be read"),
        ("columns:\n  a: b\n  a: c\n", "mapping.yml:3: mapping: cannot be read"),
        ("columns: [a, b]\n", "mapping.yml:1: columns: is not a list of `word: meaning`"),
        (GOOD + "areas: face\n", "mapping.yml:6: areas: is not a list of `word: meaning`"),
        ("columns:\n  ? [a, b]\n  : c\n", "mapping.yml:"),
        ("columns: !!python/object:os.system {}\n", "mapping.yml:1: columns: "),
        ("\x00", "mapping.yml:1: "),
    ],
)
def test_a_file_of_the_wrong_shape_is_explained(tmp_path, text, fault):
    """Neither broken YAML nor the wrong shape ends in anything but a fault with a line."""
    assert faults(tmp_path, text)[0].startswith(fault)


def test_a_file_in_another_encoding_is_explained(tmp_path):
    """Bytes that are no UTF-8 are a fault too."""
    file = tmp_path / "mapping.yml"
    file.write_bytes(b"columns:\n  Pr\xe9nom: first_name\n")
    with pytest.raises(MappingError, match="save it as UTF-8"):
        load_mapping(file)


@given(text=st.text(max_size=60))
def test_any_text_is_a_mapping_or_a_list_of_faults(tmp_path_factory, text):
    """No other exception escapes, whatever is in the file."""
    file = tmp_path_factory.getbasetemp() / "any.yml"
    file.write_text("columns:\n  A: " + text, encoding="utf-8", errors="replace")
    try:
        load_mapping(file)
    except MappingError as error:
        assert error.faults


def test_a_name_may_come_in_two_parts():
    """First and last name together stand for the name; one alone does not."""
    needed = ["external_id", "phone", "treated_on"]
    assert missing_fields([*needed, "first_name", "last_name"]) == []
    assert missing_fields([*needed, "first_name"]) == ["name"]
    assert missing_fields([]) == [*needed, "name"]
