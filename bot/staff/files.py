"""The desk's style sheets, script and marks: the files there are at the start, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.responses import FileResponse, Response

from bot.staff.page import ANYONE, Page
from bot.staff.visit import Visit

FOLDER = Path(__file__).parent / "files"
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def _serve(file: Path) -> Callable[[Visit], Response]:
    def served(_: Visit) -> Response:
        return FileResponse(file, media_type=_KINDS[file.suffix])

    return served


PAGES = tuple(
    Page(f"/files/{file.name}", _serve(file), ANYONE)
    for file in sorted(FOLDER.iterdir())
    if file.suffix in _KINDS
)
