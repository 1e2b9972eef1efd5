"""The figures for people: a Markdown table for the page, one line for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.ten_shot.scores import MEASURE

NAMES = {
    "ours": "Afterglow: vectors and head",
    "quickstart": "Rasa quickstart (DIET)",
    "tfidf": "TF-IDF, logistic regression",
    "nlpjs": "nlp.js",
    "product": "Afterglow: whole product in Rasa",
}
TITLES = {"topic": "What is it about? (topic)", "intent": "What is asked of us? (intent)"}
BEGIN, END = "<!-- figures:understanding -->", "<!-- end of figures:understanding -->"
_HEAD = (
    "| | right | 95 % interval | macro-F1 | ms p50 | ms p95 | cpu ms | training s (cpu s) | "
    "peak MB |\n|---|---|---|---|---|---|---|---|---|"
)
_RATIOS = (
    "| beside quickstart | points of accuracy | ms p50 | cpu ms | training cpu | memory |\n"
    "|---|---|---|---|---|---|"
)


def with_table(page: str, text: str) -> str:
    """The page with `text` between its marks. Raises ValueError when they are missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The page needs the lines {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def table(figures: Mapping[str, Any]) -> str:
    """Both tables with what they were measured on."""
    machine, data = figures["machine"], figures["data"]
    parts = [
        f"Measured {figures['made_on']} on {machine['cores']} shared cores ({machine['kind']}, "
        f"{machine['system']}; load {machine['load_before']} before, {machine['load_after']} "
        f"after), {data['english_messages']} English messages, seed {figures['seed']}."
    ]
    for label, part in figures["tables"].items():
        rows = part["systems"]
        parts.append(
            f"**{TITLES[label]}** {len(part['classes'])} classes, {part['train']} messages to "
            f"learn from, {part['test']} to read."
        )
        lines = [_row(name, rows[name]) for name in NAMES if name in rows]
        parts.append("\n".join([_HEAD, *lines]))
        beside = [name for name in NAMES if name != MEASURE]
        ratios = [_ratio(n, rows[n]) for n in beside if "to_quickstart" in rows.get(n, {})]
        if ratios:
            parts.append("\n".join([_RATIOS, *ratios]))
    return "\n\n".join(parts)


def last_line(figures: Mapping[str, Any]) -> str:
    """Pairs of name and value on one line, from the topics and, marked `intent_`, the intents."""
    pairs: list[str] = []
    for label, part in figures["tables"].items():
        rows = {name: row for name, row in part["systems"].items() if "failed" not in row}
        first = "" if label == "topic" else f"{label}_"
        for name, row in rows.items():
            if "accuracy" in row:
                pairs.append(f"{first}accuracy_{name} {row['accuracy']['value']:.3f}")
        if first:
            continue
        pairs += [f"ms_p50_{name} {row['ms']['p50']:.2f}" for name, row in rows.items()]
        pairs += [
            f"train_s_{name} {row['train_s']['wall']:.1f}"
            for name, row in rows.items()
            if "train_s" in row
        ]
        pairs += [f"peak_mb_{name} {row['peak_mb']:.0f}" for name, row in rows.items()]
        ours, product = (rows.get(n, {}).get("to_quickstart") for n in ("ours", "product"))
        if ours:
            pairs.append(f"points_over_quickstart {ours['points']:.1f}")
        if product:
            pairs.append(f"product_ms_ratio {product['ms_p50']:.2f}")
            pairs.append(f"product_cpu_ratio {product['ms_cpu']:.2f}")
    return " ".join(pairs)


def _row(name: str, row: Mapping[str, Any]) -> str:
    if "failed" in row:
        why = row["failed"].splitlines()[-1].replace("|", "/")
        return f"| {NAMES[name]} | did not run: {why} | | | | | | | |"
    quality, training = ["", "", ""], ""
    if "accuracy" in row:
        accuracy = row["accuracy"]
        quality = [
            f"{_percent(accuracy['value'])}",
            f"{_percent(accuracy['low'])} to {_percent(accuracy['high'])}",
            f"{row['macro_f1']:.3f}",
        ]
        training = f"{row['train_s']['wall']:.1f} ({row['train_s']['cpu']:.1f})"
    times = [f"{row['ms'][key]:.2f}" for key in ("p50", "p95", "cpu_mean")]
    cells = [NAMES[name], *quality, *times, training, f"{row['peak_mb']:.0f}"]
    return f"| {' | '.join(cells)} |"


def _ratio(name: str, row: Mapping[str, Any]) -> str:
    ratios = row["to_quickstart"]
    points = f"{ratios['points']:+.1f}" if "points" in ratios else ""
    training = f"{ratios['train_cpu']:.3f}" if "train_cpu" in ratios else ""
    cells = [f"{ratios['ms_p50']:.2f}", f"{ratios['ms_cpu']:.2f}", training]
    return f"| {NAMES[name]} | {points} | {' | '.join(cells)} | {ratios['peak_mb']:.2f} |"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
