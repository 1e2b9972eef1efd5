"""Plain data about messages on their way to a phone. No repr shows whose or what they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

SEND, WAIT, HOLD, SUPPRESS = "send", "wait", "hold", "suppress"

# Errors that are ours, beside those that a provider gives.
CLOSED = "window_closed"
NEVER_REOPENED = "never_reopened"
NO_TEMPLATE = "no_template"
OPTED_OUT = "opted_out"


@dataclass(frozen=True)
class Standing:
    """What decides whether a message may go out now.

    `kind` is the outbox's, or None for the template that reopens the window. `moved`: it was
    written to a conversation that the phone no longer belongs to. `holds`: something is held for
    this phone until the patient writes.
    """

    now: datetime
    kind: str | None
    urgent: bool
    moved: bool
    holds: bool
    opted_out: bool
    last_message_at: datetime | None
    last_sent_at: datetime | None


@dataclass(frozen=True)
class Ruling:
    """What to do with it: SEND, WAIT (`until`), HOLD (until they write), or SUPPRESS (`why`)."""

    does: str
    until: datetime | None = None
    why: str | None = None


@dataclass(frozen=True, repr=False)
class Delivery:
    """One message to one phone, to be sent now by whoever took it, and by nobody else.

    Without `text` it is the template. Of a very long message it is only the `part`, counted from
    0. `author` is who of the staff wrote it. `tries` tells a sender that came too late from the
    present one.
    """

    id: int
    tries: int
    urgent: bool
    contact: int
    user_id: str | None
    phone: str | None
    parent_user_id: str | None
    conversation: str
    patient: str | None
    language: str
    state: str = "queued"
    outbox: int | None = None
    kind: str | None = None
    text: str | None = None
    part: int = 0
    buttons: tuple[dict[str, str], ...] = ()
    aftercare: dict[str, Any] | None = None
    author: str | None = None
    changed_at: datetime | None = None
    error: str | None = None

    @property
    def key(self) -> str:
        """Goes out with the message and comes back with what the provider says about it."""
        return f"d{self.id}"


@dataclass(frozen=True)
class Told:
    """What a provider says became of a message: `state` is sent, delivered, read or failed.

    `closed`: it failed because the patient had not written for too long; `again`: for a reason
    that passes, such as too much at once.
    """

    id: str
    state: str
    key: str | None = None
    error: str | None = None
    closed: bool = False
    again: bool = False
