"""Calls for a person at the clinic."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.patients.book import Book
from bot.patients.errors import FieldError, UnknownEscalation
from bot.patients.escalation_tables import KINDS, Escalation
from bot.patients.fields import did_you_mean, one_line, storable
from bot.patients.records import EscalationRecord
from bot.patients.references import unused_references
from bot.patients.tables import LEVELS


class EscalationBook(Book):
    """Every patient who must be called, until somebody says they have taken it."""

    def open_escalation(
        self,
        level: str,
        words: str,
        patient: str | None = None,
        conversation: str = "",
        day: int | None = None,
        topics: Iterable[str] = (),
        understood: str = "",
        message: str | None = None,
        kind: str = "other",
        rule: str | None = None,
        treated_on: date | None = None,
        procedure: str | None = None,
        together: str | None = None,
    ) -> str:
        """Store a call for a person and return its reference.

        `words` is what the patient wrote. The patient may be unknown, and is not looked up:
        an emergency is kept whatever the register knows. One `message` of a conversation makes
        one call, however often it is told of; a more urgent level is taken over, and calls anew.
        While a call with the same `together` is open in the conversation, it is that one.
        """
        if kind not in KINDS:
            raise FieldError("kind", f"{kind[:40]!r} is unknown", did_you_mean(kind, KINDS))
        if level not in LEVELS:
            raise FieldError("level", f"{level[:40]!r} is unknown", did_you_mean(level, LEVELS))
        call = {
            "level": level,
            "words": storable(words),
            "patient": patient,
            "conversation": storable(conversation),
            "message": message,
            "day": day,
            "topics": list(topics),
            "understood": storable(understood),
            "kind": kind,
            "rule": rule,
            "treated_on": treated_on,
            "procedure": procedure,
            "together": together,
        }
        try:
            return self._call(call)
        except IntegrityError:
            if message is None:
                raise
            # Another process told of the same message between our look and our write.
            return self._call(call)

    def _call(self, call: dict[str, Any]) -> str:
        with self._writing.begin() as session:

            def taken(drawn: Collection[str]) -> set[str]:
                used = select(Escalation.reference).where(Escalation.reference.in_(drawn))
                return set(session.scalars(used))

            now = self._clock()
            if known := _of_message(session, call) or _of_the_same(session, call):
                if LEVELS.index(call["level"]) < LEVELS.index(known.level):
                    _raise(known, call, now)
                return known.reference
            [reference] = unused_references("E", 1, taken)
            call = {**call, "created_at": now, "raised_at": now, "steps": 0, "reached": False}
            session.add(Escalation(reference=reference, **call))
            return reference

    def acknowledge_escalation(self, reference: str, by: str) -> EscalationRecord:
        """Note who took it. The first person stays on record; raises UnknownEscalation."""
        person = one_line(by, "name")
        with self._writing.begin() as session:
            row = session.get(Escalation, reference, with_for_update=True)
            if row is None:
                raise UnknownEscalation(f"no escalation has the reference {reference[:40]!r}")
            if row.acknowledged_at is None:
                row.acknowledged_at, row.acknowledged_by = self._clock(), person
            return _record(row)

    def assign_escalation(self, reference: str, to: str | None) -> EscalationRecord:
        """Whose task it is, or nobody's. Raises UnknownEscalation."""
        person = one_line(to, "name") if to is not None else None
        with self._writing.begin() as session:
            row = session.get(Escalation, reference, with_for_update=True)
            if row is None:
                raise UnknownEscalation(f"no escalation has the reference {reference[:40]!r}")
            row.assigned_to = person
            return _record(row)

    def escalation(self, reference: str) -> EscalationRecord | None:
        """The escalation with this reference."""
        with self._reading() as session:
            row = session.get(Escalation, reference)
            return None if row is None else _record(row)

    def escalations(self, open_only: bool = True) -> list[EscalationRecord]:
        """The most urgent first, and of those the one that has waited longest."""
        chosen = select(Escalation).order_by(Escalation.created_at, Escalation.reference)
        if open_only:
            chosen = chosen.where(Escalation.acknowledged_at.is_(None))
        with self._reading() as session:
            records = [_record(row) for row in session.scalars(chosen)]
        return sorted(records, key=lambda record: LEVELS.index(record.level))


def _record(row: Escalation) -> EscalationRecord:
    return EscalationRecord(
        reference=row.reference,
        level=row.level,
        words=row.words,
        patient=row.patient,
        conversation=row.conversation,
        day=row.day,
        topics=tuple(row.topics),
        understood=row.understood,
        created_at=row.created_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        kind=row.kind,
        rule=row.rule,
        treated_on=row.treated_on,
        procedure=row.procedure,
        message=row.message,
        assigned_to=row.assigned_to,
        told_at=row.told_at,
        steps=row.steps,
        stepped_at=row.stepped_at,
    )


def _of_message(session: Session, call: dict[str, Any]) -> Escalation | None:
    if call["message"] is None:
        return None
    mine = (Escalation.conversation == call["conversation"], Escalation.message == call["message"])
    return session.scalars(select(Escalation).where(*mine).with_for_update()).one_or_none()


def _of_the_same(session: Session, call: dict[str, Any]) -> Escalation | None:
    if call["together"] is None:
        return None
    alike = (
        Escalation.conversation == call["conversation"],
        Escalation.together == call["together"],
        Escalation.acknowledged_at.is_(None),
    )
    chosen = select(Escalation).where(*alike).order_by(Escalation.created_at)
    return session.scalars(chosen.with_for_update()).first()


def _raise(known: Escalation, call: dict[str, Any], now: datetime) -> None:
    """It is worse than was known: whoever took it has taken something else."""
    for name in ("level", "topics", "kind", "rule"):
        setattr(known, name, call[name])
    known.acknowledged_at = known.acknowledged_by = known.told_at = None
    known.raised_at, known.steps, known.stepped_at, known.reached = now, 0, None, False
    known.lease = known.lease_until = None
