"""YAML as plain text, lists and tables that know their line in the file.

Built on the parser's events: every value stays text (`no` is a word, `0` is a window), a
repeated key is a fault that shows both places, and neither deep nesting nor an alias can hurt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from bot.protocol.faults import Report, shorten

DEEPEST = 12

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True)
class Text:
    """A scalar, as it is written; a YAML null reads as empty."""

    text: str
    line: int


@dataclass
class Items:
    """A list."""

    line: int
    items: list[Node] = field(default_factory=list)


@dataclass
class Table:
    """A mapping: its values, and the line of each of its keys."""

    line: int
    entries: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)


Node = Text | Items | Table


def read_yaml(text: str, file: str, report: Report, pure: bool = False) -> Node | None:
    """The document in `text`; None, with a fault in the report, if it cannot be read.

    `pure` leaves out ruamel's compiled parser, as happens where that is not installed.
    """
    builder = _Builder(file, report)
    try:
        for event in YAML(typ="safe", pure=pure).parse(text):
            builder.take(event)
    except _Unreadable as stop:
        report.at(file, builder.topic()).fault(stop.line, stop.message, stop.fix)
        return None
    except YAMLError as error:
        line = _line_of(error, text)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        report.at(file).fault(line, f"this is not YAML: {problem}", _advice(problem))
        return None
    if builder.root is None:
        report.at(file).fault(1, "the file is empty", "write its content or restore it")
    return builder.root


class _Unreadable(Exception):
    def __init__(self, line: int, message: str, fix: str) -> None:
        super().__init__(message)
        self.line, self.message, self.fix = line, message, fix


class _Builder:
    """Puts the parser's events together to nodes, without recursion."""

    def __init__(self, file: str, report: Report) -> None:
        self.root: Node | None = None
        self._file = file
        self._report = report
        self._open: list[Items | Table] = []
        # For every open node the key whose value is being read; None in a list and between values.
        self._keys: list[str | None] = []

    def take(self, event: Event) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent) and self.root is not None:
            raise _Unreadable(
                line, "a second YAML document begins here", "keep one document, without '---'"
            )
        if isinstance(event, CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
            self._end_value()
        elif isinstance(event, NodeEvent):
            self._take_node(event, line)

    def topic(self) -> str:
        """What the place is about: the second key of the path, or the first one above a list."""
        if len(self._keys) < 2:
            return ""
        return self._keys[1] or self._keys[0] or ""

    def _take_node(self, event: NodeEvent, line: int) -> None:
        _refuse_machinery(event, line)
        if self._awaits_key():
            self._take_key(event, line)
        elif isinstance(event, ScalarEvent):
            plain = event.style in (None, "")
            self._place(Text("" if plain and event.value in _NULLS else event.value, line))
            self._end_value()
        elif isinstance(event, MappingStartEvent):
            self._enter(Table(line), line)
        elif isinstance(event, SequenceStartEvent):
            self._enter(Items(line), line)

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1], Table) and self._keys[-1] is None

    def _take_key(self, event: NodeEvent, line: int) -> None:
        if not isinstance(event, ScalarEvent):
            raise _Unreadable(line, "a key must be a word", "write 'key: value'")
        key, table = event.value, self._open[-1]
        assert isinstance(table, Table)
        self._keys[-1] = key
        first = table.key_lines.get(key)
        if first is None:
            table.key_lines[key] = line
        else:
            self._report.at(self._file, self.topic()).fault(
                line,
                f"the key '{shorten(key)}' is already used at {self._file}:{first}",
                "keep one of the two",
            )

    def _place(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Items):
            parent.items.append(node)
        else:
            key = self._keys[-1]
            assert key is not None
            parent.entries.setdefault(key, node)

    def _end_value(self) -> None:
        if self._keys:
            self._keys[-1] = None

    def _enter(self, node: Items | Table, line: int) -> None:
        if len(self._open) >= DEEPEST:
            raise _Unreadable(line, "this is nested too deeply", "look for a stray bracket or dash")
        self._place(node)
        self._open.append(node)
        self._keys.append(None)


def _refuse_machinery(event: NodeEvent, line: int) -> None:
    tag = getattr(event, "tag", None)
    if event.anchor is not None or tag not in (None, "!"):
        raise _Unreadable(
            line,
            "YAML anchors ('&'), aliases ('*') and tags ('!') are not used here",
            "write the value out, in quotes if it begins with such a sign",
        )


def _line_of(error: YAMLError, text: str) -> int:
    """The line to look at. A problem noticed only at the end began at the context."""
    lines = text.rstrip().split("\n")
    for mark in _marks(error):
        if mark.line < len(lines) and lines[mark.line][mark.column :].strip():
            return mark.line + 1
    return len(lines)


def _marks(error: YAMLError) -> Iterator:
    for name in ("problem_mark", "context_mark"):
        mark = getattr(error, name, None)
        if mark is not None:
            yield mark


def _advice(problem: str) -> str:
    if "tab" in problem or "cannot start any token" in problem:
        return "indent with spaces, and put text that begins with a special sign in quotes"
    if "mapping values are not allowed" in problem:
        return "put text that contains a colon in double quotes"
    return "look at the quotes, colons, brackets and indentation here"
