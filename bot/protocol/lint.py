"""All the checks over all the content files, in one report.

First every file is read, then each reference and value is checked wherever it could be read.
Checks for something *missing* (a gap, an unused sentence, a topic without rules) run only where
the files concerned are sound: a slip of shape would otherwise look like a hole in the rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.protocol.amending import amend
from bot.protocol.changes import Change
from bot.protocol.checks.links import check_links
from bot.protocol.checks.names import check_names
from bot.protocol.checks.quotes import check_quotes
from bot.protocol.checks.translations import check_translations
from bot.protocol.checks.verdicts import check_verdicts
from bot.protocol.checks.windows import check_windows
from bot.protocol.checks.words import check_words
from bot.protocol.faults import Fault, Report
from bot.protocol.reading.draft import Draft, TranslationDraft
from bot.protocol.reading.files import (
    CONTENT,
    ContentFile,
    languages_in,
    read_folder,
    read_stand_in,
)
from bot.protocol.reading.named_files import (
    read_flags,
    read_phrases,
    read_sources,
    read_topics,
)
from bot.protocol.reading.rules_file import read_clinic, read_general
from bot.protocol.reading.translation_files import read_translated

_READERS = {
    "topics": read_topics,
    "clinic": read_clinic,
    "general": read_general,
    "flags": read_flags,
    "sources": read_sources,
    "phrases": read_phrases,
}


@dataclass(frozen=True)
class Examination:
    """The outcome of reading and checking. The draft is whole only if there are no faults."""

    draft: Draft
    data: Mapping[str, bytes]
    faults: tuple[Fault, ...]


def check(path: Path, folder: Path = CONTENT) -> list[Fault]:
    """Everything wrong with a folder of content files, or with one file that stands in.

    A single file takes the place of the file of the same role in `folder`.
    """
    return list(examine(path, folder).faults)


def examine(
    path: Path, folder: Path = CONTENT, changes: Sequence[Change] = ()
) -> Examination:
    """Read and check `path`, as `check` does, and keep what was read. Never raises for content.

    The clinic's `changes` are made to what the files say, and checked as if they stood there.
    """
    report = Report()
    if path.is_dir():
        files = read_folder(path, report)
    else:
        stand_in = read_stand_in(path, report, languages_in(folder))
        if stand_in is None:
            return Examination(Draft(), {}, tuple(report.faults))
        files = read_folder(folder, report, instead=stand_in)
    draft = _read(files, report)
    amend(draft, changes, report)
    for check_subject in (
        check_names,
        check_verdicts,
        check_windows,
        check_words,
        check_quotes,
        check_links,
        check_translations,
    ):
        check_subject(draft, report)
    data = {role: file.data for role, file in files.items()}
    if changes:
        data["changes"] = repr(changes).encode()
    return Examination(draft, data, _in_order(report, files))


def _read(files: Mapping[str, ContentFile], report: Report) -> Draft:
    draft = Draft(files={role: file.name for role, file in files.items()})
    draft.sheet = files["sheet"].text
    for role, read in _READERS.items():
        root = files[role].root
        if root is not None:
            read(root, files[role].name, report, draft)
    readable = {role for role in _READERS if files[role].root is not None}
    draft.readable = frozenset(readable)
    draft.sound = frozenset(role for role in readable if not report.has(files[role].name))
    _read_translations(files, report, draft)
    return draft


def _read_translations(files: Mapping[str, ContentFile], report: Report, draft: Draft) -> None:
    for role, file in files.items():
        language, _, part = role.rpartition("/")
        if not language:
            continue
        translation = draft.translations.setdefault(language, TranslationDraft(language))
        translation.files[part] = file.name
        if file.root is not None:
            read_translated(part, file.root, file.name, report, translation)
            if not report.has(file.name):
                translation.sound |= {part}


def _in_order(report: Report, files: Mapping[str, ContentFile]) -> tuple[Fault, ...]:
    """By file in the order of the roles, then by line."""
    rank = {file.name: index for index, file in enumerate(files.values())}
    return tuple(sorted(set(report.faults), key=lambda f: (rank.get(f.file, 0), f)))
