"""Loops that end only by being cancelled: whatever fails in them is logged and tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.worker.noting import note

Work = TypeVar("Work")
FAULT_SECONDS = 0.5


async def keep_taking(
    take: Callable[[], Work | None],
    handle: Callable[[Work], Awaitable[None]],
    at_once: int,
    rest: Callable[[], Awaitable[None]],
    under_way: set[asyncio.Task],
) -> None:
    """Handle what `take` gives, so many at once; `rest` where it gives None.

    `take` may block, `handle` raises nothing. What is being handled is in `under_way` too, for
    whoever must wait for it after the end.
    """
    busy: set[asyncio.Task] = set()
    while True:
        if len(busy) >= at_once:
            await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)
        try:
            work = await asyncio.to_thread(take)
        except Exception as fault:
            note("nothing could be taken", fault)
            await asyncio.sleep(FAULT_SECONDS)
            continue
        if work is None:
            await rest()
            continue
        task = asyncio.create_task(handle(work))
        for kept in (busy, under_way):
            kept.add(task)
            task.add_done_callback(kept.discard)


async def repeat(step: Callable[[], Awaitable[None]], seconds: float) -> None:
    """Again and again, with this pause."""
    while True:
        try:
            await step()
        except Exception as fault:
            note("a step failed", fault, step=_name(step))
        await asyncio.sleep(seconds)


async def until_it_works(step: Callable[[], Awaitable[None]]) -> None:
    """Once, as soon as it can be done."""
    while True:
        try:
            return await step()
        except Exception as fault:
            note("a step failed", fault, step=_name(step))
            await asyncio.sleep(FAULT_SECONDS)


def _name(step: Callable[[], Awaitable[None]]) -> str:
    return step.__name__.strip("_")
