"""The plan in words, as a table and as a chart."""

from __future__ import annotations

from collections.abc import Sequence

from bench.capacity.plan import FULL, Needs
from bench.capacity.points import Points
from bench.lines import bars, page

_HEAD = (
    "| Patients | messages a day | a second at most | Rasas | workers | gateways | open chats "
    "| database, cores | answer p50 / p95 / p99 |\n|---|---|---|---|---|---|---|---|---|"
)


def table(rows: Sequence[Needs]) -> str:
    """One line a number of patients."""
    return "\n".join([_HEAD, *(_row(one) for one in rows)])


def _row(one: Needs) -> str:
    waits = " / ".join(f"{1000 * wait:.0f}" for wait in (one.p50, one.p95, one.p99))
    cells = (
        f"{one.people.patients:,}".replace(",", " "),
        f"{one.people.a_day:,.0f}".replace(",", " "),
        f"{one.people.peak_second:.2f}",
        *(str(count) for count in (one.rasas, one.workers, one.gateways, one.streams)),
        f"{one.database_cores:.2f}",
        f"{waits} ms",
    )
    return f"| {' | '.join(cells)} |"


def line(one: Needs) -> str:
    """The last line of the command."""
    return (
        f"patients {one.people.patients} messages_a_day {one.people.a_day:.0f} "
        f"peak_per_s {one.people.peak_second:.2f} rasas {one.rasas} workers {one.workers} "
        f"gateways {one.gateways} p95_ms {1000 * one.p95:.0f}"
    )


def checks(known: Points) -> list[str]:
    """What the model foretells of the measured installation, beside what was measured there."""
    full, quiet = known.measured["full"], known.measured["quiet"]
    cores = known.measured["machine"]["cores"]
    every = sum(known.measured["cpu_ms"].values()) / 1000
    foretold = min(known.measured["rasas"] / known.rasa, cores / every)
    return [
        f"two patients: answer after {quiet['p50_ms']:.0f} ms measured, of which "
        f"{1000 * known.rasa:.1f} ms are Rasa's and {1000 * known.fixed:.0f} ms do not depend on "
        "the load",
        f"{full['patients']} patients, once a second each: {full['per_s']:.1f} messages a second "
        f"measured; foretold at most {foretold:.1f} (the load itself takes from the same "
        f"{cores} cores)",
        f"one gateway accepts {known.accepts} a second (bench-accept)",
    ]


def chart(usual: Sequence[Needs], most: Sequence[Needs]) -> str:
    """Processes for each number of patients, in both pictures."""
    panels = []
    for title, rows in (("Four treatments a year", usual), ("One treatment a week", most)):
        counted = [(one, one.rasas + one.workers + one.gateways) for one in rows]
        panels.append(
            bars(
                f"{title}: processes of ours, one of each kind to spare, at most {FULL:.0%} full",
                [
                    (
                        f"{one.people.patients:,} patients".replace(",", " "),
                        float(total),
                        f"{one.rasas} + {one.workers} + {one.gateways}",
                    )
                    for one, total in counted
                ],
            )
        )
    drawn, heights = zip(*panels)
    return page("Rasas + workers + gateways for the fullest hour", drawn, heights)
