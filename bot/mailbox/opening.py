"""Opening the mailbox of a database that is already migrated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.mailbox.mailbox import Mailbox
from bot.mailbox.ringing import RingingMailbox
from bot.patients.book import utc_now
from bot.patients.database import engine_for


def open_mailbox(
    url: str, clock: Callable[[], datetime] = utc_now, ring: Callable[..., None] | None = None
) -> Mailbox:
    """`clock` gives the moment, with its zone; `ring(*topics)` wakes whoever waits for news."""
    engine = engine_for(url)
    return Mailbox(engine, clock) if ring is None else RingingMailbox(engine, clock, ring)
