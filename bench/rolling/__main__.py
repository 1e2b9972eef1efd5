"""`make bench-rolling`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path

from bench.rolling.installation import installed
from bench.rolling.trial import Outcome, Plan, trial

RESULT = Path(__file__).parents[1] / "results" / "rolling.json"


def main() -> None:
    """Restart, judge, write, and end with the figures by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="times that every process restarts")
    parser.add_argument("--gateways", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rasas", type=int, default=2)
    asked = parser.parse_args()
    plan = Plan(asked.rounds)
    with tempfile.TemporaryDirectory(prefix="afterglow-rolling-") as folder:
        counts = (asked.gateways, asked.workers, asked.rasas)
        with installed(Path(folder), *counts, _say) as installation:
            _say("ready; the restarts begin")
            outcome = asyncio.run(trial(installation, plan, _say))
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(_figures(asked, plan, outcome), indent=1) + "\n", "utf-8")
    verdict = outcome.verdict
    print(
        f"restarted {outcome.restarted} acknowledged {verdict.acknowledged} "
        f"lost {verdict.lost} doubled {verdict.doubled}"
    )


def _say(line: str) -> None:
    print(line, flush=True)


def _figures(asked: argparse.Namespace, plan: Plan, outcome: Outcome) -> dict:
    machine = {"cores": os.cpu_count(), "system": f"{platform.system()} {platform.machine()}"}
    return {
        "measured": date.today().isoformat(),
        "machine": machine,
        "processes": {kind: getattr(asked, kind) for kind in ("gateways", "workers", "rasas")},
        "plan": asdict(plan),
        "restarted": outcome.restarted,
        "seconds": round(outcome.seconds, 1),
        "drained_in_s": round(outcome.drained_in, 1),
        "slowest_accept_s": round(outcome.slowest_accept, 2),
        "refused": outcome.refused,
        "out_of_order": outcome.disordered,
        **outcome.verdict.as_dict(),
    }


if __name__ == "__main__":
    main()
