"""The figures as bars, drawn as plain SVG."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from bench.ten_shot.report import NAMES

_OURS, _OTHERS, _INK, _FAINT = "#0f766e", "#94a3b8", "#1f2937", "#e5e7eb"
_WIDTH, _LEFT, _RIGHT = 760, 230, 90
_BAR, _STEP, _TITLE = 16, 25, 34
Bar = tuple[str, float, str, tuple[float, float] | None]


def chart(figures: Mapping[str, Any]) -> str:
    """Accuracy with its interval for both labels, then what a message and a training cost."""
    tables = figures["tables"]
    topic = tables["topic"]["systems"]
    panels = [
        (f"Right {label}, % of {part['test']} messages", _accuracies(part["systems"]), 100.0)
        for label, part in tables.items()
    ]
    panels += [
        ("One message, ms (median)", _bars(topic, lambda row: row["ms"]["p50"], 2), None),
        ("Training, seconds of one core", _bars(topic, lambda row: row["train_s"]["cpu"], 1), None),
        ("Most memory of the process, MB", _bars(topic, lambda row: row["peak_mb"], 0), None),
    ]
    parts, y = [], 10
    for title, bars, most in panels:
        parts.append(_panel(title, bars, most, y))
        y += _TITLE + _STEP * len(bars) + 14
    about = f"Learnt from {figures['per_class']} examples a class, same messages for every system"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" width="{_WIDTH}" '
        f'height="{y}" font-family="system-ui, sans-serif" font-size="13" role="img" '
        f'aria-label="{escape(about)}">\n<title>{escape(about)}</title>\n'
        f'<rect width="{_WIDTH}" height="{y}" fill="#ffffff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _accuracies(rows: Mapping[str, Any]) -> list[Bar]:
    bars: list[Bar] = []
    for name, label in NAMES.items():
        accuracy = rows.get(name, {}).get("accuracy")
        if accuracy:
            value, low, high = (100 * accuracy[key] for key in ("value", "low", "high"))
            bars.append((label, value, f"{value:.1f}", (low, high)))
    return bars


def _bars(rows: Mapping[str, Any], figure: Any, digits: int) -> list[Bar]:
    bars: list[Bar] = []
    for name, label in NAMES.items():
        try:
            value = figure(rows[name])
        except KeyError:
            # A system that did not run, or does not train here, has no bar.
            continue
        bars.append((label, value, f"{value:.{digits}f}", None))
    return bars


def _panel(title: str, bars: list[Bar], most: float | None, top: int) -> str:
    most = most or max((value for _, value, _, _ in bars), default=0.0) or 1.0
    scale = (_WIDTH - _LEFT - _RIGHT) / most
    lines = [f'<text x="16" y="{top + 18}" font-weight="600" fill="{_INK}">{escape(title)}</text>']
    for number, (label, value, words, interval) in enumerate(bars):
        y = top + _TITLE + number * _STEP
        colour = _OURS if label.startswith("Afterglow") else _OTHERS
        middle, end = y + _BAR / 2, _LEFT + value * scale
        lines += [
            f'<text x="{_LEFT - 10}" y="{y + 13}" text-anchor="end" fill="{_INK}">'
            f"{escape(label)}</text>",
            f'<rect x="{_LEFT}" y="{y}" width="{_WIDTH - _LEFT - _RIGHT}" height="{_BAR}" '
            f'fill="{_FAINT}" opacity="0.5"/>',
            f'<rect x="{_LEFT}" y="{y}" width="{value * scale:.1f}" height="{_BAR}" '
            f'fill="{colour}"/>',
        ]
        if interval:
            low, high = (_LEFT + edge * scale for edge in interval)
            lines.append(
                f'<path d="M{low:.1f} {middle} H{high:.1f} M{low:.1f} {y + 4} v8 '
                f'M{high:.1f} {y + 4} v8" stroke="{_INK}" stroke-width="1.5" fill="none"/>'
            )
            end = high
        lines.append(f'<text x="{end + 8:.1f}" y="{y + 13}" fill="{_INK}">{words}</text>')
    return "\n".join(lines)
