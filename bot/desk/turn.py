"""What comes to the desk in one turn of a conversation, and what goes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.desk.pretended import Pretended


@dataclass(frozen=True)
class Mention:
    """A topic found in the text. `source`: exact, fuzzy (spelling put right) or model."""

    topic: str
    start: int
    end: int
    source: str = "exact"
    confidence: float = 1.0
    negated: bool = False


@dataclass(frozen=True)
class DangerSign:
    """A red flag with its level and the words that show it."""

    flag: str
    level: str
    evidence: str


@dataclass(frozen=True)
class Memory:
    """What a conversation carries to its next turn. Nothing in it identifies anybody.

    `stated_treatment`: the date a visitor without a record gave. `pending`: topics that wait for
    that date, asked in `pending_text` on `pending_on`. `awaiting`: what we asked for ("date",
    "topic", "person"). `confidence`: how surely the topics remembered here were understood.
    `language`: the one spoken, as soon as it is known.
    """

    stated_treatment: date | None = None
    pending: tuple[str, ...] = ()
    pending_text: str = ""
    pending_on: date | None = None
    last_topics: tuple[str, ...] = ()
    awaiting: str | None = None
    misses: int = 0
    confidence: float | None = None
    language: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values for a Rasa slot."""
        return {
            "stated_treatment": _written(self.stated_treatment),
            "pending": list(self.pending),
            "pending_text": self.pending_text,
            "pending_on": _written(self.pending_on),
            "last_topics": list(self.last_topics),
            "awaiting": self.awaiting,
            "misses": self.misses,
            "confidence": self.confidence,
            "language": self.language,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> Memory:
        """Read what `as_json` wrote, here or in an earlier version: what is missing is empty."""
        value = value or {}
        return cls(
            stated_treatment=_read(value.get("stated_treatment")),
            pending=tuple(value.get("pending", ())),
            pending_text=value.get("pending_text", ""),
            pending_on=_read(value.get("pending_on")),
            last_topics=tuple(value.get("last_topics", ())),
            awaiting=value.get("awaiting"),
            misses=value.get("misses", 0),
            confidence=value.get("confidence"),
            language=value.get("language"),
        )


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


@dataclass(frozen=True)
class Turn:
    """One message with what was understood of it.

    `patient` is the reference that the verified channel vouches for, or None. `today` is the
    clinic's calendar day. `signs` are those of the trained head; the rules of triage are asked
    again at the desk, where the day is known. `message` is the id under which this message calls
    the staff: delivered again after a crash, it calls them no second time. `now` is the moment, as
    opening hours need it; None on a pretended day. `pretended` is somebody made up by staff.
    """

    text: str
    today: date
    conversation: str = ""
    patient: str | None = None
    intent: str = "unsure"
    mentions: tuple[Mention, ...] = ()
    maybe: tuple[str, ...] = ()
    signs: tuple[DangerSign, ...] = ()
    memory: Memory = Memory()
    message: str | None = None
    now: datetime | None = None
    pretended: Pretended | None = None


@dataclass(frozen=True)
class Button:
    """A quick reply; pressing it says `says` as if typed."""

    title: str
    says: str


@dataclass(frozen=True)
class Reply:
    """What the patient is shown, the structured answer (design §3.3), and what to remember."""

    text: str
    aftercare: dict[str, Any]
    memory: Memory
    buttons: tuple[Button, ...] = ()
    why: dict[str, Any] = field(default_factory=dict)
