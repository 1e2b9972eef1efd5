"""The measurements, each contender in turn, as often as asked for; nothing is judged here."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.speed.contender import Contender
from bench.speed.load import Asking
from bench.speed.tree import Usage

CLIENTS = (1, 8, 32)
Say = Callable[[str], None]
Models = Mapping[str, Path]


@dataclass
class Figures:
    """One list a measure, one number a round, of one contender."""

    train_s: list[float] = field(default_factory=list)
    train_cpu_s: list[float] = field(default_factory=list)
    ready_s: list[float] = field(default_factory=list)
    ready_cpu_s: list[float] = field(default_factory=list)
    rss_mb: list[float] = field(default_factory=list)
    pss_mb: list[float] = field(default_factory=list)
    load: dict[int, dict[str, list[float]]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, three digits."""
        plain = {name: _rounded(value) for name, value in vars(self).items() if name != "load"}
        loads = {
            str(clients): {name: _rounded(values) for name, values in measures.items()}
            for clients, measures in self.load.items()
        }
        return {**plain, "load": loads}


def _rounded(values: Sequence[float]) -> list[float]:
    return [float(f"{value:.4g}") for value in values]


def train(
    contenders: Sequence[Contender],
    lessons: Path,
    out: Path,
    repeats: int,
    figures: Mapping[str, Figures],
    say: Say,
) -> dict[str, Path]:
    """Every contender's model; the last one of each is kept."""
    models = {}
    for number in range(1, repeats + 1):
        for one in contenders:
            say(f"• training {one.name}, {number} of {repeats}")
            models[one.name], seconds, cpu = one.train(lessons, out)
            figures[one.name].train_s.append(seconds)
            figures[one.name].train_cpu_s.append(cpu)
            say(f"  {seconds:.1f} s, {cpu:.1f} s of processor time")
    return models


def starts(
    contenders: Sequence[Contender],
    models: Models,
    folder: Path,
    texts: Sequence[str],
    repeats: int,
    figures: Mapping[str, Figures],
    say: Say,
) -> None:
    """From the start of the processes to the first answer."""
    for number in range(1, repeats + 1):
        for one in contenders:
            with one.served(models[one.name], folder) as server:
                seconds = Asking(server, texts).first_answer()
                cpu = server.usage().cpu
            figures[one.name].ready_s.append(seconds)
            figures[one.name].ready_cpu_s.append(cpu)
            say(f"• start {number} of {repeats}: {one.name} answered after {seconds:.1f} s")


def loads(
    contenders: Sequence[Contender],
    models: Models,
    folder: Path,
    texts: Sequence[str],
    repeats: int,
    seconds: float,
    figures: Mapping[str, Figures],
    say: Say,
) -> None:
    """All contenders stand; one at a time is asked, so each round's figures belong together."""
    with ExitStack() as stack:
        standing = []
        for one in contenders:
            server = stack.enter_context(one.served(models[one.name], folder))
            asking = Asking(server, texts)
            say(f"• {one.name} stands after {asking.first_answer():.1f} s; warming it")
            asking.ask(4, seconds)
            standing.append(asking)
        for number in range(1, repeats + 1):
            for clients in CLIENTS:
                for asking in standing:
                    _load(asking, clients, seconds, figures[asking.server.name], number, say)
            for asking in standing:
                held: Usage = asking.server.usage()
                figures[asking.server.name].rss_mb.append(held.rss)
                figures[asking.server.name].pss_mb.append(held.pss)


def _load(
    asking: Asking, clients: int, seconds: float, figures: Figures, number: int, say: Say
) -> None:
    gc.collect()
    waits = asking.ask(clients, seconds)
    measures = figures.load.setdefault(clients, {})
    for name, value in (
        ("p50_ms", waits.ms(0.5)),
        ("p95_ms", waits.ms(0.95)),
        ("p99_ms", waits.ms(0.99)),
        ("per_s", waits.messages / waits.took),
        ("per_core_s", waits.per_core),
        ("cpu_ms", 1000 * waits.cpu / waits.messages),
        ("silent_percent", 100 * waits.silent / waits.messages),
    ):
        measures.setdefault(name, []).append(value)
    say(
        f"  round {number}, {clients:2} clients, {asking.server.name:10}: p50 {waits.ms(0.5):6.1f}"
        f" ms, {waits.messages / waits.took:5.1f} a second, {waits.per_core:5.1f} per core"
    )


def ratio(one: Sequence[float], other: Sequence[float]) -> float:
    """Median of the rounds' own ratios: what slows one round down slows both halves of it."""
    return median(a / b for a, b in zip(one, other))
