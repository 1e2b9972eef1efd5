"""The figures of both contenders as bars."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from bench.lines import bars, page

_PANELS = (
    ("Training, s", ("train_s",), 0),
    ("Ready: from the start to the first answer, s", ("ready_s",), 1),
    ("Memory of all processes, MB (RSS)", ("rss_mb",), 0),
    ("An action's answer, one patient at a time, ms (median)", ("load", "1", "p50_ms"), 1),
    ("An action's answer, 32 patients at once, ms (99 %)", ("load", "32", "p99_ms"), 0),
    ("Messages for each second of one core", ("load", "8", "per_core_s"), 0),
)


def chart(figures: Mapping[str, Any]) -> str:
    """One panel a measure; what was not measured has none."""
    panels = []
    for title, path, digits in _PANELS:
        rows = []
        for name, label in (("ours", "Afterglow"), ("quickstart", "Rasa quickstart")):
            values: Any = figures["contenders"][name]
            for key in path:
                values = values[key]
            if values:
                rows.append((label, median(values), f"{median(values):.{digits}f}"))
        if rows:
            panels.append(bars(title, rows))
    drawn, heights = zip(*panels)
    return page("Afterglow's Rasa beside Rasa's quickstart", drawn, heights)
