"""One trial: load, kills, then peace until everything is answered, then the verdict."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bench.kill.judge import Verdict, judge, waiting
from bench.kill.load import Patient
from bench.kill.processes import Service


@dataclass(frozen=True)
class Plan:
    """`every`: seconds between two kills of a kind, on average; what starts slowly is spared."""

    kills: int
    every: dict[str, float] = field(
        default_factory=lambda: {"gateway": 1.9, "worker": 1.9, "actions": 12.0, "rasa": 45.0}
    )
    patients: int = 12
    pause: float = 4.0
    drain_seconds: float = 600.0
    seed: int = 20261


@dataclass(frozen=True)
class Outcome:
    """What was killed, and what came of it."""

    verdict: Verdict
    killed: dict[str, int]
    seconds: float
    drained_in: float
    slowest_accept: float


async def trial(service: Service, plan: Plan, say: Callable[[str], None]) -> Outcome:
    """The service must be ready; it runs on afterwards."""
    chance = random.Random(plan.seed)
    patients = [
        Patient(service.address, random.Random(chance.random()), plan.pause)
        for _ in range(plan.patients)
    ]
    enough, over = asyncio.Event(), asyncio.Event()
    began = time.monotonic()
    # One connection a request, as if each came over another phone's network.
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with aiohttp.ClientSession(connector=connector, trust_env=False) as http:
        talking = [asyncio.create_task(patient.talk(http, enough)) for patient in patients]
        listening = [asyncio.create_task(patient.listen(http, over)) for patient in patients]
        killed = await kill_at_random(service, plan, chance, say)
        enough.set()
        await asyncio.gather(*talking)
        seconds = time.monotonic() - began
        drained_in = await drain(service.data_dir, plan.drain_seconds)
        # The last answers need a moment to the browsers.
        await asyncio.sleep(3)
        over.set()
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    verdict = judge(service.data_dir, [patient.seen for patient in patients])
    slowest = max(patient.seen.slowest_accept for patient in patients)
    return Outcome(verdict, killed, seconds, drained_in, slowest)


async def kill_at_random(
    service: Service, plan: Plan, chance: random.Random, say: Callable[[str], None]
) -> dict[str, int]:
    """Until there were enough; how many of each kind."""
    killed: Counter[str] = Counter()
    now = time.monotonic()
    due = {kind: now + chance.expovariate(1 / mean) for kind, mean in plan.every.items()}
    while killed.total() < plan.kills:
        kind = min(due, key=due.get)
        await asyncio.sleep(max(0.0, due[kind] - time.monotonic()))
        if await asyncio.to_thread(service.signal_one, kind, signal.SIGKILL, chance):
            killed[kind] += 1
            if killed.total() % 50 == 0:
                say(f"  {killed.total()} kills, {waiting(service.data_dir)} waiting")
        due[kind] = time.monotonic() + chance.expovariate(1 / plan.every[kind])
    return dict(killed)


async def drain(place: Path | str, seconds: float) -> float:
    """Wait until everything is answered; how long that took."""
    began = time.monotonic()
    while await asyncio.to_thread(waiting, place):
        if time.monotonic() - began > seconds:
            break
        await asyncio.sleep(0.5)
    return time.monotonic() - began
