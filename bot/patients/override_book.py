"""What a clinician ruled for one patient. Which topics and verdicts exist is not known here."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Row

from bot.patients.book import Book
from bot.patients.errors import FieldError
from bot.patients.fields import one_line
from bot.patients.records import OverrideRecord
from bot.patients.tables import RuleOverride

_COLUMNS = RuleOverride.__table__.c
# Looked up for each answer, so rows are not made into objects first.
_OF_ONE_PATIENT = (
    select(RuleOverride.__table__)
    .where(_COLUMNS.patient_reference == bindparam("wanted"))
    .order_by(_COLUMNS.id)
)


class OverrideBook(Book):
    """Signed exceptions to the rules, each for one patient."""

    def add_override(
        self,
        reference: str,
        topic: str,
        first_day: int | None,
        last_day: int | None,
        verdict: str,
        signed_by: str,
        reason: str,
        expires: date | None = None,
    ) -> None:
        """Store an override for days `first_day` to `last_day` after treatment (None is open).

        It holds up to and including the date `expires`. Raises UnknownPatient or FieldError.
        """
        if first_day is not None and last_day is not None and first_day > last_day:
            wrong = f"day {first_day} comes after day {last_day}"
            raise FieldError("first day", wrong, "write the earlier day first")
        row = RuleOverride(
            patient_reference=reference,
            topic=one_line(topic, "topic"),
            first_day=first_day,
            last_day=last_day,
            verdict=one_line(verdict, "verdict"),
            signed_by=one_line(signed_by, "signed by"),
            reason=one_line(reason, "reason"),
            signed_at=self._clock(),
            expires=expires,
        )
        with self._writing.begin() as session:
            self._known(session, reference)
            session.add(row)

    def overrides(self, reference: str, on: date) -> list[OverrideRecord]:
        """The patient's overrides that still hold on this date, in the order they were signed."""
        return [one for one in self.all_overrides(reference) if one.holds_on(on)]

    def all_overrides(self, reference: str) -> list[OverrideRecord]:
        """Also those that are over or were taken back, in the order they were signed."""
        with self._engine.connect() as connection:
            rows = connection.execute(_OF_ONE_PATIENT, {"wanted": reference}).all()
        return [_record(row) for row in rows]

    def revoke_override(self, reference: str, number: int, by: str, reason: str) -> None:
        """Take it back, signed as well; the first to do so stays on record.

        Raises FieldError where this patient has no such override.
        """
        person, why = one_line(by, "signed by"), one_line(reason, "reason")
        with self._writing.begin() as session:
            row = session.get(RuleOverride, number, with_for_update=True)
            if row is None or row.patient_reference != reference:
                raise FieldError("override", f"{number} is not one of this patient's", "look again")
            if row.revoked_at is None:
                row.revoked_at, row.revoked_by = self._clock(), person
                row.revoked_reason = why


def _record(row: Row) -> OverrideRecord:
    return OverrideRecord(
        topic=row.topic,
        first_day=row.first_day,
        last_day=row.last_day,
        verdict=row.verdict,
        signed_by=row.signed_by,
        reason=row.reason,
        expires=row.expires,
        signed_at=row.signed_at,
        number=row.id,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
        revoked_reason=row.revoked_reason,
    )
