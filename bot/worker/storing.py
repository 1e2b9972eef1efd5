"""Stores what came of some work: tried some times, so that it need not be done again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from bot.mailbox import LostLease
from bot.worker.noting import note

Outcome = TypeVar("Outcome")
PAUSES = (0.1, 0.5, 2.0)


async def stored(
    store: Callable[..., Outcome], *given: Any, unless: str, **references: Any
) -> Outcome:
    """What `store(*given)` returns; it may block. `unless` goes into the log while it fails.

    Raises LostLease at once, and every other fault when all tries met one.
    """
    for pause in (*PAUSES, None):
        try:
            return await asyncio.to_thread(store, *given)
        except LostLease:
            raise
        except Exception as fault:
            if pause is None:
                raise
            note(unless, fault, **references)
            await asyncio.sleep(pause)
    raise AssertionError("the last try returns or raises")
