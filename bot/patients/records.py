"""The plain data that the register takes and returns, and which treatment counts today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

DEFAULT_AREAS = ("face",)
DEFAULT_PROCEDURE = "microneedling"


@dataclass(frozen=True)
class Treatment:
    """One treatment; `treated_on` is the clinic's local date, which is day 0."""

    treated_on: date
    areas: frozenset[str] = frozenset(DEFAULT_AREAS)
    procedure: str = DEFAULT_PROCEDURE
    provider: str | None = None
    external_id: str | None = None


@dataclass(frozen=True, repr=False)
class PatientRecord:
    """One patient with every treatment, oldest first. Its repr shows the reference only."""

    reference: str
    name: str
    phone: str | None
    treatments: tuple[Treatment, ...] = ()
    external_id: str | None = None

    def __repr__(self) -> str:
        return f"PatientRecord({self.reference})"


@dataclass(frozen=True)
class OverrideRecord:
    """What a clinician ruled for one patient; days count from the treatment, None is open."""

    topic: str
    first_day: int | None
    last_day: int | None
    verdict: str
    signed_by: str
    reason: str = field(repr=False)
    expires: date | None
    signed_at: datetime | None = None
    number: int | None = field(default=None, compare=False)
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    revoked_reason: str | None = field(default=None, repr=False)

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on this date: neither expired nor taken back."""
        return self.revoked_at is None and (self.expires is None or day <= self.expires)


@dataclass(frozen=True, repr=False)
class EscalationRecord:
    """One call for a person. Its repr shows the reference and the level only."""

    reference: str
    level: str
    words: str
    patient: str | None
    conversation: str
    day: int | None
    topics: tuple[str, ...]
    understood: str
    created_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    kind: str = "other"
    rule: str | None = None
    treated_on: date | None = None
    procedure: str | None = None
    message: str | None = None
    assigned_to: str | None = None
    told_at: datetime | None = None
    steps: int = 0
    stepped_at: datetime | None = None

    def __repr__(self) -> str:
        return f"EscalationRecord({self.reference}, {self.level})"


@dataclass(frozen=True)
class ClimbRecord:
    """How far one open escalation has come on its ladder."""

    reference: str
    level: str
    raised_at: datetime
    steps: int
    stepped_at: datetime | None
    reached: bool


@dataclass(frozen=True)
class NoticeRecord:
    """One telling of one contact; `fault` is a kind of error, never its words."""

    step: int
    contact: str
    way: str
    state: str
    began_at: datetime
    ended_at: datetime | None = None
    fault: str | None = None


@dataclass(frozen=True, repr=False)
class UnansweredRecord:
    """One question without an answer. Its repr leaves the words out."""

    reason: str
    words: str
    day: int | None
    language: str
    asked_at: datetime

    def __repr__(self) -> str:
        return f"UnansweredRecord({self.reason}, {self.asked_at:%Y-%m-%d})"


def current_treatment(treatments: Iterable[Treatment], on: date) -> Treatment | None:
    """The latest treatment not after `on`, else the next one; of one day, the last listed."""
    by_date = sorted(treatments, key=lambda treatment: treatment.treated_on)
    past = [treatment for treatment in by_date if treatment.treated_on <= on]
    if past:
        return past[-1]
    return [t for t in by_date if t.treated_on == by_date[0].treated_on][-1] if by_date else None
