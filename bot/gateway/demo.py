"""The people a visitor of the demo may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPatient:
    """`title` is a name, a comma, and how that patient stands, as in "Ava, treated today".

    `day` counts from the treatment (0 = its day, negative = before), None if not known.
    """

    reference: str
    title: str
    day: int | None
