"""What is on its way to the clinic's webhook."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.simulator.lines import Line


@dataclass
class Event:
    """One message or status. `kind` is `messages` or `statuses`, `body` the provider's own form."""

    kind: str
    person: str
    line: Line
    body: dict
    contacts: dict | None = None
    url: str = ""


@dataclass
class Post:
    """One request. `url` is the address that the clinic gave; the signature may be over it."""

    url: str
    body: bytes
    content_type: str
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """`status` is 0 where no answer came; `why`: answered, refused, timeout, cut, dropped."""

    status: int
    why: str

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300
