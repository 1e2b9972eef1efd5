"""Patients who talk and listen while something is done to the service, then peace."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import aiohttp

from bench.kill.judge import waiting
from bench.kill.load import Patient, Seen

Deed = TypeVar("Deed")
# The last answers need a moment to the browsers.
LAST_SECONDS = 3.0


class Load(Protocol):
    """`pause` is the mean time between a patient's messages, in seconds."""

    patients: int
    pause: float
    drain_seconds: float
    seed: int


@dataclass(frozen=True)
class Talked(Generic[Deed]):
    """What each patient saw, what was done meanwhile, and how long all of it took."""

    seen: list[Seen]
    done: Deed
    seconds: float
    drained_in: float

    @property
    def slowest_accept(self) -> float:
        return max(one.slowest_accept for one in self.seen)


async def under_load(
    address: str,
    place: Path | str,
    load: Load,
    do: Callable[[random.Random], Awaitable[Deed]],
) -> Talked[Deed]:
    """The service must be ready; it runs on afterwards. `place` is where its messages are kept."""
    chance = random.Random(load.seed)
    patients = [
        Patient(address, random.Random(chance.random()), load.pause) for _ in range(load.patients)
    ]
    enough, over = asyncio.Event(), asyncio.Event()
    began = time.monotonic()
    # One connection a request, as if each came over another phone's network.
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with aiohttp.ClientSession(connector=connector, trust_env=False) as http:
        talking = [asyncio.create_task(patient.talk(http, enough)) for patient in patients]
        listening = [asyncio.create_task(patient.listen(http, over)) for patient in patients]
        done = await do(chance)
        enough.set()
        await asyncio.gather(*talking)
        seconds = time.monotonic() - began
        drained_in = await drain(place, load.drain_seconds)
        await asyncio.sleep(LAST_SECONDS)
        over.set()
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    return Talked([patient.seen for patient in patients], done, seconds, drained_in)


async def drain(place: Path | str, seconds: float) -> float:
    """Wait until everything is answered; how long that took."""
    began = time.monotonic()
    while await asyncio.to_thread(waiting, place):
        if time.monotonic() - began > seconds:
            break
        await asyncio.sleep(0.5)
    return time.monotonic() - began
