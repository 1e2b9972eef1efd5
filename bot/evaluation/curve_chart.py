"""The risk-coverage curve as inline SVG; colours come from the page's style."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from bot.evaluation.coverage import Point

_LEFT, _TOP, _WIDE, _HIGH, _RIGHT, _BELOW = 56, 14, 760, 230, 30, 44
_STEPS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0)

Pairs = Sequence[tuple[float, float]]


def risk_curve(points: Sequence[Point], before: Pairs = ()) -> Markup:
    """Share wrong over share answered, with its 95 % band; `before` is an earlier curve, dashed.

    The band is cut where the drawing ends.
    """
    now = [(point.coverage.value or 0.0, point.risk.value or 0.0) for point in points]
    highest = max((risk for _, risk in (*now, *before)), default=0.0)
    top = next(step for step in _STEPS if step >= highest)
    low = [(point.coverage.value or 0.0, point.risk.interval[0]) for point in points]
    high = [(point.coverage.value or 0.0, point.risk.interval[1]) for point in points]
    return Markup(
        '<svg class="curve" viewBox="0 0 {} {}" role="img" '
        'aria-label="Share wrong over share answered, the surest answers first">'
        '{}<path class="band" d="{}Z"/>{}<path class="line" d="{}"/>{}</svg>'
    ).format(
        _LEFT + _WIDE + _RIGHT,
        _TOP + _HIGH + _BELOW,
        _grid(top),
        _path([*high, *reversed(low)], top) if now else "",
        Markup('<path class="before" d="{}"/>').format(_path(before, top)) if before else "",
        _path(now, top) if now else "",
        _dots(points, top),
    )


def _grid(top: float) -> Markup:
    across = [
        Markup(
            '<path class="grid" d="M{left} {y}H{right}"/>'
            '<text class="tick right" x="{x}" y="{text}">{percent:g} %</text>'
        ).format(left=_LEFT, right=_LEFT + _WIDE, y=_y(risk, top), x=_LEFT - 8,
                 text=_y(risk, top) + 4, percent=round(100 * risk, 2))
        for risk in (0.0, top / 2, top)
    ]
    down = [
        Markup('<text class="tick" x="{}" y="{}">{} %</text>').format(
            _x(step / 4), _TOP + _HIGH + 18, 25 * step)
        for step in range(5)
    ]
    title = Markup('<text class="tick" x="{}" y="{}">of all messages answered, '
                   'the surest first</text>').format(_LEFT + _WIDE // 2, _TOP + _HIGH + 38)
    return Markup("").join([*across, *down, title])


def _dots(points: Sequence[Point], top: float) -> Markup:
    """One dot where the curve has at least five per cent more of the messages, with its figures."""
    chosen: list[Point] = []
    for point in points:
        last = chosen[-1].coverage.value if chosen else None
        if last is None or (point.coverage.value or 0.0) - last >= 0.05 or point is points[-1]:
            chosen.append(point)
    return Markup("").join(
        Markup(
            '<circle class="dot" cx="{}" cy="{}" r="3.5"><title>confidence {:.2f} or more: '
            "{} of {} answered, {} of them wrong</title></circle>"
        ).format(_x(point.coverage.value or 0.0), _y(point.risk.value or 0.0, top),
                 point.confidence, point.coverage.hits, point.coverage.of, point.risk.hits)
        for point in chosen
    )


def _path(pairs: Iterable[tuple[float, float]], top: float) -> str:
    return "M" + "L".join(f"{_x(share)} {_y(risk, top)}" for share, risk in pairs)


def _x(share: float) -> float:
    return round(_LEFT + _WIDE * share, 1)


def _y(risk: float, top: float) -> float:
    return round(_TOP + _HIGH * (1 - min(risk, top) / top), 1)
