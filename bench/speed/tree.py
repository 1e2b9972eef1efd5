"""What a process and all it started hold and use, read from /proc (Linux)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """Memory in MB: `rss` counts shared pages for everybody, `pss` each once. `cpu` in seconds."""

    rss: float
    pss: float
    cpu: float
    processes: int


def usage(*roots: int) -> Usage:
    """The sum over these processes and their descendants; who ends meanwhile counts as nothing."""
    pids = [pid for root in roots for pid in _with_descendants(root)]
    rss = pss = cpu = 0.0
    for pid in pids:
        try:
            memory = _rollup(pid)
            used = _cpu(pid)
        except (FileNotFoundError, ProcessLookupError):
            continue
        rss, pss, cpu = rss + memory["Rss"], pss + memory["Pss"], cpu + used
    return Usage(rss / 1024, pss / 1024, cpu, len(pids))


def cpu_seconds(*roots: int) -> float:
    """Processor time used so far."""
    return usage(*roots).cpu


def _with_descendants(pid: int) -> list[int]:
    found = [pid]
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (thread / "children").read_text().split()):
                found += _with_descendants(child)
    except (FileNotFoundError, ProcessLookupError):
        pass
    return found


def _rollup(pid: int) -> dict[str, int]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    pairs = (line.split()[:2] for line in lines if line.startswith(("Rss:", "Pss:")))
    return {name.rstrip(":"): int(value) for name, value in pairs}


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
