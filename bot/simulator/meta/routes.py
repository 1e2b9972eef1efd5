"""The Graph API as far as a clinic's service uses it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator import faulty
from bot.simulator.faults import Fault
from bot.simulator.meta import sending
from bot.simulator.meta.errors import GraphError
from bot.simulator.meta.files import Files
from bot.simulator.people import Person
from bot.simulator.receipts import Receipts
from bot.simulator.world import World

Endpoint = Callable[[Request], Awaitable[Response]]


class Graph:
    """`receipts` takes what was accepted on its way."""

    def __init__(self, world: World, receipts: Receipts) -> None:
        self._world = world
        self._receipts = receipts
        self._files = Files(world)

    def routes(self) -> list[Route]:
        files = self._files
        return [
            Route("/v{number}/{phone_id}/messages", self._guarded(self.send), methods=["POST"]),
            Route("/v{number}/{phone_id}/media", self._guarded(files.upload), methods=["POST"]),
            Route("/v{number}/{media_id}", self._guarded(files.show), methods=["GET"]),
            Route("/v{number}/{media_id}", self._guarded(files.remove), methods=["DELETE"]),
            Route("/whatsapp_business/attachments/", self._guarded(files.download)),
        ]

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        """Only with the right token, for the clinic's own number; faults in the API's own form."""

        async def guarded(request: Request) -> Response:
            account = self._world.account
            given = request.headers.get("authorization", "")
            expected = f"Bearer {account.access_token}"
            try:
                if not hmac.compare_digest(given.encode(), expected.encode()):
                    raise GraphError(190, "Invalid OAuth access token.")
                phone_id = request.path_params.get("phone_id", account.phone_number_id)
                if phone_id != account.phone_number_id:
                    details = f"Unsupported post request. Object with ID '{phone_id}' does not "
                    raise GraphError(100, details + "exist.", subcode=33)
                return await endpoint(request)
            except GraphError as refused:
                return refused.answer()

        return guarded

    async def send(self, request: Request) -> Response:
        """A message, or the mark that one was read."""
        body = await _object(request)
        if body.get("status") is not None:
            return self._mark(body)
        person = sending.recipient(self._world, body)
        fault = self._world.faults.take("send", person.ref)
        if fault and fault.what in ("server_error", "rate", "error"):
            code = {"server_error": 131000, "rate": 130429}.get(fault.what, fault.code)
            raise GraphError(code, "Asked for by the control API.")

        async def work() -> Response:
            return self._accept(body, person, fault)

        return await faulty.answer(request, fault, work)

    def _accept(self, body: dict, person: Person, fault: Fault | None) -> Response:
        line, later = sending.accept(self._world, body, person)
        if fault and fault.what == "fails_later":
            later = fault.code or 131026
        self._receipts.follow(line, later)
        return JSONResponse(sending.answer(person, body, line))

    def _mark(self, body: dict) -> Response:
        if body.get("messaging_product") != "whatsapp":
            raise GraphError(100, "The parameter messaging_product is required.")
        if body["status"] != "read":
            raise GraphError(131009, "status must be read.")
        sending.mark_read(self._world, body)
        return JSONResponse({"success": True})


async def _object(request: Request) -> dict:
    try:
        body = json.loads(await request.body())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise GraphError(100, "The request's body is no JSON object.")
    return body
