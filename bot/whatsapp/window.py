"""When WhatsApp lets us write to somebody. Pure: the moment comes with the question.

Free words are allowed for a day after the patient's last message, and one message to the same
person in six seconds.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.mailbox.delivery_records import HOLD, OPTED_OUT, SEND, SUPPRESS, WAIT, Ruling, Standing

# A minute less than the provider's day: clocks differ, and a message is a moment on its way.
WINDOW = timedelta(hours=24) - timedelta(minutes=1)
PAIR_PAUSE = timedelta(seconds=6)
NOTICE = "notice"


def ruling(standing: Standing) -> Ruling:
    """Whether this message may go out now, and if not, what becomes of it."""
    if standing.moved:
        return Ruling(SUPPRESS, why="moved")
    if standing.opted_out and standing.kind in (NOTICE, None):
        # What we start ends with their word; what answers them does not.
        return Ruling(SUPPRESS, why=OPTED_OUT)
    if standing.kind is None:
        # They wrote meanwhile, and what waited for that is on its way.
        if not standing.holds:
            return Ruling(SUPPRESS, why="reopened")
    elif not is_open(standing.last_message_at, standing.now):
        return Ruling(HOLD)
    until = _rested(standing.last_sent_at, standing.now)
    # Danger waits for nobody; if the provider minds, it will say so.
    if until is not None and not standing.urgent:
        return Ruling(WAIT, until=until)
    return Ruling(SEND)


def is_open(last_message_at: datetime | None, now: datetime) -> bool:
    """Whether free words may be sent."""
    return last_message_at is not None and last_message_at > opened_after(now)


def opened_after(now: datetime) -> datetime:
    """Whoever wrote after this moment has an open window."""
    return now - WINDOW


def _rested(last_sent_at: datetime | None, now: datetime) -> datetime | None:
    """When the next message may go; None if now. A clock that was put back holds nothing up."""
    if last_sent_at is None or last_sent_at > now or last_sent_at + PAIR_PAUSE <= now:
        return None
    return last_sent_at + PAIR_PAUSE
