"""`python -m bench.capacity --patients 1000000`; `--measure` measures an installation first."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.capacity.people import People
from bench.capacity.plan import needs
from bench.capacity.points import WHOLE, NotMeasured, points
from bench.capacity.report import chart, checks, line, table
from bench.capacity.whole import measure, save
from bench.marked_page import with_marked
from bot.settings import ROOT

PAGE, CHART = ROOT / "docs" / "capacity.md", ROOT / "docs" / "capacity.svg"
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
# Everybody treated on the same day of every week: more than any country's clinics together.
WEEKLY = 52.0


def main() -> None:
    """Plan, and end with the figures by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--treatments", type=float, default=4.0, help="a patient and year")
    parser.add_argument("--measure", action="store_true", help="a whole installation first")
    parser.add_argument("--seconds", type=float, default=60, help="of each measured load")
    parser.add_argument("--write", action="store_true", help="docs/capacity.md and its chart")
    asked = parser.parse_args()
    if asked.measure:
        with tempfile.TemporaryDirectory(prefix="afterglow-whole-") as folder:
            save(measure(Path(folder), 1, asked.seconds, _say), WHOLE)
    try:
        known = points()
    except NotMeasured as missing:
        parser.exit(1, f"{missing}\n")
    for said in checks(known):
        _say(said)
    if asked.write:
        usual = [needs(People(size), known) for size in SIZES]
        most = [needs(People(size, treatments_a_year=WEEKLY), known) for size in SIZES]
        page = PAGE.read_text(encoding="utf-8")
        page = with_marked(page, "usual", table(usual))
        page = with_marked(page, "most", table(most))
        page = with_marked(page, "checks", "\n".join(f"- {said}" for said in checks(known)))
        PAGE.write_text(page, encoding="utf-8")
        CHART.write_text(chart(usual, most), encoding="utf-8")
    print(line(needs(People(asked.patients, asked.treatments), known)))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
