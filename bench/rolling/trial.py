"""Load, every process replaced one after another, then peace until all is answered; the verdict."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from bench.kill.judge import Verdict, judge
from bench.kill.load import Patient
from bench.kill.trial import drain
from bench.rolling.installation import Installation
from bench.rolling.order import out_of_order


@dataclass(frozen=True)
class Plan:
    """`rounds` times every process; `pause` is the mean time between a patient's messages."""

    rounds: int
    patients: int = 12
    pause: float = 2.0
    settle_seconds: float = 1.0
    drain_seconds: float = 300.0
    seed: int = 20262
    # Parts by name that are left alone, where time is short.
    spared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What was restarted, and what came of it."""

    verdict: Verdict
    disordered: int
    restarted: int
    seconds: float
    drained_in: float
    slowest_accept: float
    refused: dict[str, int]


async def trial(installation: Installation, plan: Plan, say: Callable[[str], None]) -> Outcome:
    """The installation must be ready; it runs on afterwards."""
    chance = random.Random(plan.seed)
    patients = [
        Patient(installation.address, random.Random(chance.random()), plan.pause)
        for _ in range(plan.patients)
    ]
    enough, over = asyncio.Event(), asyncio.Event()
    began = time.monotonic()
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with aiohttp.ClientSession(connector=connector, trust_env=False) as http:
        talking = [asyncio.create_task(patient.talk(http, enough)) for patient in patients]
        listening = [asyncio.create_task(patient.listen(http, over)) for patient in patients]
        await asyncio.sleep(2 * plan.pause)
        restarted = 0
        for _ in range(plan.rounds):
            for part in (one for one in installation.parts if one.name not in plan.spared):
                at = time.monotonic()
                await asyncio.to_thread(part.stop)
                part.start()
                await asyncio.to_thread(part.wait_until_ready)
                restarted += 1
                say(f"  restarted {part.name} in {time.monotonic() - at:.1f} s")
                await asyncio.sleep(plan.settle_seconds)
        enough.set()
        await asyncio.gather(*talking)
        seconds = time.monotonic() - began
        drained_in = await drain(installation.database, plan.drain_seconds)
        # The last answers need a moment to the browsers.
        await asyncio.sleep(2)
        over.set()
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    refused: dict[str, int] = {}
    for patient in patients:
        for code, times in patient.seen.refused.items():
            refused[code] = refused.get(code, 0) + times
    return Outcome(
        judge(installation.database, [patient.seen for patient in patients]),
        out_of_order(installation.database),
        restarted,
        seconds,
        drained_in,
        max(patient.seen.slowest_accept for patient in patients),
        refused,
    )
