"""The figures as ratios, as a table and as one line."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from bench.speed.rounds import CLIENTS, ratio

# Name of a ratio -> where its figures are.
_PLAIN = {
    "training": ("train_s",),
    "training_cpu": ("train_cpu_s",),
    "ready": ("ready_s",),
    "ready_cpu": ("ready_cpu_s",),
    "memory": ("rss_mb",),
    "memory_pss": ("pss_mb",),
}
_ROWS = {
    "training, s": ("train_s", 1),
    "training, s of processor time": ("train_cpu_s", 1),
    "ready: start to first answer, s": ("ready_s", 1),
    "ready, s of processor time": ("ready_cpu_s", 1),
    "memory, MB (RSS)": ("rss_mb", 0),
    "memory, MB (PSS)": ("pss_mb", 0),
}
_LOAD_ROWS = {
    "p50, ms": ("p50_ms", 1),
    "p95, ms": ("p95_ms", 1),
    "p99, ms": ("p99_ms", 1),
    "messages a second": ("per_s", 1),
    "messages a second of one core": ("per_core_s", 1),
}


def compared(contenders: Mapping[str, Any]) -> dict[str, float]:
    """Ours as a share of quickstart's; throughput as how many times. What has no figures lacks."""
    ours, theirs = contenders["ours"], contenders["quickstart"]
    found = {
        name: ratio(ours[path[0]], theirs[path[0]])
        for name, path in _PLAIN.items()
        if ours[path[0]] and theirs[path[0]]
    }
    for clients in map(str, CLIENTS):
        mine, other = (c["load"].get(clients, {}) for c in (ours, theirs))
        if mine and other:
            found[f"p50_{clients}"] = ratio(mine["p50_ms"], other["p50_ms"])
            found[f"p99_{clients}"] = ratio(mine["p99_ms"], other["p99_ms"])
            found[f"per_core_{clients}"] = ratio(mine["per_core_s"], other["per_core_s"])
            found[f"per_s_{clients}"] = ratio(mine["per_s"], other["per_s"])
    return {name: float(f"{value:.3g}") for name, value in found.items()}


def last_line(figures: Mapping[str, Any]) -> str:
    """Pairs of name and value."""
    found = figures["compared"]
    named = {
        "ready_ratio": found.get("ready"),
        "memory_ratio": found.get("memory"),
        "throughput_ratio": found.get("per_core_8"),
        "action_p50_ratio": found.get("p50_1"),
        "training_ratio": found.get("training"),
        "memory_pss_ratio": found.get("memory_pss"),
        "ready_cpu_ratio": found.get("ready_cpu"),
        "training_cpu_ratio": found.get("training_cpu"),
        "p99_ratio_32": found.get("p99_32"),
    }
    return " ".join(f"{name} {value}" for name, value in named.items() if value is not None)


def table(figures: Mapping[str, Any]) -> str:
    """For the page: medians of the rounds side by side, with the median of the rounds' ratios."""
    machine, found = figures["machine"], figures["compared"]
    lines = [
        f"Measured {figures['made_on']} on {machine['cores']} cores ({machine['kind']}, "
        f"{machine['system']}; load {machine['load_after']} at the end), "
        f"{figures['rounds']} rounds in {figures['took_s'] // 60} minutes. Medians.",
        "",
        "| | quickstart | Afterglow | ratio |",
        "|---|---|---|---|",
    ]
    both = figures["contenders"]["quickstart"], figures["contenders"]["ours"]
    for (title, (measure, digits)), name in zip(_ROWS.items(), _PLAIN):
        if found.get(name) is not None:
            lines.append(_row(title, [c[measure] for c in both], digits, found[name]))
    for clients in map(str, CLIENTS):
        for title, (measure, digits) in _LOAD_ROWS.items():
            values = [c["load"][clients][measure] for c in both]
            many = f"{clients} client{'s' if clients != '1' else ''}"
            lines.append(_row(f"{many}: {title}", values, digits, ratio(values[1], values[0])))
    sizes = figures["environment_mb"]
    lines.append(
        f"\nTurns without a word (quickstart's policies may choose to listen): "
        f"{_silent(both[0])} % of quickstart's, {_silent(both[1])} % of Afterglow's. "
        "p50 to p99 are of answers only."
    )
    lines.append(
        f"\nEnvironment on the disk: {sizes['all']} MB for both, "
        f"{sizes['never_opened']} MB of it never opened by a light start."
    )
    return "\n".join(lines)


def _silent(contender: Mapping[str, Any]) -> str:
    shares = [each for load in contender["load"].values() for each in load["silent_percent"]]
    return f"{median(shares):.1f}"


def _row(title: str, values: list[list[float]], digits: int, compared_to: float) -> str:
    cells = [f"{median(each):.{digits}f}" for each in values]
    return f"| {title} | {' | '.join(cells)} | {compared_to:.3g} |"
