"""Plain data in and out of the mailbox. No repr shows what anybody wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.mailbox.phone_records import FILES, Attached

REPLY, DELAY, STAFF, STATUS = "reply", "delay", "staff", "status"
TEXT = "text"


class UnknownConversation(ValueError):
    """No conversation has this id."""


class LostLease(RuntimeError):
    """Somebody else has taken this work up in the meantime; what was done for it does not count."""


@dataclass(frozen=True, repr=False)
class Arrival:
    """One message as it came: `external_id` is unique on its channel for ever.

    `says` is what Rasa gets if that is not `text`. `urgent`: it may speak of danger. `whole`: no
    further short message needs to be waited for. `silent`: it is kept and asks for no answer.
    `kind` says what it is if not text, `sent_at` when the phone sent it.
    """

    channel: str
    external_id: str
    conversation: str
    text: str
    says: str | None = None
    urgent: bool = False
    whole: bool = True
    silent: bool = False
    kind: str = TEXT
    sent_at: datetime | None = None
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True)
class Accepted:
    """A message that is safely stored. `again` if it had been before."""

    conversation: str
    seq: int
    again: bool = False


@dataclass(frozen=True)
class Visitor:
    """Who a web session belongs to: a patient's reference or nobody's, and their conversation."""

    conversation: str
    patient: str | None
    language: str | None
    seen_at: datetime


@dataclass(frozen=True, repr=False)
class Waiting:
    """One message that waits for its answer."""

    id: int
    seq: int
    text: str
    says: str | None
    whole: bool
    received_at: datetime
    held: bool = False
    kind: str = TEXT
    external_id: str = ""

    def joins(self, before: Waiting) -> bool:
        """Whether both may be answered as one: texts together, or the photos of one album."""
        if self.says or before.says:
            return False
        both = {self.kind, before.kind}
        return both == {TEXT} or both <= set(FILES)


@dataclass(frozen=True, repr=False)
class Work:
    """Messages of one conversation on one channel, to be answered as one, held under `lease`.

    `tries` counts how often they were taken up before, `failures` how often that broke.
    """

    conversation: str
    lease: str
    messages: tuple[Waiting, ...]
    patient: str | None = None
    language: str | None = None
    memory: dict[str, Any] | None = None
    failures: int = 0
    tries: int = 0
    channel: str = "web"

    @property
    def kind(self) -> str:
        """What its messages are; a burst holds texts only, or files only."""
        return self.messages[0].kind

    @property
    def again(self) -> bool:
        """Whether Rasa may know this work already. Urgent messages may change hands unseen."""
        return self.tries > 0

    @property
    def held(self) -> bool:
        """Whether a person has the conversation: only danger is answered, and not by Rasa."""
        return self.messages[-1].held

    @property
    def key(self) -> str:
        """The one id under which Rasa and the staff's tasks know this work, whoever does it."""
        return f"m{self.messages[-1].id}"

    @property
    def text(self) -> str:
        """What the patient sees as sent."""
        return "\n".join(message.text for message in self.messages)

    @property
    def says(self) -> str:
        """What Rasa gets."""
        return "\n".join(message.says or message.text for message in self.messages)

    @property
    def received_at(self) -> datetime:
        """When the last of them came."""
        return self.messages[-1].received_at


@dataclass(frozen=True, repr=False)
class Outgoing:
    """One message to the patient. `buttons` are {id, title, says}; only id and title leave us.

    `author` is who of the staff wrote it, by the name that patients are shown.
    """

    text: str
    kind: str = REPLY
    buttons: tuple[dict[str, str], ...] = ()
    aftercare: dict[str, Any] | None = None
    memory: dict[str, Any] | None = None
    author: str | None = None

    @property
    def is_alarm(self) -> bool:
        """Whether it answers danger: the one thing said while a person has the conversation."""
        return (self.aftercare or {}).get("kind") == "red_flag"

    @property
    def calls_staff(self) -> bool:
        """Whether it tells the patient that the staff have been called."""
        return bool((self.aftercare or {}).get("escalation"))


@dataclass(frozen=True, repr=False)
class Entry:
    """One message of a conversation as its patient may see it. `staff` is who of them wrote it."""

    seq: int
    author: str
    text: str
    at: datetime
    external_id: str | None = None
    reply_to: int | None = None
    kind: str | None = None
    buttons: tuple[dict[str, str], ...] = ()
    aftercare: dict[str, Any] | None = None
    outbox_id: int | None = field(default=None)
    staff: str | None = None


@dataclass(frozen=True)
class Head:
    """Where a conversation stands: its newest message, who speaks, if an answer is on its way."""

    last_seq: int
    seen_seq: int
    waiting: bool
    delayed: bool
    mode: str = "bot"
    by: str | None = None
