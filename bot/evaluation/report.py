"""Writes the report: one self-contained page, its data, and the failed rows."""

from __future__ import annotations

import json
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.evaluation.charts import accepted_bars, share_gauge
from bot.evaluation.record import NAMES, Comparison, compare, earlier, failure, record
from bot.evaluation.score import Score
from bot.evaluation.table import interval, percent

_PAGE = "report.html.jinja"


def write(score: Score, folder: Path, source: str) -> Comparison | None:
    """Writes report.html, report.json and failures.jsonl; `source` names the labelled file.

    Returns what changed since the report.json that was there before, None if there was none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    now = record(score)
    before = earlier(folder / "report.json")
    comparison = compare(before, now) if before else None
    _write(folder / "report.html", page(score, source, comparison))
    _write(folder / "failures.jsonl", "".join(_line(failure(o)) for o in score.failures))
    _write(folder / "report.json", json.dumps(now, indent=1, ensure_ascii=False) + "\n")
    return comparison


def page(score: Score, source: str, comparison: Comparison | None = None) -> str:
    """The report as one HTML page that needs nothing else, no script and no network."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(_PAGE).render(
        source=source,
        score=score,
        comparison=comparison,
        names=NAMES,
        groups={"Kinds": score.by_kind, "Topics": score.by_topic, "Languages": score.by_language},
        bars=accepted_bars,
        gauge=share_gauge,
        percent=percent,
        interval=interval,
    )


def _line(row: dict[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
