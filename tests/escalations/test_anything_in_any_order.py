"""Messages, replies, hand-backs, crashes, clocks and timers in any order: nothing is forgotten.

Every call ends acknowledged or told of again; the assistant never speaks into a person's
conversation except for danger; nothing is lost, doubled or out of order.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.escalations.random_clinic import RandomClinic, any_step, steps_of

PATIENT = {"deadline": None, "suppress_health_check": list(HealthCheck)}
# Drawn in one go, because long orders in which things meet are seldom drawn step by step.
SEEDS = st.integers(0, 2**32)


@settings(max_examples=20, **PATIENT)
@given(SEEDS)
def test_long_orders_on_sqlite(seed):
    """Eighty steps each."""
    happen("sqlite", steps_of(seed, 80))


@settings(max_examples=4, **PATIENT)
@given(SEEDS)
def test_long_orders_on_postgresql(seed):
    """A smaller run; the locks are other ones."""
    happen("postgresql", steps_of(seed, 80))


@settings(max_examples=15, **PATIENT)
@given(st.lists(any_step(), max_size=40))
def test_short_orders_on_sqlite(steps):
    """A failing one of these is made as short as it can be."""
    happen("sqlite", steps)


def happen(kind: str, steps: list) -> None:
    """In a clinic of its own."""
    with tempfile.TemporaryDirectory(prefix="afterglow-tests-") as folder:
        RandomClinic(kind, Path(folder)).go(steps)
