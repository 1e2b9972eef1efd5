"""`make bench-forgery`: forged and genuine webhooks, then one id many times at once (minutes)."""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from datetime import date
from pathlib import Path

from bench.forgery.storm import Outcome, storm
from bench.forgery.trial import Verdict, trial

RESULT = Path(__file__).parents[1] / "results" / "forgery.json"
PROVIDERS = ("meta", "twilio")


def main() -> None:
    """Forge, judge, write, and end with the figures by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forged", type=int, default=10_000, help="per provider")
    parser.add_argument("--good", type=int, default=1_000, help="per provider")
    parser.add_argument("--ids", type=int, default=1_000, help="per provider; 0 leaves it out")
    parser.add_argument("--copies", type=int, default=50)
    asked = parser.parse_args()
    verdicts, outcomes = {}, {}
    for provider in PROVIDERS:
        with _folder() as folder:
            verdicts[provider] = trial(provider, Path(folder), asked.forged, asked.good)
        _say(f"{provider}: {_of(verdicts[provider])}")
    for provider in PROVIDERS if asked.ids else ():
        with _folder() as folder:
            outcomes[provider] = storm(provider, Path(folder), asked.ids, asked.copies, _say)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(_figures(verdicts, outcomes), indent=1) + "\n", encoding="utf-8")
    print(last_line(verdicts, outcomes))


def last_line(verdicts: dict[str, Verdict], outcomes: dict[str, Outcome]) -> str:
    """Counts for each provider: what was tried is the lesser of both, what failed the sum."""
    both = list(verdicts.values())
    line = (
        f"forged {min(one.forged for one in both)} accepted {sum(one.accepted for one in both)} "
        f"good {min(one.good for one in both)} refused {sum(one.refused for one in both)}"
    )
    storms = list(outcomes.values())
    if not storms:
        return line
    return (
        f"{line} ids {min(one.ids for one in storms)} copies {storms[0].copies} "
        f"messages {min(one.messages for one in storms)} "
        f"replies {min(one.replies for one in storms)} "
        f"doubled {sum(one.doubled for one in storms)}"
    )


def _say(line: str) -> None:
    print(line, flush=True)


def _of(verdict: Verdict) -> str:
    told = ("forged", "accepted", "good", "refused")
    return " ".join(f"{name} {getattr(verdict, name)}" for name in told)


def _folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="afterglow-forgery-")


def _figures(verdicts: dict[str, Verdict], outcomes: dict[str, Outcome]) -> dict:
    return {
        "measured": date.today().isoformat(),
        "machine": {"cores": os.cpu_count(), "system": f"{platform.system()} {platform.machine()}"},
        "forgeries": {provider: one.as_dict() for provider, one in verdicts.items()},
        "copies": {provider: one.as_dict() for provider, one in outcomes.items()},
    }


if __name__ == "__main__":
    main()
