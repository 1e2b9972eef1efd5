"""Twilio's REST API as far as a clinic's service uses it."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.simulator import faulty
from bot.simulator.faults import Fault
from bot.simulator.lines import Line
from bot.simulator.people import Person
from bot.simulator.receipts import Receipts
from bot.simulator.twilio import contents, listing, sending
from bot.simulator.twilio.errors import TwilioError
from bot.simulator.world import World

Endpoint = Callable[[Request], Awaitable[Response]]
_ACCOUNT = "/2010-04-01/Accounts/{account}"


class TwilioApi:
    """`receipts` takes what was accepted on its way."""

    def __init__(self, world: World, receipts: Receipts) -> None:
        self._world = world
        self._receipts = receipts
        self._contents: dict[str, contents.Content] = {}

    def routes(self) -> list[Route]:
        message = _ACCOUNT + "/Messages/{sid}"
        guarded = self._guarded
        return [
            Route(_ACCOUNT + "/Messages.json", guarded(self.send), methods=["POST"]),
            Route(_ACCOUNT + "/Messages.json", guarded(self.list), methods=["GET"]),
            Route(message + ".json", guarded(self.fetch), methods=["GET"]),
            Route(message + "/Media.json", guarded(self.files), methods=["GET"]),
            Route(message + "/Media/{media_id}", guarded(self.file), methods=["GET"]),
            Route("/cdn/{key}", self.download, methods=["GET"]),
            Route("/v1/Content", guarded(self.make_content), methods=["POST"]),
            Route("/v1/Content/{sid}", guarded(self.show_content), methods=["GET"]),
            Route("/v1/Content/{sid}", guarded(self.remove_content), methods=["DELETE"]),
        ]

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def guarded(request: Request) -> Response:
            account = self._world.account
            pair = f"{account.account_sid}:{account.auth_token}".encode()
            expected = f"Basic {base64.b64encode(pair).decode()}"
            try:
                given = request.headers.get("authorization", "")
                if not hmac.compare_digest(given.encode(), expected.encode()):
                    raise TwilioError(20003)
                if request.path_params.get("account", account.account_sid) != account.account_sid:
                    raise TwilioError(20404)
                return await endpoint(request)
            except TwilioError as refused:
                return refused.answer()

        return guarded

    async def send(self, request: Request) -> Response:
        body = (await request.body()).decode(errors="replace")
        form = dict(parse_qsl(body, keep_blank_values=True))
        person = sending.recipient(self._world, form)
        fault = self._world.faults.take("send", person.ref)
        if fault and fault.what in ("server_error", "rate", "error"):
            raise TwilioError({"server_error": 20500, "rate": 20429}.get(fault.what, fault.code))

        async def work() -> Response:
            return self._accept(form, person, fault)

        return await faulty.answer(request, fault, work)

    def _accept(self, form: Mapping[str, str], person: Person, fault: Fault | None) -> Response:
        line, later = sending.accept(self._world, form, person, self._contents)
        if fault and fault.what == "fails_later":
            later = fault.code or 63024
        shown = listing.message(self._world, line)
        self._receipts.follow(line, later)
        return JSONResponse(shown, 201)

    async def list(self, request: Request) -> Response:
        return JSONResponse(listing.page(self._world, request.query_params))

    async def fetch(self, request: Request) -> Response:
        return JSONResponse(listing.message(self._world, self._line(request)))

    def _line(self, request: Request) -> Line:
        line = self._world.line(request.path_params["sid"])
        if line is None:
            raise TwilioError(20404, f"The requested resource {request.url.path} was not found")
        return line

    async def files(self, request: Request) -> Response:
        """The files of a message."""
        line = self._line(request)
        uri = f"{listing.root(self._world)}/Messages/{line.id}/Media"
        files = []
        if line.media and (file := self._world.media.get(line.media)):
            own = {"sid": file.id, "parent_sid": line.id, "content_type": file.mime}
            own["account_sid"] = self._world.account.account_sid
            files.append({**own, "uri": f"{uri}/{file.id}.json"})
        return JSONResponse({"media_list": files, "uri": f"{uri}.json", "page": 0})

    async def file(self, request: Request) -> Response:
        """Sends on to an address that needs no password, and not for long."""
        line = self._line(request)
        file = self._world.media.get(request.path_params["media_id"])
        if file is None or line.media != file.id:
            raise TwilioError(20404)
        fault = self._world.faults.take("media", line.person)
        if fault and fault.what == "server_error":
            raise TwilioError(20500)

        async def work() -> Response:
            gone = fault is not None and fault.what == "expired"
            key, _ = self._world.media.key(file.id, 0 if gone else self._world.habits.media_seconds)
            return RedirectResponse(f"{self._world.habits.url}/cdn/{key}", 307)

        return await faulty.answer(request, fault, work)

    async def download(self, request: Request) -> Response:
        file = self._world.media.opened(request.path_params["key"])
        if file is None:
            return Response("Request has expired", 403)
        return Response(file.data, headers={"Content-Type": file.mime})

    async def make_content(self, request: Request) -> Response:
        try:
            body = json.loads(await request.body())
        except ValueError:
            raise TwilioError(20001, "The body is no JSON.") from None
        content = contents.made(body, self._world.now())
        self._contents[content.sid] = content
        return self._shown(content, 201)

    async def show_content(self, request: Request) -> Response:
        content = self._contents.get(request.path_params["sid"])
        template = self._world.templates.by_sid(request.path_params["sid"])
        if content is None and template is not None:
            content = contents.Content.of(template, self._world.now())
        if content is None:
            raise TwilioError(20404)
        return self._shown(content, 200)

    async def remove_content(self, request: Request) -> Response:
        if self._contents.pop(request.path_params["sid"], None) is None:
            raise TwilioError(20404)
        return Response(status_code=204)

    def _shown(self, content: contents.Content, status: int) -> Response:
        account, url = self._world.account.account_sid, self._world.habits.url
        return JSONResponse(content.to_dict(account, url), status)
