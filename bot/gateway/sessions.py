"""Who is speaking: random sessions, kept in memory, and the buttons that each was offered."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

IDLE_SECONDS = 30 * 60
MOST_SESSIONS = 10_000
MOST_BUTTONS = 100


@dataclass(frozen=True)
class Button:
    """A quick reply that we offered: what the patient reads, and what Rasa gets for it."""

    title: str
    payload: str


@dataclass
class Session:
    """One conversation. `patient` is the register's reference, or None for an unknown visitor."""

    patient: str | None
    conversation: str = field(default_factory=lambda: f"web-{secrets.token_hex(16)}")
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_seen: float = 0.0
    _buttons: OrderedDict[str, Button] = field(default_factory=OrderedDict)

    def offer(self, button: Button) -> str:
        """Remember a button, return the id under which the page may press it."""
        name = secrets.token_urlsafe(9)
        self._buttons[name] = button
        while len(self._buttons) > MOST_BUTTONS:
            self._buttons.popitem(last=False)
        return name

    def offered(self, name: str) -> Button | None:
        return self._buttons.get(name)


class Sessions:
    """Open sessions by their secret token. `clock` counts seconds; idle ones are forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: OrderedDict[str, Session] = OrderedDict()

    def open(self, patient: str | None) -> str:
        """Start a conversation, return its token. When there are too many, the idlest goes."""
        token = secrets.token_urlsafe(32)
        self._open[token] = Session(patient, last_seen=self._clock())
        while len(self._open) > MOST_SESSIONS:
            self._open.popitem(last=False)
        return token

    def find(self, token: str | None) -> Session | None:
        """The session of this token, if it is known and was used in the last half hour."""
        session = self._open.get(token or "")
        if session is None or token is None:
            return None
        now = self._clock()
        if now - session.last_seen > IDLE_SECONDS:
            self.close(token)
            return None
        session.last_seen = now
        self._open.move_to_end(token)
        return session

    def close(self, token: str | None) -> None:
        self._open.pop(token or "", None)
