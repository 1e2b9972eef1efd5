"""`make bench-understanding`: our understanding beside three others, from ten examples a class.

Every system learns from the same messages and reads the same others, in a process of its own, one
message at a time. Writes bench/results/understanding.json, the table in docs/benchmarks.md and the
chart beside it; the last line is figures by name.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bench.ten_shot.chart import chart
from bench.ten_shot.processes import SystemFailed, run_system
from bench.ten_shot.report import last_line, table, with_table
from bench.ten_shot.scores import costs, scored, with_comparison
from bench.ten_shot.split import LEAST, PER_CLASS, SEED, Split, draw, english_examples
from bot.settings import ROOT

DATA = ROOT / "data" / "nlu.yml"
RESULT = ROOT / "bench" / "results" / "understanding.json"
PAGE = ROOT / "docs" / "benchmarks.md"
CHART = ROOT / "docs" / "benchmarks-understanding.svg"
LABELS = ("topic", "intent")
# Product after quickstart: their times are compared, so they are taken one after the other.
ORDER = ("tfidf", "nlpjs", "ours", "quickstart", "product")

Say = Callable[[str], None]


def measure(
    systems: Sequence[str] = ORDER, only: Sequence[str] = (), say: Say = print
) -> dict[str, Any]:
    """Run the comparison and return all figures; a system that fails says so in its row.

    `only` names the topics to keep, all when empty; the table of intents is then left out.
    """
    examples = english_examples(DATA)
    load_before = os.getloadavg()[0]
    tables: dict[str, Any] = {}
    for label in LABELS[:1] if only else LABELS:
        split = draw(examples, label, only)
        say(
            f"• {label}: {len(split.classes)} classes, {len(split.train)} messages to learn from, "
            f"{len(split.test)} to read"
        )
        # The product's time does not depend on the labels.
        wanted = [name for name in systems if name != "product" or label == LABELS[0]]
        tables[label] = {
            "classes": split.classes,
            "train": len(split.train),
            "test": len(split.test),
            "split": split.fingerprint,
            "systems": with_comparison(_rows(split, wanted, say)),
        }
    return {
        "made_on": date.today().isoformat(),
        "data": {
            "file": str(DATA.relative_to(ROOT)),
            "sha256": hashlib.sha256(DATA.read_bytes()).hexdigest(),
            "english_messages": len(examples),
        },
        "seed": SEED,
        "per_class": PER_CLASS,
        "least_messages": LEAST,
        "machine": {
            "cores": os.cpu_count(),
            "kind": platform.machine(),
            "system": platform.system(),
            "load_before": round(load_before, 2),
            "load_after": round(os.getloadavg()[0], 2),
        },
        "tables": tables,
    }


def _rows(split: Split, systems: Sequence[str], say: Say) -> dict[str, dict[str, Any]]:
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        split_file = Path(folder) / "split.json"
        split.save(split_file)
        for name in systems:
            say(f"• {split.label}: {name}")
            try:
                outcome = run_system(name, split_file, Path(folder), say)
            except SystemFailed as failure:
                rows[name] = {"failed": str(failure)}
                say(f"  did not run: {failure}")
                continue
            rows[name] = costs(outcome) if name == "product" else scored(split, outcome)
            say(_news(rows[name]))
    return rows


def _news(row: dict[str, Any]) -> str:
    parts = [f"{row['ms']['p50']:.2f} ms a message", f"{row['peak_mb']:.0f} MB"]
    if "accuracy" in row:
        parts.insert(0, f"{100 * row['accuracy']['value']:.1f} % right")
        parts.append(f"trained in {row['train_s']['wall']:.1f} s")
    return "  " + ", ".join(parts)


def write(figures: dict[str, Any], result: Path, page: Path, picture: Path) -> None:
    """The result file, the table in the page (between its marks) and the chart."""
    result.parent.mkdir(parents=True, exist_ok=True)
    result.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    page.write_text(with_table(page.read_text(encoding="utf-8"), table(figures)), encoding="utf-8")
    picture.write_text(chart(figures), encoding="utf-8")


def main() -> None:
    """Measure, write, and end with the figures by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--redraw", action="store_true", help="table and chart of the last result, nothing measured"
    )
    if parser.parse_args().redraw:
        figures = json.loads(RESULT.read_text(encoding="utf-8"))
    else:
        figures = measure(say=lambda text: print(text, flush=True))
    write(figures, RESULT, PAGE, CHART)
    print(last_line(figures))


if __name__ == "__main__":
    main()
