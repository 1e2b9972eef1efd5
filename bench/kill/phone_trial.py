"""One trial over phones: load, kills, a provider with troubles, then peace and the verdict."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.kill.phone_judge import PhoneVerdict, judge_phones, undelivered
from bench.kill.phone_load import make_trouble, numbers, write
from bench.kill.processes import Service, running_service
from bench.kill.trial import Plan, kill_at_random
from bot.simulator.beside import simulating_apart
from bot.simulator.client import Simulated

PUBLIC_URL = "https://chat.clinic.example"
# As Meta: one message in six seconds to each, so many phones make a load.
PHONE_PLAN = Plan(1000, patients=30, pause=9.0)


@dataclass(frozen=True)
class PhoneOutcome:
    """What was killed, and what came of it."""

    verdict: PhoneVerdict
    killed: dict[str, int]
    seconds: float
    drained_in: float
    slowest_accept: float = 0.0


def on_phones(
    data_dir: Path, plan: Plan, provider: str, say: Callable[[str], None]
) -> PhoneOutcome:
    """The whole service with a simulated provider that nobody kills."""
    with simulating_apart(provider=provider, public_url=PUBLIC_URL, pair_seconds=6.0) as phone:
        # Redelivery after a second and then less often, as Meta does, only within minutes.
        phone.habits(pace=1.0, tries=40)
        with running_service(data_dir, phone.settings()) as service:
            phone.habits(service_url=service.address)
            service.wait_until_ready()
            say("ready; the kills begin")
            return asyncio.run(phone_trial(service, phone, plan, say))


async def phone_trial(
    service: Service, phone: Simulated, plan: Plan, say: Callable[[str], None]
) -> PhoneOutcome:
    """The service must be ready; it runs on afterwards."""
    chance = random.Random(plan.seed)
    enough = asyncio.Event()
    began = time.monotonic()
    people = [
        write(phone, person, random.Random(chance.random()), plan.pause, enough)
        for person in numbers(plan.patients)
    ]
    trouble = make_trouble(phone, random.Random(chance.random()), enough)
    busy = [asyncio.create_task(step) for step in (*people, trouble)]
    killed = await kill_at_random(service, plan, chance, say)
    enough.set()
    await asyncio.gather(*busy)
    seconds = time.monotonic() - began
    drained_in = await _peace(service.data_dir, phone, plan.drain_seconds)
    verdict = judge_phones(service.data_dir, phone.heard(), phone.sent())
    return PhoneOutcome(verdict, killed, seconds, drained_in)


async def _peace(data_dir: Path, phone: Simulated, seconds: float) -> float:
    """Until all is brought, answered and sent, or known to be in doubt."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        quiet = await asyncio.to_thread(phone.quiet, 5.0)
        if quiet and not await asyncio.to_thread(undelivered, data_dir):
            break
        await asyncio.sleep(0.5)
    return time.monotonic() - began
