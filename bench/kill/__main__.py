"""`make bench-kill KILLS=1000`."""

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

from bench.kill.processes import running_service
from bench.kill.trial import Outcome, Plan, trial

RESULT = Path(__file__).parents[1] / "results" / "kill.json"


def main() -> None:
    """Kill, judge, write, and end with the figures by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    plan = Plan(parser.parse_args().kills)
    with tempfile.TemporaryDirectory(prefix="afterglow-kill-") as folder:
        data_dir = Path(folder)
        with running_service(data_dir) as service:
            service.wait_until_ready()
            print("ready; the kills begin", flush=True)
            outcome = asyncio.run(trial(service, plan, lambda line: print(line, flush=True)))
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(_figures(plan, outcome), indent=1) + "\n", encoding="utf-8")
    verdict = outcome.verdict
    print(
        f"kills {sum(outcome.killed.values())} acknowledged {verdict.acknowledged} "
        f"lost {verdict.lost} doubled {verdict.doubled}"
    )


def _figures(plan: Plan, outcome: Outcome) -> dict:
    machine = {"cores": os.cpu_count(), "system": f"{platform.system()} {platform.machine()}"}
    return {
        "measured": date.today().isoformat(),
        "machine": machine,
        "plan": asdict(plan),
        "killed": outcome.killed,
        "seconds": round(outcome.seconds, 1),
        "drained_in_s": round(outcome.drained_in, 1),
        "slowest_accept_s": round(outcome.slowest_accept, 2),
        **outcome.verdict.as_dict(),
    }


if __name__ == "__main__":
    main()
