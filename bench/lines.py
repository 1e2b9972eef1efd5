"""Bars and lines as plain SVG, for the pages that show what a bench found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

INK, FAINT = "#1f2937", "#e5e7eb"
COLOURS = ("#0f766e", "#94a3b8", "#b45309", "#4338ca", "#be123c")
_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 760, 250, 70, 40, 200, 40
Points = Sequence[tuple[float, float]]


def page(title: str, panels: Sequence[str], heights: Sequence[int]) -> str:
    """Panels below each other, each drawn from its own top left corner."""
    placed, y = [], 0
    for panel, height in zip(panels, heights):
        placed.append(f'<g transform="translate(0 {y})">\n{panel}\n</g>')
        y += height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" width="{_WIDTH}" '
        f'height="{y}" font-family="system-ui, sans-serif" font-size="13" role="img" '
        f'aria-label="{escape(title)}">\n<title>{escape(title)}</title>\n'
        f'<rect width="{_WIDTH}" height="{y}" fill="#ffffff"/>\n' + "\n".join(placed) + "\n</svg>\n"
    )


def bars(title: str, rows: Sequence[tuple[str, float, str]]) -> tuple[str, int]:
    """One bar a row (label, value, words beside it), the longest as wide as the panel."""
    left, step = 250, 24
    most = max((value for _, value, _ in rows), default=1.0) or 1.0
    lines = [_text(16, 20, title, weight=600)]
    for number, (label, value, words) in enumerate(rows):
        y = 34 + number * step
        width = (_WIDTH - left - 110) * value / most
        lines.append(_text(left - 10, y + 13, label, anchor="end"))
        lines.append(
            f'<rect x="{left}" y="{y}" width="{width:.1f}" height="16" '
            f'fill="{COLOURS[number % 2 == 0]}"/>'
        )
        lines.append(_text(left + width + 8, y + 13, words))
    return "\n".join(lines), 44 + step * len(rows)


def lines(title: str, across: str, series: Mapping[str, Points]) -> tuple[str, int]:
    """Lines over a logarithmic axis, from nought upwards; each is named at its end."""
    points = [point for each in series.values() for point in each]
    least, most = (f(math.log10(x) for x, _ in points) for f in (min, max))
    top = max(y for _, y in points) * 1.1 or 1.0
    width, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def at(x: float, y: float) -> tuple[float, float]:
        share = (math.log10(x) - least) / ((most - least) or 1)
        return _LEFT + share * width, _TOP + height * (1 - y / top)

    drawn = [_text(16, 20, title, weight=600)]
    for share in (0, 0.5, 1):
        y = at(10**least, top * share)[1]
        drawn.append(f'<path d="M{_LEFT} {y:.1f} h{width}" stroke="{FAINT}"/>')
        drawn.append(_text(_LEFT - 8, y + 4, f"{top * share:.3g}", anchor="end"))
    for x in sorted({x for x, _ in points}):
        drawn.append(_text(at(x, 0)[0], _HEIGHT - 22, f"{x:g}", anchor="middle"))
    drawn.append(_text(_LEFT + width / 2, _HEIGHT - 5, across, anchor="middle"))
    for colour, (name, each) in zip(COLOURS, series.items()):
        places = [at(x, y) for x, y in each]
        path = " L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        drawn.append(f'<path d="M{path}" stroke="{colour}" stroke-width="2" fill="none"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        drawn.append(_text(places[-1][0] + 8, places[-1][1] + 4, name, colour=colour))
    return "\n".join(drawn), _HEIGHT


def _text(
    x: float, y: float, words: str, anchor: str = "start", weight: int = 400, colour: str = INK
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" '
        f'fill="{colour}">{escape(words)}</text>'
    )
