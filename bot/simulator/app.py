"""The simulator as one ASGI application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot.simulator import pages
from bot.simulator.control import Control
from bot.simulator.courier import Courier
from bot.simulator.cutting import Cuttable
from bot.simulator.meta.routes import Graph
from bot.simulator.meta.wire import MetaWire
from bot.simulator.origins import OwnPageOnly
from bot.simulator.receipts import Receipts
from bot.simulator.twilio.routes import TwilioApi
from bot.simulator.twilio.wire import TwilioWire
from bot.simulator.world import World


@dataclass
class Simulator:
    """The application, and what has to be closed at the end."""

    app: ASGIApp
    courier: Courier


def build(world: World, people: list[dict], refuse: Callable[[float], None]) -> Simulator:
    """Needs a running event loop. `people` are offered by the phone page."""
    courier = Courier(world, {"meta": MetaWire(world), "twilio": TwilioWire(world)})
    receipts = Receipts(world, courier)
    routes = [
        *pages.routes(people),
        *Control(world, courier, receipts, refuse).routes(),
        *TwilioApi(world, receipts).routes(),
        *Graph(world, receipts).routes(),
    ]
    return Simulator(Cuttable(OwnPageOnly(Starlette(routes=routes))), courier)
