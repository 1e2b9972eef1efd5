"""The score as a table for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.evaluation.intervals import Share
from bot.evaluation.record import NAMES, Comparison
from bot.evaluation.score import Figures, Score


def render(score: Score, comparison: Comparison | None = None) -> str:
    """Figures with 95 % intervals, also by group; the last line is for other programs."""
    blocks = [_overall(score.overall, comparison)]
    for title, groups in (
        ("Kind", score.by_kind),
        ("Language", score.by_language),
        ("Topic", score.by_topic),
    ):
        if len(groups) > 1:
            blocks.append(_groups(title, groups))
    if comparison:
        blocks.append(f"Mended {len(comparison.mended)}, newly failing {len(comparison.broken)}")
    return "\n\n".join([*blocks, score.last_line()])


def percent(share: Share) -> str:
    """The share in per cent, or a dash if there were no cases."""
    return "–" if share.value is None else f"{100 * share.value:.1f} %"


def interval(share: Share) -> str:
    """The 95 % interval in per cent."""
    low, high = share.interval
    return f"{100 * low:.1f} – {100 * high:.1f} %" if share.of else "–"


def _overall(figures: Figures, comparison: Comparison | None) -> str:
    rows = [("", "share", "95 % interval", "cases", "since" if comparison else "")]
    for name, title in NAMES.items():
        share: Share = getattr(figures, name)
        moved = comparison.figures.get(name) if comparison else None
        since = f"{moved.arrow} {100 * moved.by:+.1f}" if moved else ""
        rows.append((title, percent(share), interval(share), f"{share.hits}/{share.of}", since))
    return _aligned(rows)


def _groups(title: str, groups: Mapping[str, Figures]) -> str:
    rows = [(title, "accepted", "95 % interval", "cases", "unsafe")]
    for name, figures in groups.items():
        share = figures.accepted
        unsafe = str(figures.unsafe.hits or "")
        rows.append((name, percent(share), interval(share), f"{share.hits}/{share.of}", unsafe))
    return _aligned(rows)


def _aligned(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for index, row in enumerate(rows):
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join([first, *others]).rstrip())
        if index == 0:
            lines.append("─" * (sum(widths) + 2 * (len(widths) - 1)))
    return "\n".join(lines)
