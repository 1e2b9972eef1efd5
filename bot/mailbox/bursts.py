"""Which waiting messages are answered as one, and when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.mailbox.records import Waiting

# People send "hi" / "can I" / "wear makeup" as three messages; answering each would be noise.
PAUSE = timedelta(seconds=2)
LONGEST = timedelta(seconds=4)
MOST_CHARACTERS = 2000


def first_burst(waiting: Sequence[Waiting]) -> tuple[Waiting, ...]:
    """The oldest message and the short ones that followed it without a pause.

    Ends with the first whole message; what comes after is answered by itself. Photos that follow
    each other are one album; what is neither text nor file stands alone.
    """
    burst: list[Waiting] = []
    characters = 0
    for message in waiting:
        characters += len(message.text)
        another = burst and message.held != burst[0].held
        too_long = burst and characters > MOST_CHARACTERS
        if another or too_long or (burst and not _follows(burst[-1], message)):
            break
        burst.append(message)
        if message.whole:
            break
    return tuple(burst)


def _follows(before: Waiting, message: Waiting) -> bool:
    return message.received_at - before.received_at <= PAUSE and message.joins(before)


def due_after(received: datetime, whole: bool, due: datetime | None, since: datetime | None):
    """When a conversation is due once this message came; `due` and `since` are from before it."""
    if whole or due is None or since is None:
        soonest = received if whole else received + PAUSE
        return soonest if due is None else min(due, soonest)
    if due <= received:
        return due
    return min(received + PAUSE, since + LONGEST)


def due_of(waiting: Sequence[Waiting]) -> datetime | None:
    """When the first burst of these may be taken up; None if nothing waits."""
    burst = first_burst(waiting)
    if not burst:
        return None
    last = burst[-1].received_at
    if burst[-1].whole or len(burst) < len(waiting):
        return last
    return min(last + PAUSE, burst[0].received_at + LONGEST)
