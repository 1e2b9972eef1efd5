"""Patients who write from phones whatever dies, over a provider that is not always well either."""

from __future__ import annotations

import asyncio
import random

from bench.kill.load import DANGERS, ONE_IN, SAID
from bot.simulator.client import Simulated

# What happens to a call of ours now and then: the message is taken and the answer cut off, the
# connection is cut before, it takes a while, or the provider answers with an error.
TROUBLES = ("answer_lost", "cut", "slow", "slow", "slow", "server_error")
SLOW_SECONDS = 0.5
TROUBLE_EVERY = 2.0


def numbers(count: int) -> list[str]:
    """So many phones."""
    return [f"+1212555{number:04}" for number in range(100, 100 + count)]


async def write(
    phone: Simulated, person: str, chance: random.Random, pause: float, stop: asyncio.Event
) -> None:
    """Messages from one phone until told to stop; `pause` is the mean time between two."""
    while not stop.is_set():
        await asyncio.sleep(chance.expovariate(1 / pause))
        said = DANGERS if chance.randrange(ONE_IN) == 0 else SAID
        await asyncio.to_thread(phone.say, person, chance.choice(said))


async def make_trouble(phone: Simulated, chance: random.Random, stop: asyncio.Event) -> None:
    """Something goes wrong with the next call, again and again."""
    while not stop.is_set():
        await asyncio.sleep(chance.expovariate(1 / TROUBLE_EVERY))
        trouble = chance.choice(TROUBLES)
        more = {"seconds": SLOW_SECONDS} if trouble == "slow" else {}
        await asyncio.to_thread(phone.fault, "send", trouble, times=1, **more)
