"""A rolling restart: one child after another, each ready before the next one goes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from bot.supervisor.child import Child

POLL_SECONDS = 0.2
# A Rasa on a busy machine takes half a minute to be ready; longer means that it will not be.
READY_SECONDS = 180.0


async def restart_all(children: Sequence[Child], say: Callable[[str], None]) -> bool:
    """False, and the rest left as it is, when one does not become ready: half a service that runs
    is better than all of it restarted into something that does not."""
    for child in children:
        name = child.command.name
        say(f"Restarting: {name} …")
        await child.restart()
        try:
            await asyncio.wait_for(_ready(child), READY_SECONDS)
        except asyncio.TimeoutError:
            say(f"{name} is not ready after {READY_SECONDS:g} s; nothing more is restarted.")
            return False
    say(f"Restarted: {len(children)} processes, one after another.")
    return True


async def _ready(child: Child) -> None:
    is_ready, since = child.command.is_ready, time.time()
    while is_ready is not None and not await is_ready(since):
        await asyncio.sleep(POLL_SECONDS)
