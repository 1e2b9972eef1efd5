"""`make bench-growth`: what a long use and a large crowd cost (see docs/benchmarks.md)."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bench.growth import crowd, processes, turns
from bench.growth.databases import databases
from bench.growth.report import chart, last_line, table
from bench.marked_page import with_marked
from bench.speed.contender import OURS
from bench.speed.lessons import questions, write_lessons
from bot.settings import ROOT

RESULT = ROOT / "bench" / "results" / "growth.json"
PAGE = ROOT / "docs" / "benchmarks.md"
CHART = ROOT / "docs" / "benchmarks-growth.svg"
PARTS = ("turns", "patients", "conversations", "processes")
LENGTHS = (10, 100, 500, 2000)
# Rasa's own store takes over a second a turn in the end: its line stops earlier.
STOCK_LENGTHS = (10, 100, 400)
PATIENTS = (100, 10_000, 1_000_000)
CONVERSATIONS = (100, 10_000, 100_000)
PROCESSES = (1, 2, 4)

Say = Callable[[str], None]


def measure(
    folder: Path, parts: tuple[str, ...], repeats: int, seconds: float, small: bool, say: Say
) -> dict[str, Any]:
    """All figures; `small` takes a hundredth of the sizes, to try the bench itself."""
    began = time.monotonic()

    def sized(sizes: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(max(10, size // 100) for size in sizes)) if small else sizes

    figures: dict[str, Any] = {"made_on": date.today().isoformat(), "rounds": repeats}
    texts = questions()
    with databases(folder, say) as found:
        model = None
        if {"turns", "processes"} & set(parts):
            say("• training a small model")
            write_lessons(folder / "lessons")
            (folder / "models").mkdir()
            model, _, _ = OURS.train(folder / "lessons", folder / "models")
        if "turns" in parts:
            figures["turns"] = {}
            stock = replace(OURS, name="stock", store="SQL")
            for one, lengths in ((OURS, LENGTHS), (stock, STOCK_LENGTHS)):
                for kind in found.kinds:
                    say(f"• turns of one conversation, {one.name}, {kind}")
                    figures["turns"][f"{one.name} {kind}"] = turns.measure(
                        one, model, folder, found.new(kind), texts, sized(lengths), repeats, say
                    )
        if "patients" in parts:
            figures["patients"] = crowd.patients(found, sized(PATIENTS), repeats, say)
        if "conversations" in parts:
            asked = sized(CONVERSATIONS)
            figures["conversations"] = crowd.conversations(found, asked, repeats, say)
        if "processes" in parts:
            say("• Rasa processes")
            figures["processes"] = processes.measure(
                OURS, model, folder, found, texts, PROCESSES, repeats, seconds, say
            )
    figures["took_s"] = round(time.monotonic() - began)
    figures["machine"] = {"cores": os.cpu_count(), "load_after": round(os.getloadavg()[0], 2)}
    return figures


def main() -> None:
    """Measure, write, and end with the figures by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6, help="of each load")
    parser.add_argument("--small", action="store_true", help="a hundredth; writes nothing")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="afterglow-growth-") as folder:
        figures = measure(
            Path(folder),
            tuple(asked.parts),
            asked.rounds,
            asked.seconds,
            asked.small,
            lambda line: print(line, flush=True),
        )
    if not asked.small and set(asked.parts) == set(PARTS):
        RESULT.parent.mkdir(parents=True, exist_ok=True)
        RESULT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        page = PAGE.read_text(encoding="utf-8")
        shown = f"{table(figures)}\n\n![The same figures as lines]({CHART.name})"
        PAGE.write_text(with_marked(page, "growth", shown), encoding="utf-8")
        CHART.write_text(chart(figures), encoding="utf-8")
    print(last_line(figures))


if __name__ == "__main__":
    main()
