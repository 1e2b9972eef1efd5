"""What was said and what was answered, kept until it is surely answered: inbox, outbox, sessions.

`open_mailbox(url)` is the way in. The tables live in the patients' database and are made by its
migrations.
"""

from bot.mailbox.mailbox import Mailbox
from bot.mailbox.modes import InboxLine, Stale, Standing, Untold
from bot.mailbox.opening import open_mailbox
from bot.mailbox.records import (
    Accepted,
    Arrival,
    Entry,
    Head,
    LostLease,
    Outgoing,
    UnknownConversation,
    Visitor,
    Work,
)

__all__ = [
    "Accepted",
    "Arrival",
    "Entry",
    "Head",
    "InboxLine",
    "LostLease",
    "Mailbox",
    "Outgoing",
    "Stale",
    "Standing",
    "UnknownConversation",
    "Untold",
    "Visitor",
    "Work",
    "open_mailbox",
]
