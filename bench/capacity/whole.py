"""A whole installation under load: what a message costs each kind of process, and what it bears."""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp

from bench.kill.load import Patient
from bench.rolling.installation import Installation, installed
from bench.speed.tree import cpu_seconds

Say = Callable[[str], None]
KINDS = ("gateway", "worker", "rasa", "nginx")
# Whole questions: after half a sentence we wait for the rest, whatever the load is.
SAID = ("can I wear makeup?", "is flaking normal?", "can I go swimming tomorrow?")
QUIET_PATIENTS, FULL_PATIENTS = 2, 80
# The gateway lets one chat write once a second; more would measure its refusals.
PACE_SECONDS = 1.2


def measure(folder: Path, rasas: int, seconds: float, say: Say, **env: str) -> dict[str, Any]:
    """Patients who each wait for the answer: two, then too many."""
    with installed(folder, 1, 1, rasas, say, **env) as installation:
        asyncio.run(_ask(installation, 4, min(8.0, seconds)))
        idle = asyncio.run(_idle(installation, seconds / 2))
        quiet, _ = asyncio.run(_ask(installation, QUIET_PATIENTS, seconds))
        before = _cpu(installation)
        full, took = asyncio.run(_ask(installation, FULL_PATIENTS, seconds))
        used = {kind: value - before[kind] for kind, value in _cpu(installation).items()}
    return {
        "measured": date.today().isoformat(),
        "machine": {"cores": os.cpu_count(), "load_after": round(os.getloadavg()[0], 2)},
        "rasas": rasas,
        "seconds": round(took, 1),
        "idle_core_percent": round(100 * idle, 2),
        "quiet": _waits(quiet),
        "full": {**_waits(full), "patients": FULL_PATIENTS, "per_s": round(len(full) / took, 2)},
        "cpu_ms": {kind: round(1000 * value / len(full), 2) for kind, value in used.items()},
        "spread": round(statistics.pstdev(quiet) / statistics.mean(quiet), 3),
    }


async def _ask(
    installation: Installation, patients: int, seconds: float
) -> tuple[list[float], float]:
    """Seconds that each answer took as its patient saw it, and the time of all."""
    over = asyncio.Event()
    found: list[float] = []
    async with aiohttp.ClientSession(trust_env=False) as http:
        asking = [Patient(installation.address, random.Random(n), 1.0) for n in range(patients)]
        for one in asking:
            await one.begin(http)
        hearing = [asyncio.create_task(one.listen(http, over)) for one in asking]
        began = time.monotonic()
        await asyncio.gather(*(_in_turn(one, http, began + seconds, found) for one in asking))
        took = time.monotonic() - began
        over.set()
        for task in hearing:
            task.cancel()
        await asyncio.gather(*hearing, return_exceptions=True)
    return found, took


async def _idle(installation: Installation, seconds: float) -> float:
    """Share of a core that gateway, worker and PostgreSQL use while one open chat is silent."""
    over = asyncio.Event()
    async with aiohttp.ClientSession(trust_env=False) as http:
        one = Patient(installation.address, random.Random(0), 1.0)
        await one.begin(http)
        hearing = asyncio.create_task(one.listen(http, over))
        await asyncio.sleep(6)
        before = _cpu(installation)
        await asyncio.sleep(seconds)
        after = _cpu(installation)
        over.set()
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)
    return sum(after[kind] - before[kind] for kind in ("gateway", "worker", "postgres")) / seconds


async def _in_turn(
    patient: Patient, http: aiohttp.ClientSession, until: float, found: list[float]
) -> None:
    count = 0
    while time.monotonic() < until:
        at = time.monotonic()
        await patient.send(http, SAID[count % len(SAID)])
        count += 1
        while not _answered(patient, count):
            await asyncio.sleep(0.002)
        took = time.monotonic() - at
        found.append(took)
        await asyncio.sleep(max(0.0, PACE_SECONDS - took))


def _answered(patient: Patient, count: int) -> bool:
    """Whether there is a reply to each of its messages; sentences about waiting are none."""
    messages = patient.seen.messages.values()
    return sum(one["from"] != "patient" and not _waiting(one) for one in messages) >= count


def _waiting(message: dict) -> bool:
    return message["text"].startswith(("This is taking", "Esto está tardando"))


def _waits(found: list[float]) -> dict[str, float]:
    ordered = sorted(found)
    at = {name: ordered[int(share * (len(ordered) - 1))] for name, share in _SHARES.items()}
    return {name: round(1000 * value, 1) for name, value in at.items()} | {"answers": len(found)}


_SHARES = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}


def _cpu(installation: Installation) -> dict[str, float]:
    used = dict.fromkeys(KINDS, 0.0)
    for part in installation.parts:
        used[part.name.split()[0]] += cpu_seconds(part.process.pid)
    return {**used, "postgres": _postgres()}


def _postgres() -> float:
    """Of every PostgreSQL on this machine: keep others away from a measurement."""
    used = 0.0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "comm").read_text().strip() == "postgres":
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                    used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            except (FileNotFoundError, ProcessLookupError):
                continue
    return used


def save(figures: dict[str, Any], file: Path) -> None:
    """Where the plan reads them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
