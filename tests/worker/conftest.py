"""The same town as the gateway's tests."""

from tests.gateway.conftest import open_town, rasa, served

__all__ = ["open_town", "rasa", "served"]
