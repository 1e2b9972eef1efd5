"""Tests of bot/protocol/reading/fields.py."""

from __future__ import annotations

import pytest

from bot.protocol.faults import Report
from bot.protocol.model import Window
from bot.protocol.reading.fields import Fields
from bot.protocol.reading.yaml_lines import read_yaml

REQUIRED = ("days", "words")
OPTIONAL = ("names", "areas")


def open_fields(text: str) -> tuple[Fields, Report]:
    """The fields of a table, and the report its faults go to."""
    report = Report()
    node = read_yaml(text, "x.yml", report)
    assert node is not None
    return Fields(node, 1, report.at("x.yml", "makeup"), REQUIRED, OPTIONAL), report


def messages(report: Report) -> list[str]:
    """The faults as printed."""
    return [str(fault) for fault in report.faults]


def test_a_whole_table_is_read_without_a_fault() -> None:
    """Text, window, list and word come out as they should, with their lines."""
    fields, report = open_fields(
        "days: 2-7\nwords: ' Words. '\nnames:\n  - a\n  - b\nareas: eyes\n"
    )
    assert fields.window("days") == Window(2, 7)
    assert fields.text("words") == "Words."
    assert fields.texts("names") == ("a", "b")
    assert fields.one_of("areas", ("eyes", "not eyes")) == "eyes"
    assert (fields.sound, messages(report)) == (True, [])
    assert (fields.lines["words"], fields.lines["names/1"], fields.lines[""]) == (2, 5, 1)


def test_what_is_absent_is_none() -> None:
    """An optional key that is not there is no fault."""
    fields, report = open_fields("days: 0\nwords: Words.\n")
    assert (fields.texts("names"), fields.text("areas")) == (None, None)
    assert fields.items("names") is None
    assert list(fields.tables("names")) == []
    assert messages(report) == []


def test_an_unknown_key_offers_what_was_meant() -> None:
    """The key that was meant is not also reported as missing."""
    fields, report = open_fields("days: 0\nwrods: Words.\n")
    assert messages(report) == ["x.yml:2: makeup: unknown key 'wrods'. Did you mean 'words'?"]
    assert not fields.sound


def test_a_far_off_key_shows_the_known_ones() -> None:
    """Where nothing is near, the list of keys helps."""
    _, report = open_fields("days: 0\nwords: Words.\nzzz: 1\n")
    assert messages(report) == [
        "x.yml:3: makeup: unknown key 'zzz'; use one of days, words, names, areas"
    ]


def test_a_missing_key_is_reported() -> None:
    """A required key that is not there is a fault at the table."""
    _, report = open_fields("days: 0\n")
    assert messages(report) == ["x.yml:1: makeup: the key 'words' is missing; add 'words:'"]


def test_a_list_where_keys_belong_is_reported() -> None:
    """Something that is no table is one fault, and reads as empty."""
    fields, report = open_fields("- a\n")
    assert messages(report) == ["x.yml:1: makeup: keys are expected here; write days, words"]
    assert fields.text("words") is None


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("words:", "'words' is empty; write it or delete the key"),
        ("words: '  '", "'words' is empty; write it or delete the key"),
        ("words: [a]", "'words' must be text; write it as one sentence or word"),
        ("words: {a: b}", "'words' must be text; write it as one sentence or word"),
    ],
)
def test_text_must_be_there(line: str, fault: str) -> None:
    """Empty text and other shapes are faults at the key."""
    fields, report = open_fields(f"days: 0\n{line}\n")
    assert fields.text("words") is None
    assert messages(report) == [f"x.yml:2: makeup: {fault}"]


def test_a_window_written_as_nonsense_shows_the_grammar() -> None:
    """The fault says what was written and how to write it."""
    fields, report = open_fields("words: Words.\ndays: soon\n")
    assert fields.window("days") is None
    assert messages(report) == [
        "x.yml:2: makeup: 'soon' is not a window of days; "
        "write before, N, N-M, N+ or any, in days (0 is the day of the treatment)"
    ]


@pytest.mark.parametrize("value", ["a", "{a: b}", "[]"])
def test_a_list_must_be_a_list(value: str) -> None:
    """One word or an empty list where items belong is a fault at the key."""
    fields, report = open_fields(f"days: 0\nwords: Words.\nnames: {value}\n")
    assert fields.texts("names") is None
    assert messages(report) == [
        "x.yml:3: makeup: 'names' must be a list; write one '- item' per line"
    ]


def test_an_empty_item_is_reported_at_its_own_line() -> None:
    """Each item of a list has its own line."""
    fields, report = open_fields("days: 0\nwords: Words.\nnames:\n  - a\n  -\n")
    assert fields.texts("names") is None
    assert messages(report) == [
        "x.yml:5: makeup: 'an item of names' is empty; write it or delete the key"
    ]


def test_a_word_outside_the_list_is_reported() -> None:
    """A closed list takes nothing else."""
    fields, report = open_fields("days: 0\nwords: Words.\nareas: eyse\n")
    assert fields.one_of("areas", ("eyes", "not eyes")) is None
    assert messages(report) == ["x.yml:3: makeup: unknown areas 'eyse'. Did you mean 'eyes'?"]
