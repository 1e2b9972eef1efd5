"""Register and protocol as they were at a turn's first look: one turn reads each thing once."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from bot.desk.shelf import Shelf
from bot.patients.register import Register


class OneLook:
    """Stands for the register during one turn; a patient's record is read once.

    Everything else goes to the register itself.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self.patient = lru_cache(register.patient)
        self.overrides = lru_cache(self._overrides)

    def _overrides(self, reference: str, today: date) -> Any:
        return self._register.overrides(reference, today)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._register, name)


class OneProtocol:
    """Stands for the shelf during one turn, which keeps to the protocol that it began with."""

    def __init__(self, shelf: Shelf) -> None:
        self.protocol = lru_cache(shelf.protocol)
