"""Which content file plays which role, and how its bytes become text."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.protocol.faults import Report, choice, shorten
from bot.protocol.reading.yaml_lines import Node, Table, Text, read_yaml

CONTENT = Path(__file__).resolve().parents[1] / "content"

ROLES: Mapping[str, str] = {
    "sheet": "clinic-sheet.txt",
    "topics": "topics.yml",
    "clinic": "clinic.yml",
    "general": "general.yml",
    "flags": "flags.yml",
    "sources": "sources.yml",
    "phrases": "phrases.yml",
}
# The files of a translation, in a sub-folder named after its language; the role of such a file
# is like "es/rules".
PARTS: Mapping[str, str] = {
    "topics": "topics.yml",
    "rules": "rules.yml",
    "flags": "flags.yml",
    "phrases": "phrases.yml",
}

_LANGUAGE = re.compile(r"[a-z]{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class ContentFile:
    """One content file. `text` is None if it could not be read, `root` if it is no table."""

    role: str
    name: str
    data: bytes
    text: str | None
    root: Table | None


def read_folder(
    folder: Path, report: Report, instead: ContentFile | None = None
) -> dict[str, ContentFile]:
    """Every content file of a folder by its role; what is missing or unreadable is reported.

    `instead` takes the place of the folder's file of the same role, which is then not read.
    """
    names = dict(ROLES)
    for language in languages_in(folder):
        names |= {f"{language}/{part}": f"{language}/{name}" for part, name in PARTS.items()}
    return {
        role: instead
        if instead is not None and instead.role == role
        else read_file(folder / name, role, report)
        for role, name in names.items()
    }


def languages_in(folder: Path) -> tuple[str, ...]:
    """The languages that a folder of content is translated into: its sub-folders such as es/."""
    try:
        names = sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
    except OSError:
        return ()  # that there is no such folder is reported file by file
    return tuple(name for name in names if _LANGUAGE.fullmatch(name))


def read_stand_in(path: Path, report: Report, languages: Sequence[str] = ()) -> ContentFile | None:
    """A single file; its role is told by its content, or else by its name. None: by neither.

    `languages` are those of the folder it stands in, so that es/rules.yml is known for what it is.
    """
    is_sheet = path.suffix == ".txt"
    file = read_file(path, "sheet" if is_sheet else "", report)
    if is_sheet:
        return file
    language = _language_of(file.root, path, languages)
    if language is not None and language.text not in languages:
        report.at(file.name).fault(
            language.line,
            f"there is no translation '{shorten(language.text)}'",
            choice(language.text, languages),
        )
        return None
    role = _part_of(file.root, path, language.text) if language else _role_of(file.root, path)
    if role is None:
        if not report.faults:
            report.at(file.name).fault(
                1,
                "cannot tell which content file this is",
                f"begin it with 'basis:', or name it one of {', '.join(ROLES.values())}",
            )
        return None
    return replace(file, role=role)


def read_file(path: Path, role: str, report: Report) -> ContentFile:
    """The file at `path`, read as far as it can be; faults tell the rest."""
    name = _shown(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown").lower()
        report.at(name).fault(1, f"the file cannot be read ({reason})", "put it there")
        return ContentFile(role, name, b"", None, None)
    text = _decode(data, name, report)
    root = None
    if text is not None:
        if role == "sheet":
            if not text.strip():
                report.at(name).fault(1, "the file is empty", "copy the clinic's sheet into it")
                text = None
        else:
            root = _table(read_yaml(text, name, report), name, report)
    return ContentFile(role, name, data, text, root)


def _decode(data: bytes, name: str, report: Report) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.at(name).fault(
            line, f"byte 0x{data[error.start]:02x} is not UTF-8", "save the file as UTF-8"
        )
        return None
    stray = _CONTROL.search(text)
    if stray:
        line = text.count("\n", 0, stray.start()) + 1
        report.at(name).fault(
            line, f"a control character (0x{ord(stray[0]):02x}) is in the text", "delete it"
        )
        return None
    return text


def _table(node: Node | None, name: str, report: Report) -> Table | None:
    if node is None or isinstance(node, Table):
        return node
    found = "plain text" if isinstance(node, Text) else "a list"
    report.at(name).fault(
        node.line, f"the file holds {found} where keys are expected", "begin with 'key:' lines"
    )
    return None


def _language_of(root: Table | None, path: Path, languages: Sequence[str]) -> Text | None:
    """What the file says its language is, or else what its folder says."""
    said = root.entries.get("language") if root is not None else None
    if isinstance(said, Text):
        return said
    here = path.resolve().parent.name
    return Text(here, 1) if here in languages and path.name in PARTS.values() else None


def _part_of(root: Table | None, path: Path, language: str) -> str | None:
    keys = root.entries if root is not None else {}
    by_name = {name: part for part, name in PARTS.items()}
    part = next((part for part in PARTS if part in keys), by_name.get(path.name))
    return f"{language}/{part}" if part else None


def _role_of(root: Table | None, path: Path) -> str | None:
    if root is not None:
        basis = root.entries.get("basis")
        if isinstance(basis, Text) and basis.text in ("clinic", "general"):
            return basis.text
        for role in ("topics", "flags", "sources", "phrases"):
            if role in root.entries:
                return role
    by_name = {name: role for role, name in ROLES.items()}
    return by_name.get(path.name)


def _shown(path: Path) -> str:
    """The path as short as it can be opened from here, so that an editor can jump to it."""
    resolved, here = path.resolve(), Path.cwd()
    return os.path.relpath(resolved, here) if resolved.is_relative_to(here) else str(path)
