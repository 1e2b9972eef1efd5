"""`make bench-kill KILLS=1000 CHANNEL=web`; or CHANNEL=whatsapp, CHANNEL=twilio."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import tempfile
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from bench.kill.phone_trial import PHONE_PLAN, on_phones
from bench.kill.processes import running_service
from bench.kill.trial import Outcome, Plan, trial

RESULTS = Path(__file__).parents[1] / "results"
CHANNELS = ("web", "whatsapp", "twilio")


def main() -> None:
    """Kill, judge, write, and end with the figures by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--channel", choices=CHANNELS, default="web", help="whatsapp: Meta's API")
    asked = parser.parse_args()
    plan = Plan(asked.kills)
    with tempfile.TemporaryDirectory(prefix="afterglow-kill-") as folder:
        if asked.channel == "web":
            outcome = _on_the_web(Path(folder), plan)
        else:
            plan = replace(PHONE_PLAN, kills=asked.kills)
            provider = "meta" if asked.channel == "whatsapp" else asked.channel
            outcome = on_phones(Path(folder), plan, provider, _say)
    RESULTS.mkdir(parents=True, exist_ok=True)
    name = "kill" if asked.channel == "web" else f"kill-{asked.channel}"
    written = json.dumps(_figures(plan, outcome), indent=1) + "\n"
    (RESULTS / f"{name}.json").write_text(written, encoding="utf-8")
    verdict = outcome.verdict
    unsure = f" unsure {verdict.unsure}" if asked.channel != "web" else ""
    print(
        f"kills {sum(outcome.killed.values())} acknowledged {verdict.acknowledged} "
        f"lost {verdict.lost} doubled {verdict.doubled}{unsure}"
    )


def _on_the_web(folder: Path, plan: Plan) -> Outcome:
    with running_service(folder) as service:
        service.wait_until_ready()
        _say("ready; the kills begin")
        return asyncio.run(trial(service, plan, _say))


def _say(line: str) -> None:
    print(line, flush=True)


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
