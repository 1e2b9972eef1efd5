"""Load, every process replaced one after another, then peace until all is answered; the verdict."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bench.kill.judge import Verdict, judge
from bench.kill.under_load import under_load
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
    talked = await under_load(
        installation.address,
        installation.database,
        plan,
        lambda _: restart_each(installation, plan, say),
    )
    refused: Counter[str] = Counter()
    for seen in talked.seen:
        refused.update(seen.refused)
    return Outcome(
        judge(installation.database, talked.seen),
        out_of_order(installation.database),
        talked.done,
        talked.seconds,
        talked.drained_in,
        talked.slowest_accept,
        dict(refused),
    )


async def restart_each(
    installation: Installation, plan: Plan, say: Callable[[str], None]
) -> int:
    """One after another, each ready before the next goes; how many it were."""
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
    return restarted
