"""Rows of the clinic's changes from plain data, and back."""

from __future__ import annotations

from typing import Any

from bot.patients.change_records import ChangeRecord, Person
from bot.patients.change_tables import RuleChangeRow
from bot.patients.staff_records import Staff


def new_row(
    kind: str, content: dict[str, Any], reason: str, author: Staff | Person, state: str
) -> RuleChangeRow:
    """A row that nobody has decided about."""
    return RuleChangeRow(
        kind=kind,
        content=content,
        reason=reason,
        author=author.id,
        author_name=author.name,
        state=state,
        replaces=[],
        done=0,
        of=0,
    )


def copied(record: ChangeRecord) -> RuleChangeRow:
    """The row of another database."""
    row = new_row(record.kind, record.content, record.reason, record.author, record.state)
    row.id, row.version, row.replaces = record.id, record.version, list(record.replaces)
    row.drafted_at, row.decided_at = record.drafted_at, record.decided_at
    if record.approver is not None:
        row.approver, row.approver_name = record.approver.id, record.approver.name
    return row


def as_record(row: RuleChangeRow) -> ChangeRecord:
    """A row as plain data."""
    return ChangeRecord(
        id=row.id,
        kind=row.kind,
        content=row.content,
        reason=row.reason,
        author=Person(row.author, row.author_name),
        drafted_at=row.drafted_at,
        state=row.state,
        approver=Person(row.approver, row.approver_name) if row.approver else None,
        decided_at=row.decided_at,
        version=row.version,
        replaces=tuple(row.replaces),
        result=row.result,
        done=row.done,
        of=row.of,
        checked_until=row.lease_until if row.state == "checking" else None,
    )
