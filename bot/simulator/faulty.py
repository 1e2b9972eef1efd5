"""Routes of the wire that do, now and then, what they were told to do wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.simulator.cutting import cut
from bot.simulator.faults import Fault


async def answer(
    request: Request, fault: Fault | None, work: Callable[[], Awaitable[Response]]
) -> Response:
    """Do the work and answer, spoilt by the faults that every provider has in the same way."""
    what = fault.what if fault else ""
    if what == "cut":
        return await cut(request)
    if what == "slow":
        await asyncio.sleep(fault.seconds)
    response = await work()
    if what == "answer_lost":
        return await cut(request)
    return response
