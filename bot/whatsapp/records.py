"""What WhatsApp's parts hand to each other, whichever provider carries the messages.

None of these prints what it holds: a repr or a fault may end up in a log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class Unreadable(ValueError):
    """A genuine request whose body does not have the provider's shape at all."""


class TooBig(ValueError):
    """A photo, voice message or file larger than what we keep."""


class SendFault(Exception):
    """The provider did not do what it was asked, or did not say whether it has.

    `kind` is one of KINDS. `code` is the provider's own number. `retry` says that trying again
    later may help and cannot send anything twice. Holds no text and no number of anybody.
    """

    KINDS = (
        "window_closed",  # free words are allowed only within a day of the patient's last message
        "pair_rate",  # too much to this one person: wait some seconds
        "rate",  # too much altogether: wait longer
        "undeliverable",  # this person cannot be reached
        "bad_template",
        "unauthorised",
        "invalid",  # we asked for something that cannot be
        "down",  # nothing was sent: not reached, or refused for the provider's own trouble
        "answer_lost",  # the request went out and no answer came: it may have been sent
    )

    def __init__(self, kind: str, code: int | None = None, retry: bool | None = None) -> None:
        if kind not in self.KINDS:
            raise ValueError(f"no kind of fault: {kind}")
        super().__init__(kind, code)
        self.kind = kind
        self.code = code
        self.retry = kind in ("pair_rate", "rate", "down") if retry is None else retry

    def __str__(self) -> str:
        return self.kind if self.code is None else f"{self.kind} ({self.code})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SendFault) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash(self._all())

    def _all(self) -> tuple[str, int | None, bool]:
        return self.kind, self.code, self.retry


@dataclass(frozen=True, repr=False)
class Sender:
    """Somebody's WhatsApp account, by at least one of `user_id` and `phone`.

    `user_id` is Meta's business-scoped id (Twilio's ExternalUserId), `parent_user_id` the one
    that all businesses of one owner see; `phone` is in E.164 with the plus sign.
    """

    user_id: str | None = None
    phone: str | None = None
    parent_user_id: str | None = None


MEDIA_KINDS = ("photo", "voice", "audio", "video", "document", "sticker")
KINDS = ("text", "button", *MEDIA_KINDS, "location", "contact", "reaction", "changed", "unknown")


@dataclass(frozen=True, repr=False)
class Media:
    """A file that the provider keeps for us. `source` is Meta's media id or Twilio's address."""

    source: str
    mime: str
    kind: str


@dataclass(frozen=True, repr=False)
class Incoming:
    """One message of one patient; `kind` is one of KINDS.

    `text` is what was typed, the caption, or the pressed button's title; `button` is the id that
    we had given it. `sent_at` is in UTC. `answers` is the provider's id of the message that this
    one replies or reacts to. `becomes` goes with the kind changed: the new number or id, or None if
    all that is known is that the account was set up anew.
    """

    id: str
    sender: Sender
    kind: str
    text: str = ""
    button: str | None = None
    media: tuple[Media, ...] = ()
    sent_at: datetime | None = None
    answers: str | None = None
    becomes: Sender | None = None


@dataclass(frozen=True)
class Status:
    """How far a message of ours got: `state` is sent, delivered, read or failed (with `error`).

    `key` is the one that we sent it with, where the provider tells.
    """

    id: str
    state: str
    error: SendFault | None = None
    key: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, repr=False)
class Batch:
    """What one webhook, or one look at the provider's list, tells.

    `skipped` counts the parts that were no valid message, or not meant for us.
    """

    messages: tuple[Incoming, ...] = ()
    statuses: tuple[Status, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, repr=False)
class Outbound:
    """One message to one person. With a `template`, `text` and `buttons` are unused.

    `buttons` are (id, title), at most ten; the provider shows them as it can, at worst as
    numbered lines under the text.
    """

    text: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    template: str | None = None
    language: str = "en"
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class SentMessage:
    """A message of ours as the provider's own list knows it."""

    id: str
    text: str
    state: str
    sent_at: datetime | None = None
    error: SendFault | None = None
