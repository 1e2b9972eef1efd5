"""One trial: load, kills, then peace until everything is answered, then the verdict."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.kill.judge import Verdict, judge, waiting
from bench.kill.processes import Service
from bench.kill.under_load import under_load


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
    talked = await under_load(
        service.address,
        service.data_dir,
        plan,
        lambda chance: kill_at_random(service, plan, chance, say),
    )
    verdict = judge(service.data_dir, talked.seen)
    return Outcome(
        verdict, talked.done, talked.seconds, talked.drained_in, talked.slowest_accept
    )


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
