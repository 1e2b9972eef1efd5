"""One Rasa process and several on one database, each with patients of its own.

The load comes from the same cores: what it takes is missing to the processes, so the processor
time of the processes themselves is given beside the messages a second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from bench.growth.databases import Databases
from bench.speed.contender import Contender
from bench.speed.load import Asking, Waits

Say = Callable[[str], None]
_CLIENTS = 16


def measure(
    contender: Contender,
    model: Path,
    folder: Path,
    databases: Databases,
    texts: Sequence[str],
    counts: Sequence[int],
    repeats: int,
    seconds: float,
    say: Say,
) -> dict[str, Any]:
    """Messages a second of each round, for each number of processes, on the last database kind."""
    kind = databases.kinds[-1]
    url = databases.new(kind)
    rounds: dict[int, list[tuple[float, float]]] = {count: [] for count in counts}
    with ExitStack() as stack:
        standing = []
        for number in range(max(counts)):
            server = stack.enter_context(contender.served(model, folder / str(number), url))
            standing.append(Asking(server, texts))
            standing[-1].first_answer()
            say(f"  process {number + 1} stands ({kind})")
        for asking in standing:
            asking.ask(4, seconds / 2)
        for _ in range(repeats):
            for count in counts:
                rounds[count].append(asyncio.run(_together(standing[:count], seconds)))
    figures = {}
    for count in counts:
        per_s = [rate for rate, _ in rounds[count]]
        gains = [rate / one for rate, (one, _) in zip(per_s, rounds[counts[0]])]
        figures[str(count)] = {
            "per_s": [round(rate, 2) for rate in per_s],
            "cpu_share": [round(share, 3) for _, share in rounds[count]],
            "over_one": round(median(gains), 3),
        }
        say(f"  {count} processes: {median(per_s):.1f} a second, {median(gains):.2f} of one")
    return {"database": kind, "clients": _CLIENTS, "counts": figures}


async def _together(asked: Sequence[Asking], seconds: float) -> tuple[float, float]:
    """Messages a second in all, and how many cores the processes had."""
    began = time.monotonic()
    share = _CLIENTS // len(asked)
    found: list[Waits] = await asyncio.gather(*(one.asked(share, seconds) for one in asked))
    took = time.monotonic() - began
    messages = sum(len(waits.seconds) for waits in found)
    return messages / took, sum(waits.cpu for waits in found) / took
