"""The control API's reading half: what there is, and what happened."""

from __future__ import annotations

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator.limits import window_is_open
from bot.simulator.lines import Line
from bot.simulator.people import Person, Unknown
from bot.simulator.world import World

MOST_WAIT_SECONDS = 25.0


def shown(world: World, person: Person) -> dict:
    """Somebody, for the control API."""
    fields = "ref name phone user_id username parent_user_id shows receipts on_whatsapp".split()
    return {
        **{name: getattr(person, name) for name in fields},
        "window_open": window_is_open(world, person),
        "typing": bool(person.typing_until and person.typing_until > world.now()),
    }


class Watching:
    """Routes that change nothing."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        return [
            Route("/control/people", self.people),
            Route("/control/sent", self.sent),
            Route("/control/heard", self.heard),
            Route("/control/webhooks", self.webhooks),
            Route("/control/chat", self.chat),
            Route("/control/media/{media_id}", self.media),
            Route("/control/habits", self.habits),
            Route("/control/faults", self.faults),
            Route("/control/templates", self.templates),
        ]

    async def people(self, _: Request) -> Response:
        people = [shown(self._world, person) for person in self._world.people.all()]
        return JSONResponse({"people": people})

    async def sent(self, request: Request) -> Response:
        return self._lines(request, inbound=False)

    async def heard(self, request: Request) -> Response:
        return self._lines(request, inbound=True)

    def _lines(self, request: Request, inbound: bool) -> Response:
        try:
            lines = self._of(request.query_params.get("person"))
        except Unknown as error:
            return JSONResponse({"error": str(error)}, 400)
        found = [line.to_dict() for line in lines if line.inbound == inbound]
        return JSONResponse({"messages": found})

    def _of(self, ref: str | None) -> list[Line]:
        return self._world.chat(self._world.people.get(ref)) if ref else self._world.lines

    async def webhooks(self, _: Request) -> Response:
        return JSONResponse({"attempts": self._world.webhooks})

    async def chat(self, request: Request) -> Response:
        """One person's chat, as soon as it is newer than `after`."""
        query = request.query_params
        try:
            person = self._world.people.get(query.get("person", ""))
            after, wait = int(query.get("after", -1)), float(query.get("wait", 0))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        version = await self._world.change_after(after, min(wait, MOST_WAIT_SECONDS))
        lines = [line.to_dict() for line in self._world.chat(person)]
        for line in lines:
            del line["raw"]
        return JSONResponse(
            {"version": version, "person": shown(self._world, person), "messages": lines}
        )

    async def media(self, request: Request) -> Response:
        file = self._world.media.get(request.path_params["media_id"])
        if file is None:
            return JSONResponse({"error": "There is no such file."}, 404)
        return Response(file.data, headers={"Content-Type": file.mime})

    async def habits(self, _: Request) -> Response:
        return JSONResponse(self._world.habits.to_dict())

    async def faults(self, _: Request) -> Response:
        return JSONResponse({"waiting": [asdict(one) for one in self._world.faults.waiting]})

    async def templates(self, _: Request) -> Response:
        return JSONResponse({"templates": self._world.templates.to_list()})
