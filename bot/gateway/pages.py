"""The demo clinic's page or the plain one, and the files of the widget."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from bot.gateway.demo import DemoPatient
from bot.gateway.request_body import Refused, optional_text, read_object

_KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}


class Pages:
    """`folder` holds clinic.html, plain.html and what they load; `script` is the whole widget.

    `patients` lists the demo's people, and is None without a demo; `link` signs a link for one.
    """

    def __init__(
        self,
        folder: Path,
        script: str,
        patients: Callable[[], Sequence[DemoPatient]] | None,
        link: Callable[[str], str],
    ) -> None:
        self._folder = folder
        self._script = script.encode()
        self._packed = gzip.compress(self._script, mtime=0)
        self._tag = f'"{hashlib.sha256(self._script).hexdigest()[:16]}"'
        self._patients = patients
        self._link = link

    def routes(self) -> list[Route]:
        """The files that are there at the start, by name: nothing else can be asked for."""
        files = [file for file in sorted(self._folder.iterdir()) if file.suffix in _KINDS]
        routes = [Route(f"/widget/{file.name}", _serve(file)) for file in files]
        routes += [
            Route("/", self.page),
            Route("/chat", self.chat),
            Route("/widget/afterglow-chat.js", self.script),
            Route("/demo/patients", self.list_patients),
            Route("/demo/link", self.demo_link, methods=["POST"]),
        ]
        return routes

    async def page(self, _: Request) -> Response:
        return FileResponse(self._folder / ("clinic.html" if self._patients else "plain.html"))

    async def chat(self, _: Request) -> Response:
        """The chat by itself, also where there is a demo: where links in messages lead."""
        return FileResponse(self._folder / "plain.html")

    async def script(self, request: Request) -> Response:
        """The widget, whole; a browser that has it already is told so."""
        headers = {"ETag": self._tag, "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == self._tag:
            return Response(status_code=304, headers=headers)
        if not _takes_gzip(request.headers.get("accept-encoding", "")):
            return Response(self._script, media_type="text/javascript", headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(self._packed, media_type="text/javascript", headers=headers)

    async def list_patients(self, _: Request) -> Response:
        """Whom a visitor of the demo may be."""
        people = await asyncio.to_thread(self._people)
        rows = [{"reference": p.reference, "title": p.title, "day": p.day} for p in people]
        return JSONResponse({"patients": rows})

    async def demo_link(self, request: Request) -> Response:
        """What a clinic's own server would do for a patient who is signed in there."""
        people = {person.reference for person in await asyncio.to_thread(self._people)}
        reference = optional_text(await read_object(request), "reference")
        if reference not in people or reference is None:
            raise Refused(404, "not_found", "There is no such demo patient.")
        return JSONResponse({"token": self._link(reference)})

    def _people(self) -> Sequence[DemoPatient]:
        if self._patients is None:
            raise Refused(404, "not_found", "There is no demo here.")
        return self._patients()


def _takes_gzip(accepted: str) -> bool:
    for one in accepted.split(","):
        name, _, quality = one.partition(";")
        if name.strip().lower() == "gzip":
            return quality.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _serve(file: Path) -> Callable:
    async def endpoint(_: Request) -> Response:
        return FileResponse(file, media_type=_KINDS[file.suffix])

    return endpoint
