"""Serves the phone page: its files, by name, and nothing else."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

FOLDER = Path(__file__).with_name("page")
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def routes(people: list[dict]) -> list[Route]:
    """`people` are those whom the page offers to be: {"ref", "name", "note"}."""

    async def index(_: Request) -> Response:
        return FileResponse(FOLDER / "phone.html", media_type="text/html")

    async def cast(_: Request) -> Response:
        return JSONResponse({"people": people})

    found = [Route("/", index), Route("/phone/people", cast)]
    for file in sorted(FOLDER.iterdir()):
        if file.suffix in _KINDS:
            found.append(Route(f"/phone/{file.name}", _served(file)))
    return found


def _served(file: Path) -> object:
    async def endpoint(_: Request) -> Response:
        return FileResponse(file, media_type=_KINDS[file.suffix])

    return endpoint
