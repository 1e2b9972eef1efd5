"""Bells between processes: something may have come, look now. What is lost is found by looking."""

from bot.wakeups.alarm import Alarm
from bot.wakeups.bell import INBOX, OUTBOX, Bell
from bot.wakeups.opening import open_bell

__all__ = ["INBOX", "OUTBOX", "Alarm", "Bell", "open_bell"]
