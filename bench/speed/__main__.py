"""`make bench-speed`: how fast and how small, beside Rasa's quickstart (see docs/benchmarks.md)."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bench.marked_page import with_marked
from bench.speed import rounds
from bench.speed.chart import chart
from bench.speed.contender import OURS, QUICKSTART
from bench.speed.lessons import questions, write_lessons
from bench.speed.report import compared, last_line, table
from bench.speed.sizes import environment
from bot.settings import ROOT

RESULT = ROOT / "bench" / "results" / "speed.json"
PAGE = ROOT / "docs" / "benchmarks.md"
CHART = ROOT / "docs" / "benchmarks-speed.svg"
CONTENDERS = (QUICKSTART, OURS)

Say = Callable[[str], None]


def measure(
    folder: Path, repeats: int, trainings: int, seconds: float, kept: Path | None, say: Say
) -> dict[str, Any]:
    """All figures. `kept` holds models of an earlier run of the same lessons, or will."""
    began = time.monotonic()
    figures = {one.name: rounds.Figures() for one in CONTENDERS}
    lessons = folder / "lessons"
    drawn = write_lessons(lessons)
    models = _kept_models(kept, drawn)
    if models is None:
        out = folder / "models"
        out.mkdir()
        models = rounds.train(CONTENDERS, lessons, out, trainings, figures, say)
        _keep(kept, drawn, models)
    texts = questions()
    rounds.starts(CONTENDERS, models, folder, texts, repeats, figures, say)
    rounds.loads(CONTENDERS, models, folder, texts, repeats, seconds, figures, say)
    return {
        "made_on": date.today().isoformat(),
        "took_s": round(time.monotonic() - began),
        "lessons": drawn,
        "rounds": repeats,
        "machine": {
            "cores": os.cpu_count(),
            "kind": platform.machine(),
            "system": platform.system(),
            "load_after": round(os.getloadavg()[0], 2),
        },
        "environment_mb": environment(),
        "contenders": {name: found.as_dict() for name, found in figures.items()},
    }


def _kept_models(kept: Path | None, drawn: str) -> dict[str, Path] | None:
    if kept is None or not (kept / drawn).is_dir():
        return None
    models = {one.name: kept / drawn / f"{one.name}.tar.gz" for one in CONTENDERS}
    return models if all(model.exists() for model in models.values()) else None


def _keep(kept: Path | None, drawn: str, models: dict[str, Path]) -> None:
    if kept is not None:
        (kept / drawn).mkdir(parents=True, exist_ok=True)
        for model in models.values():
            shutil.copy(model, kept / drawn / model.name)


def write(figures: dict[str, Any]) -> None:
    """The result file, the table in the page (between its marks) and the chart."""
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    shown = f"{table(figures)}\n\n![The same figures as bars]({CHART.name})"
    PAGE.write_text(with_marked(page, "speed", shown), encoding="utf-8")
    CHART.write_text(chart(figures), encoding="utf-8")


def main() -> None:
    """Measure, write, and end with the figures by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--trainings", type=int, default=2, help="of each contender")
    parser.add_argument("--seconds", type=float, default=6, help="of each load")
    parser.add_argument("--models", type=Path, help="keep models here, and train none if they fit")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="afterglow-speed-") as folder:
        figures = measure(
            Path(folder),
            asked.rounds,
            asked.trainings,
            asked.seconds,
            asked.models,
            lambda line: print(line, flush=True),
        )
    figures["compared"] = compared(figures["contenders"])
    if not asked.dry:
        write(figures)
    print(last_line(figures))


if __name__ == "__main__":
    main()
