"""Tests of bot/protocol/reading/yaml_lines.py; each runs with both of ruamel's parsers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.protocol.faults import Report
from bot.protocol.reading.yaml_lines import Items, Node, Table, Text, read_yaml

Read = Callable[[str], tuple[Node | None, list[str]]]


@pytest.fixture(params=[False, True], ids=["compiled", "pure"])
def read(request: pytest.FixtureRequest) -> Read:
    """Reads YAML, and gives the node with the faults as printed."""

    def reader(text: str) -> tuple[Node | None, list[str]]:
        report = Report()
        node = read_yaml(text, "x.yml", report, pure=request.param)
        return node, [str(fault) for fault in report.faults]

    return reader


def test_every_value_and_key_knows_its_line(read: Read) -> None:
    """Lines count from 1, in lists and tables alike."""
    node, faults = read("# a comment\none: 1\n\ntwo:\n  - a\n  - b: c\n")
    assert faults == []
    assert isinstance(node, Table)
    assert node.key_lines == {"one": 2, "two": 4}
    assert node.entries["one"] == Text("1", 2)
    two = node.entries["two"]
    assert isinstance(two, Items)
    assert two.items == [Text("a", 5), Table(6, {"b": Text("c", 6)}, {"b": 6})]


@pytest.mark.parametrize("word", ["no", "on", "0", "1-3", "7+", "2020-01-01", "1e3", "0x10"])
def test_values_stay_as_they_are_written(read: Read, word: str) -> None:
    """A name like "no" is a word, not a truth value."""
    node, _ = read(f"a: {word}")
    assert isinstance(node, Table)
    assert node.entries["a"] == Text(word, 1)


def test_a_null_is_empty_unless_it_is_quoted(read: Read) -> None:
    """Nothing, ~ and null hold no text; a quoted "null" is a word."""
    node, _ = read("a:\nb: ~\nc: null\nd: 'null'\n")
    assert isinstance(node, Table)
    assert [value.text for value in node.entries.values()] == ["", "", "", "null"]


def test_a_repeated_key_shows_both_places(read: Read) -> None:
    """The first value stands, the second place is the fault."""
    node, faults = read("rules:\n  makeup:\n    words: a\n    days: 0\n    words: b\n")
    assert faults == [
        "x.yml:5: makeup: the key 'words' is already used at x.yml:3; keep one of the two"
    ]
    assert isinstance(node, Table)
    makeup = node.entries["rules"].entries["makeup"]
    assert makeup.entries["words"] == Text("a", 3)


def test_all_repeated_keys_are_reported(read: Read) -> None:
    """One repeated key does not hide another, at any depth."""
    _, faults = read("a: 1\na: 2\nb:\n  - {c: 1, c: 2}\n")
    assert [fault.split(";")[0] for fault in faults] == [
        "x.yml:2: the key 'a' is already used at x.yml:1",
        "x.yml:4: b: the key 'c' is already used at x.yml:4",
    ]


@pytest.mark.parametrize(
    ("text", "line", "fix"),
    [
        ("a: 1\n\tb: 2\n", 2, "indent with spaces"),
        ("\ta: 1\n", 1, "indent with spaces"),
        ("a: 1\nb: one: two\n", 2, "put text that contains a colon in double quotes"),
        ("a: 1\nb: [1, 2\n", 2, "look at the quotes"),
        ("a: 1\nb: 'open\n", 2, "look at the quotes"),
        ("a: 1\nb: @x\n", 2, "indent with spaces, and put text that begins with a special sign"),
        ("a: 1\n}\n", 2, "look at the quotes"),
    ],
)
def test_broken_yaml_is_one_fault_with_its_line(read: Read, text: str, line: int, fix: str) -> None:
    """Whatever the parser stumbles over, the fault points to the line to look at."""
    node, faults = read(text)
    assert node is None
    assert len(faults) == 1
    assert faults[0].startswith(f"x.yml:{line}: this is not YAML")
    assert fix in faults[0]


@pytest.mark.parametrize("text", ["", "  \n", "# only a comment\n"])
def test_an_empty_file_is_a_fault(read: Read, text: str) -> None:
    """A file without content says so."""
    node, faults = read(text)
    assert node is None
    assert faults == ["x.yml:1: the file is empty; write its content or restore it"]


@pytest.mark.parametrize("text", ["a: &x 1\nb: *x", "a: 1\nb: !!int 1", "a: 1\nb: !thing {}"])
def test_anchors_aliases_and_tags_are_refused(read: Read, text: str) -> None:
    """The machinery of YAML that can build loops or objects has no place in the content."""
    node, faults = read(text)
    assert node is None
    assert len(faults) == 1
    assert "are not used here" in faults[0]


def test_a_second_document_is_refused(read: Read) -> None:
    """What stands after '---' would otherwise be lost in silence."""
    _, faults = read("a: 1\n---\nb: 2\n")
    assert len(faults) == 1
    assert "a second YAML document begins here" in faults[0]


def test_a_key_must_be_a_word(read: Read) -> None:
    """A list as a key is refused."""
    _, faults = read("? [a]\n: b\n")
    assert faults == ["x.yml:1: a key must be a word; write 'key: value'"]


@pytest.mark.parametrize("sign", ["[", "- ", "{a: "])
def test_endless_nesting_is_refused_early(read: Read, sign: str) -> None:
    """A thousand brackets are a fault like any other, not a crash."""
    node, faults = read(sign * 1000)
    assert node is None
    assert len(faults) == 1
    assert faults[0].endswith("this is nested too deeply; look for a stray bracket or dash")


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=60))
def test_any_text_gives_a_node_or_a_fault(text: str) -> None:
    """No text makes the reader raise."""
    report = Report()
    assert (read_yaml(text, "x.yml", report) is not None) or report.faults
    assert all(1 <= fault.line <= len(text.splitlines()) + 1 for fault in report.faults)
