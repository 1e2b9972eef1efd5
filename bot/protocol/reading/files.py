"""Which content file plays which role, and how its bytes become text."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.protocol.faults import Report
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
    return {
        role: instead
        if instead is not None and instead.role == role
        else read_file(folder / name, role, report)
        for role, name in ROLES.items()
    }


def read_stand_in(path: Path, report: Report) -> ContentFile | None:
    """A single file; its role is told by its content, or else by its name. None: by neither."""
    is_sheet = path.suffix == ".txt"
    file = read_file(path, "sheet" if is_sheet else "", report)
    role = "sheet" if is_sheet else _role_of(file.root, path)
    if role is None:
        if not report.faults:
            report.at(file.name).fault(
                1,
                "cannot tell which content file this is",
                f"begin it with 'basis:', or name it one of {', '.join(ROLES.values())}",
            )
        return None
    return ContentFile(role, file.name, file.data, file.text, file.root)


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
