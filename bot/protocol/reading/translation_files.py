"""Reads the files of a translation, such as es/rules.yml: words by the names the English has."""

from __future__ import annotations

from bot.protocol.faults import Report
from bot.protocol.model import Topic
from bot.protocol.reading.draft import Entry, Placed, TranslationDraft
from bot.protocol.reading.fields import Fields
from bot.protocol.reading.named_files import flag_entries, sentence_entries
from bot.protocol.reading.yaml_lines import Table

_SIGNED = ("yes", "no")
_KEYS = {
    "topics": ("language", "topics"),
    "rules": ("language", "reviewed", "rules", "overview", "sections"),
    "flags": ("language", "reviewed", "flags"),
    "phrases": ("language", "reviewed", "phrases"),
}


def read_translated(
    part: str, root: Table, file: str, report: Report, draft: TranslationDraft
) -> None:
    """One file of a translation; `part` says which."""
    top = Fields(root, root.line, report.at(file), _KEYS[part])
    top.one_of("language", (draft.language,))
    if "reviewed" in _KEYS[part]:
        draft.reviewed[part] = top.one_of("reviewed", _SIGNED) == "yes"
    for key in _KEYS[part]:
        draft.lines[key] = top.lines.get(key, top.line)
    if part == "topics":
        draft.topics = _topics(top, file, report)
    elif part == "rules":
        draft.rules = sentence_entries(top, "rules", file, report)
        draft.overview = _overview(top, file, report)
        draft.sections = sentence_entries(top, "sections", file, report)
    elif part == "flags":
        draft.flags = flag_entries(top, file, report)
    else:
        draft.phrases = sentence_entries(top, "phrases", file, report)


def _topics(top: Fields, file: str, report: Report) -> dict[str, Entry[Topic]]:
    """Label and names of each topic; its kind stands in the English file only."""
    entries = {}
    for name, node, line in top.tables("topics"):
        fields = Fields(node, line, report.at(file, name), ("label",), ("names",))
        label, names = fields.text("label"), fields.texts("names", may_be_empty=True) or ()
        placed = None
        if fields.sound and label:
            placed = Placed(Topic(name, "", label, names), file, fields.lines)
        entries[name] = Entry(name, file, line, placed)
    return entries


def _overview(top: Fields, file: str, report: Report) -> dict[str, Entry[tuple[str, str]]]:
    entries = {}
    for name, node, line in top.tables("overview"):
        fields = Fields(node, line, report.at(file, name), ("title", "words"))
        title, words = fields.text("title"), fields.text("words")
        placed = Placed((title, words), file, fields.lines) if title and words else None
        entries[name] = Entry(name, file, line, placed)
    return entries
