"""One message in a chat, whichever way it went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

STATES = ("accepted", "sent", "delivered", "read")


@dataclass
class Choice:
    """A reply button or a row of a list."""

    id: str
    title: str
    description: str = ""


@dataclass
class Line:
    """`inbound` is from the person to the clinic. `kind` is of our own naming, see control.py.

    Outbound: `style` says how the choices are shown (buttons or list), `key` is the caller's own
    (Meta's biz_opaque_callback_data), `callback` Twilio's StatusCallback. Inbound: `attempts` are
    the answers that the webhook got, 0 where no answer came.
    """

    id: str
    number: int
    person: str
    inbound: bool
    kind: str
    at: datetime
    text: str = ""
    choices: list[Choice] = field(default_factory=list)
    style: str = ""
    menu: str = ""
    header: str = ""
    footer: str = ""
    choice: str | None = None
    template: str | None = None
    parameters: list[str] = field(default_factory=list)
    media: str | None = None
    details: dict = field(default_factory=dict)
    answers: str | None = None
    key: str | None = None
    callback: str | None = None
    state: str = "accepted"
    error: int | None = None
    seen: bool = False
    reaction: str = ""
    attempts: list[int] = field(default_factory=list)
    raw: dict = field(default_factory=dict)
    changed_at: datetime | None = None

    @property
    def delivered(self) -> bool:
        """Whether a webhook with this message was answered with success."""
        return any(200 <= one < 300 for one in self.attempts)

    def to_dict(self) -> dict:
        """For the control API."""
        shown = {name: getattr(self, name) for name in _SHOWN}
        shown["at"] = self.at.isoformat()
        shown["choices"] = [vars(one) for one in self.choices]
        shown["delivered"] = self.delivered
        return shown


_SHOWN = (
    "id number person inbound kind text style menu header footer choice template parameters media "
    "details answers key state error seen reaction attempts raw"
).split()
