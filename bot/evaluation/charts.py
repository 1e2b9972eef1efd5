"""Bars with 95 % intervals as inline SVG; colours come from the page's style."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from bot.evaluation.intervals import Share
from bot.evaluation.score import Figures

_NAME_WIDTH, _BAR_WIDTH, _COUNT_WIDTH = 190, 400, 110
_ROW, _BAR, _TOP = 26, 12, 22
_WIDTH = _NAME_WIDTH + _BAR_WIDTH + _COUNT_WIDTH


def accepted_bars(groups: Mapping[str, Figures], title: str) -> Markup:
    """One bar a group with the share accepted, the weakest first; unsafe answers are marked."""
    ordered = sorted(groups.items(), key=lambda item: (item[1].accepted.value or 0.0, item[0]))
    height = _TOP + _ROW * len(ordered) + 4
    rows = [_row(name, each, _TOP + _ROW * index) for index, (name, each) in enumerate(ordered)]
    return Markup(
        '<svg class="bars" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>'
    ).format(_WIDTH, height, title, _scale(height), Markup("").join(rows))


def share_gauge(share: Share) -> Markup:
    """One thin bar with its interval, for the head figures."""
    low, high = (round(100 * edge, 2) for edge in share.interval)
    value = round(100 * (share.value or 0.0), 2)
    return Markup(
        '<svg class="gauge" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="6" rx="2"/>'
        '<rect class="interval" x="{}" width="{}" height="6"/>'
        '<rect class="value" x="{}" width="1.2" height="6"/></svg>'
    ).format(low, round(max(high - low, 0.8), 2), min(value, 98.8))


def _row(name: str, figures: Figures, top: int) -> Markup:
    share, unsafe = figures.accepted, figures.unsafe.hits
    middle = top + _ROW // 2
    low, high = (_x(edge) for edge in share.interval)
    count = f"{share.hits}/{share.of}" + (f" · {unsafe} unsafe" if unsafe else "")
    return Markup(
        "<g><title>{title}</title>"
        '<text class="name" x="{name_x}" y="{text_y}">{name}</text>'
        '<rect class="track" x="{left}" y="{bar_y}" width="{full}" height="{bar}" rx="3"/>'
        '<rect class="value{bad}" x="{left}" y="{bar_y}" width="{width}" height="{bar}" rx="3"/>'
        '<path class="whisker" d="M{low} {middle}H{high}M{low} {tip}v6M{high} {tip}v6"/>'
        '<text class="count{bad}" x="{count_x}" y="{text_y}">{count}</text></g>'
    ).format(
        title=f"{name}: {count}",
        name=escape(name.replace("_", " ")),
        name_x=_NAME_WIDTH - 10,
        text_y=middle + 4,
        left=_NAME_WIDTH,
        bar_y=middle - _BAR // 2,
        full=_BAR_WIDTH,
        bar=_BAR,
        bad=" bad" if unsafe else "",
        width=round(_x(share.value or 0.0) - _NAME_WIDTH, 1),
        low=low,
        high=high,
        middle=middle,
        tip=middle - 3,
        count_x=_NAME_WIDTH + _BAR_WIDTH + 10,
        count=count,
    )


def _scale(height: int) -> Markup:
    lines = [
        Markup(
            '<path class="grid" d="M{x} {top}V{bottom}"/>'
            '<text class="tick" x="{x}" y="12">{percent} %</text>'
        ).format(x=_x(percent / 100), top=_TOP - 4, bottom=height, percent=percent)
        for percent in (0, 25, 50, 75, 100)
    ]
    return Markup("").join(lines)


def _x(share: float) -> float:
    return round(_NAME_WIDTH + _BAR_WIDTH * share, 1)
