"""Reads topics.yml, flags.yml, sources.yml and phrases.yml: tables of named entries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.protocol.faults import Place, Report
from bot.protocol.model import RedFlag, Topic
from bot.protocol.reading.draft import Draft, Entry, Placed, Source
from bot.protocol.reading.fields import Fields
from bot.protocol.reading.yaml_lines import Node, Table, Text
from bot.protocol.vocabulary import KINDS, LEVELS

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ADDRESS = re.compile(r"https?://\S+")


def read_topics(root: Table, file: str, report: Report, draft: Draft) -> None:
    """What patients ask about, and the names they have for it."""
    top = Fields(root, root.line, report.at(file), ("topics",))
    for name, node, line in top.tables("topics"):
        place = report.at(file, name)
        _check_name(name, line, place)
        fields = Fields(node, line, place, ("kind", "label"), ("names",))
        kind, label = fields.one_of("kind", KINDS), fields.text("label")
        names = fields.texts("names", may_be_empty=True) or ()
        placed = None
        if fields.sound and kind and label:
            placed = Placed(Topic(name, kind, label, names), file, fields.lines)
        draft.topics[name] = Entry(name, file, line, placed)


def read_flags(root: Table, file: str, report: Report, draft: Draft) -> None:
    """The warning signs, with the fixed reply for each level."""
    top = Fields(root, root.line, report.at(file), ("flags",))
    draft.flags = flag_entries(top, file, report, optional=("sources",))


def flag_entries(
    top: Fields, file: str, report: Report, optional: Sequence[str] = ()
) -> dict[str, Entry[RedFlag]]:
    """The entries under `flags`, in whatever language."""
    entries = {}
    for name, node, line in top.tables("flags"):
        place = report.at(file, name)
        fields = Fields(node, line, place, ("label", "words"), optional)
        label, sources = fields.text("label"), fields.texts("sources", may_be_empty=True) or ()
        words: dict[str, str] = {}
        lines = dict(fields.lines)
        if "words" in fields.lines:
            for level, value, value_line in _levels(node, fields, place):
                words[level], lines[f"words/{level}"] = value, value_line
        placed = None
        if fields.sound and label and len(words) == len(LEVELS):
            placed = Placed(RedFlag(name, label, words, sources), file, lines)
        entries[name] = Entry(name, file, line, placed)
    return entries


def read_sources(root: Table, file: str, report: Report, draft: Draft) -> None:
    """The publications that general guidance rests on."""
    top = Fields(root, root.line, report.at(file), ("sources",))
    for name, node, line in top.tables("sources"):
        place = report.at(file, name)
        fields = Fields(node, line, place, ("title", "address"))
        title, address = fields.text("title"), fields.text("address")
        if address and not _ADDRESS.fullmatch(address):
            place.fault(fields.lines["address"], "this is no web address", "begin it with https://")
        placed = None
        if fields.sound and title and address:
            placed = Placed(Source(title, address), file, fields.lines)
        draft.sources[name] = Entry(name, file, line, placed)


def read_phrases(root: Table, file: str, report: Report, draft: Draft) -> None:
    """The fixed sentences that are not advice; one may be empty."""
    top = Fields(root, root.line, report.at(file), ("phrases",))
    draft.phrases = sentence_entries(top, "phrases", file, report)


def sentence_entries(top: Fields, key: str, file: str, report: Report) -> dict[str, Entry[str]]:
    """The named sentences under a key; one may be empty."""
    entries = {}
    for name, node, line in top.tables(key):
        placed = None
        if isinstance(node, Text):
            placed = Placed(node.text.strip(), file, {"": line})
        else:
            report.at(file, name).fault(line, "a sentence is expected", "write it in quotes")
        entries[name] = Entry(name, file, line, placed)
    return entries


def _levels(node: Node, fields: Fields, place: Place) -> list[tuple[str, str, int]]:
    assert isinstance(node, Table)
    words = Fields(node.entries["words"], fields.lines["words"], place, LEVELS)
    texts = ((level, words.text(level)) for level in LEVELS)
    return [(level, text, words.lines[level]) for level, text in texts if text is not None]


def _check_name(name: str, line: int, place: Place) -> None:
    if not _NAME.fullmatch(name):
        place.fault(
            line, "this is no name for a topic", "use lower-case letters, digits and underscores"
        )
