"""The Graph API's calls for files: up, down, and the address that is good for five minutes."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.simulator import faulty
from bot.simulator.meta.errors import GraphError
from bot.simulator.world import World

MOST_BYTES = {
    "image/jpeg": 5_000_000,
    "image/png": 5_000_000,
    "image/webp": 500_000,
    "audio/aac": 16_000_000,
    "audio/amr": 16_000_000,
    "audio/mpeg": 16_000_000,
    "audio/mp4": 16_000_000,
    "audio/ogg": 16_000_000,
    "video/mp4": 16_000_000,
    "video/3gpp": 16_000_000,
    "text/plain": 100_000_000,
    "application/pdf": 100_000_000,
}


class Files:
    """Routes; the token was checked before."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def upload(self, request: Request) -> Response:
        async with request.form() as form:
            if form.get("messaging_product") != "whatsapp":
                raise GraphError(100, "The parameter messaging_product is required.")
            sent = form.get("file")
            if sent is None or isinstance(sent, str):
                raise GraphError(100, "The parameter file is required.")
            mime = str(form.get("type") or sent.content_type or "")
            most = MOST_BYTES.get(mime.partition(";")[0].strip())
            if most is None:
                raise GraphError(131053, f"{mime} is not supported.")
            data = await sent.read()
            if len(data) > most:
                raise GraphError(131053, "The file is too big.")
            file = self._world.media.put(data, mime, sent.filename or "")
        return JSONResponse({"id": file.id})

    async def show(self, request: Request) -> Response:
        """Where the file can be fetched now."""
        file_id = request.path_params["media_id"]
        file = self._world.media.get(file_id)
        if file is None:
            details = f"Unsupported get request. Object with ID '{file_id}' does not exist."
            raise GraphError(100, details, subcode=33)
        fault = self._world.faults.take("media", None)
        if fault and fault.what == "server_error":
            raise GraphError(131000, "Asked for by the control API.")

        async def work() -> Response:
            gone = fault is not None and fault.what == "expired"
            seconds = 0 if gone else self._world.habits.media_seconds
            key, until = self._world.media.key(file.id, seconds)
            query = urlencode({"mid": file.id, "ext": int(until.timestamp()), "hash": key})
            return JSONResponse(
                {
                    "url": f"{self._world.habits.url}/whatsapp_business/attachments/?{query}",
                    "mime_type": file.mime,
                    "sha256": file.sha256,
                    "file_size": len(file.data),
                    "id": file.id,
                    "messaging_product": "whatsapp",
                }
            )

        return await faulty.answer(request, fault, work)

    async def remove(self, request: Request) -> Response:
        if not self._world.media.remove(request.path_params["media_id"]):
            raise GraphError(100, "Object does not exist.", subcode=33)
        return JSONResponse({"success": True})

    async def download(self, request: Request) -> Response:
        file = self._world.media.opened(request.query_params.get("hash", ""))
        if file is None or file.id != request.query_params.get("mid"):
            return JSONResponse({"error": {"message": "URL signature expired", "code": 404}}, 404)
        return Response(file.data, headers={"Content-Type": file.mime})
