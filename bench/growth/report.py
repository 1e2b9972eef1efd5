"""The figures of growth as tables, lines and one line of names and values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any

from bench.lines import lines, page

_WHAT = {
    "turns": "turn of one conversation",
    "patients": "patients, one looked up",
    "conversations": "conversations, a turn of one",
}


def _rows(figures: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Part, name of the line, and its sizes."""
    for name, sizes in figures.get("turns", {}).items():
        yield "turns", name.replace("ours", "Afterglow").replace("stock", "Rasa's store"), sizes
    for part in ("patients", "conversations"):
        for kind, measures in figures.get(part, {}).items():
            for name, sizes in measures.items():
                yield part, f"{name}, {kind}", sizes


def _share(figure: Mapping[str, Any]) -> float:
    return figure.get("over_10", figure.get("over_least"))


def table(figures: Mapping[str, Any]) -> str:
    """For the page: medians in ms, and the median of the rounds' ratios to the smallest."""
    machine = figures["machine"]
    parts = [
        f"Measured {figures['made_on']} on {machine['cores']} cores (load {machine['load_after']} "
        f"at the end), {figures['rounds']} rounds in {figures['took_s'] // 60} minutes. Medians in "
        "ms; in brackets the median of the rounds' ratios to the smallest size."
    ]
    for part, title in _WHAT.items():
        rows = [(name, sizes) for of, name, sizes in _rows(figures) if of == part]
        if not rows:
            continue
        asked = list(max((sizes for _, sizes in rows), key=len))
        cut = sorted({size for _, sizes in rows for size in sizes}, key=int)
        head = cut if len(cut) > len(asked) else asked
        lines_ = [f"| {title} | {' | '.join(head)} |", "|---" * (len(head) + 1) + "|"]
        for name, sizes in rows:
            cells = [
                f"{median(sizes[size]['ms']):.2f} ({_share(sizes[size]):.2f})"
                if size in sizes
                else ""
                for size in head
            ]
            lines_.append(f"| {name} | {' | '.join(cells)} |")
        parts.append("\n".join(lines_))
    if "processes" in figures:
        parts.append(_processes(figures["processes"]))
    return "\n\n".join(parts)


def _processes(found: Mapping[str, Any]) -> str:
    rows = [
        "| Rasa processes | messages a second | of one process | cores they had |",
        "|---|---|---|---|",
    ]
    for count, figure in found["counts"].items():
        rates, shares = median(figure["per_s"]), median(figure["cpu_share"])
        rows.append(f"| {count} | {rates:.1f} | {figure['over_one']:.2f} | {shares:.2f} |")
    return "\n".join([*rows, f"\n{found['clients']} patients at once, {found['database']}."])


def chart(figures: Mapping[str, Any]) -> str:
    """One panel a part, the size on a logarithmic axis."""
    panels = []
    for part, title in _WHAT.items():
        series = {
            name: [(float(size), median(figure["ms"])) for size, figure in sizes.items()]
            for of, name, sizes in _rows(figures)
            if of == part
        }
        if series:
            panels.append(lines(f"{title.capitalize()}: ms", part, series))
    drawn, heights = zip(*panels)
    return page("What grows with use, and what it costs", drawn, heights)


def last_line(figures: Mapping[str, Any]) -> str:
    """The worst of each kind: names and values."""
    pairs = []
    ours = {n: s for n, s in figures.get("turns", {}).items() if n.startswith("ours")}
    for name, sizes in ours.items():
        longest = list(sizes)[-1]
        short = "" if name.endswith("sqlite") else f"_{name.split()[-1]}"
        pairs.append(f"turn_{longest}_over_10{short} {sizes[longest]['over_10']}")
    for part in ("patients", "conversations"):
        shares = [
            list(sizes.values())[-1]["over_least"] for of, _, sizes in _rows(figures) if of == part
        ]
        if shares:
            pairs.append(f"{part}_most_over_least {max(shares)}")
    if "processes" in figures:
        counts = figures["processes"]["counts"]
        pairs += [f"processes_{n}_over_1 {f['over_one']}" for n, f in counts.items() if n != "1"]
    return " ".join(pairs)
