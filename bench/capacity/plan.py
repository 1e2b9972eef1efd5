"""How many of each process: enough for the fullest hour while one of them is away."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bench.capacity.people import People, peak_hour
from bench.capacity.points import Points
from bench.capacity.queueing import waits

# Above this a burst is felt.
FULL = 0.6
# What one worker holds at a time (bot/worker), and what one gateway may hold open (assumed).
CONVERSATIONS_OF_A_WORKER = 4
STREAMS_OF_A_GATEWAY = 2000
# A chat stays open for so long after its last message (assumed).
OPEN_SECONDS = 600.0
SEED = 7


@dataclass(frozen=True)
class Needs:
    """Processes, and what patients notice: seconds until the answer, with all of them there."""

    people: People
    rasas: int
    workers: int
    gateways: int
    database_cores: float
    streams: int
    p50: float
    p95: float
    p99: float


def needs(people: People, known: Points) -> Needs:
    """For the fullest hour; one process of each kind may be restarted or dead."""
    rate = people.peak_second
    rasas = _spare(rate * known.rasa / FULL)
    hour = peak_hour(people, SEED)
    took = known.fixed + waits(hour, rasas, known.rasa, known.spread, SEED)
    p50, p95, p99 = np.quantile(took, (0.5, 0.95, 0.99)) if took.size else (known.fixed,) * 3
    held = rate * float(took.mean() if took.size else known.fixed)
    workers = _spare(max(rate * known.worker, held / CONVERSATIONS_OF_A_WORKER) / FULL)
    streams = rate / people.in_a_row * (people.in_a_row * people.pause + OPEN_SECONDS)
    gateways = _spare(
        max(
            rate / known.accepts / FULL,
            rate * known.gateway / FULL,
            streams / STREAMS_OF_A_GATEWAY,
        )
    )
    return Needs(
        people,
        rasas,
        workers,
        gateways,
        rate * known.database / FULL,
        math.ceil(streams),
        float(p50),
        float(p95),
        float(p99),
    )


def _spare(processes: float) -> int:
    return math.ceil(processes) + 1
