"""A made-up clinic for trying things out: five patients, each at another point of the aftercare."""

from __future__ import annotations

from datetime import date, timedelta

from bot.patients.records import Treatment
from bot.patients.register import Register

_FACE = ("face",)
# reference, name, phone (555-01xx is kept for fiction), day on `today`, areas, title
_PATIENTS = (
    ("DEMO-DAY-0", "Ava Example", "+12125550100", 0, _FACE, "Ava, treated today"),
    ("DEMO-DAY-1", "Ben Example", "+12125550101", 1, _FACE, "Ben, treated yesterday"),
    (
        "DEMO-DAY-3",
        "Chloe Example",
        "+12125550103",
        3,
        ("face", "eyes"),
        "Chloe, treated 3 days ago, eye area too",
    ),
    ("DEMO-DAY-8", "Dan Example", "+12125550108", 8, _FACE, "Dan, treated 8 days ago"),
    ("DEMO-BEFORE", "Ella Example", "+12125550109", -3, _FACE, "Ella, treatment in 3 days"),
)


def seed_demo(register: Register, today: date) -> list[tuple[str, str]]:
    """Put the demo patients in, or date them anew. Returns (reference, title) of each."""
    for reference, name, phone, day, areas, _ in _PATIENTS:
        if register.patient(reference) is None:
            register.add_patient(name, phone, reference=reference)
        treatment = Treatment(today - timedelta(days=day), frozenset(areas))
        register.replace_treatments(reference, [treatment])
    return [(reference, title) for reference, *_, title in _PATIENTS]


def demo_people() -> list[tuple[str, str, str]]:
    """Phone number, first name and title of each, also where no register is."""
    return [(phone, name.split()[0], title) for _, name, phone, *_, title in _PATIENTS]
