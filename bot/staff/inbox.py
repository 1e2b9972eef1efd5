"""The order of the inbox: urgency first, then who has waited longest. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.mailbox.modes import HUMAN, WAITING, InboxLine
from bot.patients.records import EscalationRecord, PatientRecord

URGENCY = ("emergency", "same_day", "routine")
MOST_OTHERS = 30


@dataclass(frozen=True, repr=False)
class Row:
    """One conversation, or one call that belongs to none. `urgency` is None where nobody called.

    `since` is when the oldest call of that urgency came, else when the patient last wrote.
    """

    key: str
    patient: str | None
    record: PatientRecord | None
    urgency: str | None
    since: datetime
    words: str
    calls: tuple[EscalationRecord, ...]
    line: InboxLine | None

    @property
    def conversation(self) -> str | None:
        """None for a call that no chat stands behind."""
        return self.line.standing.conversation if self.line else None

    @property
    def with_person(self) -> str | None:
        """Who of the staff has it."""
        standing = self.line.standing if self.line else None
        return standing.by if standing and standing.mode == HUMAN else None

    @property
    def waits(self) -> bool:
        """Somebody of the staff is asked for, or owes an answer."""
        return self.urgency is not None or (
            self.line is not None
            and (self.line.standing.mode == WAITING or self.line.standing.unanswered)
        )


@dataclass(frozen=True)
class Inbox:
    """`waiting` in the order in which they should be looked at, then those in good hands."""

    waiting: tuple[Row, ...]
    with_staff: tuple[Row, ...]
    others: tuple[Row, ...]


def arranged(
    calls: Iterable[EscalationRecord],
    lines: Iterable[InboxLine],
    records: Mapping[str, PatientRecord],
) -> Inbox:
    """Every open call is in it, one row for each conversation however often it called."""
    by_talk = {line.standing.conversation: line for line in lines}
    grouped: dict[str, list[EscalationRecord]] = {}
    for call in calls:
        # Calls from elsewhere than a chat stand for themselves.
        key = call.conversation if call.conversation in by_talk else call.reference
        grouped.setdefault(key, []).append(call)
    rows = [_called(key, group, by_talk.get(key), records) for key, group in grouped.items()]
    rows += [_written(line, records) for talk, line in by_talk.items() if talk not in grouped]
    waiting = sorted((row for row in rows if row.waits), key=_haste)
    calm = sorted((row for row in rows if not row.waits), key=lambda row: row.since, reverse=True)
    with_staff = tuple(row for row in calm if row.with_person)
    others = [row for row in calm if not row.with_person]
    return Inbox(tuple(waiting), with_staff, tuple(others[:MOST_OTHERS]))


def _haste(row: Row) -> tuple[int, datetime, str]:
    # Who waits for an answer of ours comes behind danger and before what can wait.
    rank = {"emergency": 0, "same_day": 1, None: 2, "routine": 3}[row.urgency]
    return rank, row.since, row.key


def _called(
    key: str,
    calls: list[EscalationRecord],
    line: InboxLine | None,
    records: Mapping[str, PatientRecord],
) -> Row:
    calls = sorted(calls, key=lambda call: (URGENCY.index(call.level), call.created_at))
    first = calls[0]
    patient = first.patient or (line.standing.patient if line else None)
    return Row(
        key,
        patient,
        records.get(patient or ""),
        first.level,
        first.created_at,
        first.words,
        tuple(calls),
        line,
    )


def _written(line: InboxLine, records: Mapping[str, PatientRecord]) -> Row:
    standing = line.standing
    since = line.said_at or standing.since
    assert since is not None, "a conversation without a message stands with somebody since a time"
    record = records.get(standing.patient or "")
    return Row(standing.conversation, standing.patient, record, None, since, line.words, (), line)
