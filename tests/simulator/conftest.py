"""A listening clinic, and a simulator of each provider beside it, as new for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.simulator.client import Simulated
from tests.simulator.clinic import Clinic, beside


@pytest.fixture(scope="package")
def both() -> Iterator[tuple[Clinic, Simulated]]:
    """Started once."""
    clinic = Clinic()
    with beside(clinic) as phone:
        yield clinic, phone


@pytest.fixture
def phone(both: tuple[Clinic, Simulated]) -> Simulated:
    """As new."""
    clinic, phone = both
    phone.reset()
    clinic.requests.clear()
    clinic.answers.clear()
    return phone


@pytest.fixture
def clinic(both: tuple[Clinic, Simulated], phone: Simulated) -> Clinic:
    """As new."""
    return both[0]


@pytest.fixture
def meta(phone: Simulated) -> Simulated:
    """As Meta."""
    phone.habits(provider="meta")
    return phone


@pytest.fixture
def twilio(phone: Simulated) -> Simulated:
    """As Twilio."""
    phone.habits(provider="twilio")
    return phone
