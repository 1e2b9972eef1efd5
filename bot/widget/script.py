"""Joins the widget's source files into the one script that a clinic embeds.

One file arrives whole or not at all, and never mixes two releases. Nothing is minified: what runs
on a clinic's page can be read there.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

SOURCE = Path(__file__).parent / "source"
PAGES = Path(__file__).parent / "pages"
ENTRY = "afterglow-chat.js"

_IMPORT = re.compile(
    r'^import\s+(?P<names>[^;"]+?)\s+from\s+"\./(?P<file>[\w.-]+)";\n', re.MULTILINE
)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:class|const|function|let)\b)", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class JoinError(Exception):
    """A source file uses a form of import or export that this joiner does not know."""


def joined(source: Path = SOURCE) -> str:
    """The whole widget as one ES module: every file once, after the files it imports."""
    parts: dict[str, str] = {}
    _add(source, ENTRY, parts)
    return "\n".join(parts.values())


def _add(source: Path, name: str, parts: dict[str, str]) -> None:
    if name in parts:
        return
    text = (source / name).read_text(encoding="utf-8")
    # Holds the place against circles and is put last, after what the file imports.
    parts[name] = ""
    styles = []
    for found in _IMPORT.finditer(text):
        names, file = found["names"], found["file"]
        if file.endswith(".css"):
            styles.append(f"const {names} = {_style(source / file)};\n")
        elif re.fullmatch(r"\{[\w\s,$]+\}", names) and " as " not in names:
            _add(source, file, parts)
        else:
            raise JoinError(f'{name}: cannot join `import {names} from "./{file}"`')
    body = _EXPORT.sub("", _IMPORT.sub("", text))
    if left := _LEFT_OVER.search(body):
        raise JoinError(f"{name}: cannot join `{left[0]}`")
    del parts[name]
    parts[name] = "".join(styles) + body.lstrip("\n")


def _style(file: Path) -> str:
    """The style sheet as a JavaScript string, which is what a constructed sheet takes."""
    return json.dumps(file.read_text(encoding="utf-8"), ensure_ascii=False)
