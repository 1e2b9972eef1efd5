"""Who speaks in a conversation, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.mailbox.records import Entry

# The assistant; the assistant while somebody of the staff was asked for; a person alone; the
# assistant again as soon as the patient writes.
BOT, WAITING, HUMAN, CLOSED = "bot", "waiting", "human", "closed"


@dataclass(frozen=True)
class Standing:
    """A conversation as the staff act on it; every act of theirs makes a new `version`.

    `reachable`: what is posted now can still be read by the patient. `unanswered`: the patient
    wrote after the last words of a person, and no assistant will answer that.
    """

    conversation: str
    channel: str
    patient: str | None
    language: str
    mode: str
    since: datetime | None
    by: str | None
    version: int
    last_seq: int
    seen_seq: int
    active_at: datetime | None
    reachable: bool
    unanswered: bool


@dataclass(frozen=True, repr=False)
class InboxLine:
    """One conversation in the list of the staff. `words` are the patient's last ones."""

    standing: Standing
    words: str
    said_at: datetime | None


@dataclass(frozen=True)
class Untold:
    """A conversation whose call was taken, `by` whom and when; its patient does not know yet."""

    conversation: str
    by: str
    at: datetime
    language: str


class Stale(RuntimeError):
    """Somebody of the staff acted in the meantime; `between` is what was said since."""

    def __init__(self, standing: Standing, between: tuple[Entry, ...]) -> None:
        super().__init__("somebody else has acted in this conversation")
        self.standing = standing
        self.between = between
