"""The one way in which anything is sent to staff, whatever carries it."""

from __future__ import annotations

from typing import Protocol

from bot.escalations.notice import Notice


class Unreached(Exception):
    """It did not get out. The message is a kind of fault: never an address, never an answer."""


class Sender(Protocol):
    """Sends a notice to one address. Raises Unreached."""

    async def send(self, address: str, notice: Notice) -> None: ...
