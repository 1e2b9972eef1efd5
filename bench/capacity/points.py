"""What was measured: read from the results of the other benches, and from a whole installation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "results"
ACCEPT, WHOLE = RESULTS / "accept.json", RESULTS / "whole.json"


class NotMeasured(RuntimeError):
    """A bench has to run first; the text says which."""


@dataclass(frozen=True)
class Points:
    """Processor seconds that one message costs each kind of process, and what one gateway accepts.

    `spread` is the deviation of a turn's time beside its mean. `fixed` seconds pass whatever the
    load is: a burst is waited for, somebody has to look.
    """

    rasa: float
    worker: float
    gateway: float
    database: float
    accepts: float
    spread: float
    fixed: float
    measured: Mapping[str, Any]


def points() -> Points:
    """Raises NotMeasured."""
    whole = _read(WHOLE, "python -m bench.capacity --measure")
    accept = _read(ACCEPT, "make bench-accept")
    cpu = whole["cpu_ms"]
    return Points(
        rasa=cpu["rasa"] / 1000,
        worker=cpu["worker"] / 1000,
        gateway=cpu["gateway"] / 1000,
        database=cpu["postgres"] / 1000,
        accepts=accept["accepts_per_s"],
        spread=whole["spread"],
        fixed=whole["quiet"]["p50_ms"] / 1000 - cpu["rasa"] / 1000,
        measured=whole,
    )


def _read(file: Path, command: str) -> dict[str, Any]:
    if not file.exists():
        raise NotMeasured(f"{file.name} is missing; run {command}")
    return json.loads(file.read_text(encoding="utf-8"))
