"""Plain data of people who write from a phone. No repr shows who they are or what they wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.mailbox.identity import Keys

# Messages of these kinds are files that a person must look at.
FILES = ("photo", "voice", "audio", "video", "document")


@dataclass(frozen=True, repr=False)
class Attached:
    """A file that the provider still has. `source` is where it finds it."""

    kind: str
    source: str
    mime: str


@dataclass(frozen=True, repr=False)
class PhoneArrival:
    """One message from a phone; whose conversation it belongs to is found when it is stored.

    `button` is the id of the one that was pressed. `silent`: it is kept, but asks for no answer.
    `becomes` goes with the kind "changed": the account's new number or id.
    """

    channel: str
    external_id: str
    sender: Keys
    text: str
    kind: str = "text"
    button: str | None = None
    urgent: bool = False
    whole: bool = True
    silent: bool = False
    sent_at: datetime | None = None
    files: tuple[Attached, ...] = ()
    becomes: Keys | None = None


@dataclass(frozen=True, repr=False)
class Contact:
    """A phone account with its present conversation."""

    id: int
    conversation: str
    patient: str | None
    verified_by: str | None
    needs_code: bool
    opted_out: bool
