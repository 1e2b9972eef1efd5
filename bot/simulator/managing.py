"""The control API's half for the provider itself: its habits, its faults, its templates."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator.courier import Courier
from bot.simulator.faults import Fault
from bot.simulator.meta.webhooks import setup_url
from bot.simulator.people import Unknown
from bot.simulator.world import World

MOST_QUIET_SECONDS = 120.0
Work = Callable[[dict], Awaitable[dict]]


class Managing:
    """`refuse` closes the doors for some seconds."""

    def __init__(self, world: World, courier: Courier, refuse: Callable[[float], None]) -> None:
        self._world = world
        self._courier = courier
        self._refuse = refuse

    def routes(self) -> list[Route]:
        posts: dict[str, Work] = {
            "setup": self.setup,
            "habits": self.change_habits,
            "faults": self.add_fault,
            "templates": self.put_template,
            "quiet": self.quiet,
            "refuse": self.refuse,
            "reset": self.reset,
        }
        routes = [posted(name, work) for name, work in posts.items()]
        routes.append(Route("/control/faults", self.forget_faults, methods=["DELETE"]))
        return routes

    async def setup(self, body: dict) -> dict:
        challenge = secrets.token_hex(8)
        token = str(body.get("token", self._world.account.verify_token))
        url = setup_url(self._world, token, challenge)
        status, text = await self._courier.postman.ask(url)
        return {"status": status, "verified": status == 200 and text == challenge}

    async def change_habits(self, body: dict) -> dict:
        self._world.habits.change(body)
        self._world.touch()
        return self._world.habits.to_dict()

    async def add_fault(self, body: dict) -> dict:
        try:
            fault = Fault(**body)
        except TypeError as error:
            raise Unknown(f"That is no fault: {error}.") from None
        if fault.person:
            fault.person = self._world.people.get(fault.person).ref
        self._world.faults.add(fault)
        return asdict(fault)

    async def forget_faults(self, _: Request) -> Response:
        self._world.faults.waiting.clear()
        return JSONResponse({})

    async def put_template(self, body: dict) -> dict:
        return asdict(self._world.templates.put(body))

    async def quiet(self, body: dict) -> dict:
        seconds = min(float(body.get("seconds", 10)), MOST_QUIET_SECONDS)
        return {"quiet": await self._courier.quiet(seconds)}

    async def refuse(self, body: dict) -> dict:
        self._refuse(float(body.get("seconds", 1)))
        return {}

    async def reset(self, _: dict) -> dict:
        self._courier.forget()
        self._world.clear()
        self._world.touch()
        return {}


def posted(name: str, work: Work) -> Route:
    """A route of the control API: a JSON object in, one out, and faults in a sentence."""

    async def endpoint(request: Request) -> Response:
        try:
            body = json.loads(await request.body() or b"{}")
            if not isinstance(body, dict):
                raise Unknown("Send a JSON object.")
            return JSONResponse(await work(body))
        except (Unknown, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return Route(f"/control/{name}", endpoint, methods=["POST"])
