"""Plain data about the clinic's own people and what they note. No repr shows what was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

ROLES = ("front_desk", "clinician", "admin")
STAGES = ("code", "enrol", "password", "in")


@dataclass(frozen=True)
class Staff:
    """Who acts. Passed to everything that is done in somebody's name."""

    id: str
    name: str = field(repr=False)
    role: str


@dataclass(frozen=True)
class Account(Staff):
    """An account as administration and login see it; secrets are as stored, never readable."""

    login: str = field(repr=False)
    password_hash: str = field(repr=False)
    password_until: datetime | None
    totp_secret: str | None = field(repr=False)
    disabled_at: datetime | None
    created_at: datetime

    @property
    def staff(self) -> Staff:
        """The person alone."""
        return Staff(self.id, self.name, self.role)


@dataclass(frozen=True)
class StaffSession:
    """A browser with the right password; `stage` says what it still owes before it is in."""

    account: Account
    stage: str
    secret: str | None = field(repr=False)
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, repr=False)
class Note:
    """What staff tell each other; the patient never sees it."""

    id: int
    author_name: str
    text: str
    at: datetime
    patient: str | None
    conversation: str | None


@dataclass(frozen=True, repr=False)
class CannedReply:
    """A sentence that is often sent, edited before it is."""

    id: int
    title: str
    text: str
