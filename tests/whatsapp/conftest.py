"""A town whose patients write from phones: real gateway, database and worker."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.gateway.conftest import open_town, rasa
from tests.gateway.town import Town
from tests.whatsapp.provider_requests import SETTINGS, Provider

__all__ = ["both", "open_phones", "open_town", "phones", "rasa"]


@pytest.fixture(params=["meta", "twilio"])
def both(request: pytest.FixtureRequest) -> str:
    """The test runs for each provider."""
    return request.param


@pytest.fixture
def open_phones(
    open_town: Callable[..., Town], both: str
) -> Callable[..., tuple[Town, Provider]]:
    """Opens a town with WhatsApp; settings by name."""

    def start(**settings: object) -> tuple[Town, Provider]:
        town = open_town(**{**SETTINGS[both], **settings})
        return town, Provider(both, town.address)

    return start


@pytest.fixture
def phones(open_phones: Callable[..., tuple[Town, Provider]]) -> tuple[Town, Provider]:
    """A town without a worker, and the provider that delivers to it."""
    return open_phones()
