"""Writes the report: one self-contained page, its data, and the failed rows."""

from __future__ import annotations

import json
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.evaluation.charts import accepted_bars, share_gauge
from bot.evaluation.confusion import by_topic, confusions
from bot.evaluation.coverage import at_coverage, curve
from bot.evaluation.curve_chart import risk_curve
from bot.evaluation.record import NAMES, Comparison, compare, earlier, failure, record
from bot.evaluation.score import Figures, Score
from bot.evaluation.table import interval, percent

_PAGE = "report.html.jinja"
_LANGUAGES = {"en": "English", "es": "Spanish"}


def write(score: Score, folder: Path, source: str) -> Comparison | None:
    """Writes report.html, report.json and failures.jsonl; `source` names the labelled files.

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
    points = curve(score.outcomes)
    return environment.get_template(_PAGE).render(
        source=source,
        score=score,
        comparison=comparison,
        names=NAMES,
        groups={"Topics": score.by_topic, "Kinds": score.by_kind},
        languages=_languages(score),
        points=points,
        halfway=at_coverage(points, 0.5),
        risk_curve=risk_curve,
        confusions=by_topic(confusions(score.outcomes)),
        bars=accepted_bars,
        gauge=share_gauge,
        percent=percent,
        interval=interval,
    )


def _languages(score: Score) -> dict[str, Figures]:
    """Everything together, then each language, if there are several."""
    if len(score.by_language) < 2:
        return {}
    named = {_LANGUAGES.get(code, code): each for code, each in score.by_language.items()}
    return {"All": score.overall, **named}


def _line(row: dict[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
