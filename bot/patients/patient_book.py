"""Patients and their treatments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.patients.book import Book
from bot.patients.errors import AlreadyTaken
from bot.patients.fields import one_line, treated_areas
from bot.patients.phones import e164
from bot.patients.records import DEFAULT_AREAS, DEFAULT_PROCEDURE, PatientRecord, Treatment
from bot.patients.references import unused_references
from bot.patients.tables import Patient, PatientTreatment

# Where a patient comes from unless an import says otherwise.
CLINIC = "clinic"
_P, _T = Patient.__table__.c, PatientTreatment.__table__.c
# Each answer begins with this look, so it is one query, without making rows into objects first.
_ONE_PATIENT = (
    select(_P.reference, _P.name, _P.phone, _P.external_id.label("known_as"))
    .add_columns(_T.id, _T.treated_on, _T.areas, _T.procedure, _T.provider, _T.external_id)
    .outerjoin_from(Patient.__table__, PatientTreatment.__table__)
    .where(_P.reference == bindparam("wanted"))
    .order_by(_T.treated_on, _T.id)
)


class PatientBook(Book):
    """Who is treated here, and when."""

    def add_patient(
        self,
        name: str,
        phone: str | None = None,
        treated_on: date | None = None,
        areas: Iterable[str] = DEFAULT_AREAS,
        procedure: str = DEFAULT_PROCEDURE,
        provider: str | None = None,
        external_id: str | None = None,
        *,
        reference: str | None = None,
    ) -> str:
        """Store a patient and return the reference, drawn at random unless one is given.

        Raises FieldError for a value that cannot be stored, AlreadyTaken for a used id.
        """
        row = Patient(
            name=one_line(name, "name"),
            phone=None if phone is None else e164(phone, self._phone_region),
            source=None if external_id is None else CLINIC,
            external_id=None if external_id is None else one_line(external_id, "external id"),
            created_at=self._clock(),
        )
        if treated_on is not None:
            treatment = Treatment(
                treated_on, treated_areas(areas), procedure, provider, row.external_id
            )
            row.treatments.append(_treatment_row(treatment))
        try:
            with self._writing.begin() as session:
                row.reference = reference or unused_patient_references(session, 1)[0]
                session.add(row)
                # Read here: the row is unloaded once its transaction is over.
                chosen = row.reference
        except IntegrityError:
            raise AlreadyTaken("another patient has this reference or external id") from None
        return chosen

    def patient(self, reference: str) -> PatientRecord | None:
        """The patient with this reference."""
        with self._engine.connect() as connection:
            rows = connection.execute(_ONE_PATIENT, {"wanted": reference}).all()
        if not rows:
            return None
        treatments = tuple(_treatment(row) for row in rows if row.id is not None)
        first = rows[0]
        return PatientRecord(first.reference, first.name, first.phone, treatments, first.known_as)

    def patients(self) -> list[PatientRecord]:
        """Every patient, by name."""
        everyone = select(Patient).order_by(Patient.name, Patient.reference)
        with self._reading() as session:
            return [record_of(row) for row in session.scalars(everyone)]

    def patients_with_phone(self, phone: str) -> list[PatientRecord]:
        """The patients who gave this number; a family may share one. Raises FieldError."""
        number = e164(phone, self._phone_region)
        same = select(Patient).where(Patient.phone == number).order_by(Patient.reference)
        with self._reading() as session:
            return [record_of(row) for row in session.scalars(same)]

    def add_treatment(
        self,
        reference: str,
        treated_on: date,
        areas: Iterable[str] = DEFAULT_AREAS,
        procedure: str = DEFAULT_PROCEDURE,
        provider: str | None = None,
    ) -> None:
        """Add a treatment to a patient. Raises UnknownPatient or FieldError."""
        treatment = Treatment(treated_on, treated_areas(areas), procedure, provider)
        with self._writing.begin() as session:
            row = self._known(session, reference)
            row.treatments.append(_treatment_row(treatment))

    def replace_treatments(self, reference: str, treatments: Sequence[Treatment]) -> None:
        """Make these the patient's only treatments; nothing is written when they already are."""
        with self._writing.begin() as session:
            row = self._known(session, reference)
            if record_of(row).treatments != tuple(treatments):
                row.treatments = [_treatment_row(treatment) for treatment in treatments]


def unused_patient_references(session: Session, count: int) -> list[str]:
    """References that no patient has yet."""

    def taken(drawn: Iterable[str]) -> set[str]:
        return set(session.scalars(select(Patient.reference).where(Patient.reference.in_(drawn))))

    return unused_references("P", count, taken)


def _treatment_row(treatment: Treatment) -> PatientTreatment:
    provider, external_id = treatment.provider, treatment.external_id
    return PatientTreatment(
        treated_on=treatment.treated_on,
        procedure=one_line(treatment.procedure, "procedure"),
        areas=sorted(treated_areas(treatment.areas)),
        provider=None if provider is None else one_line(provider, "provider"),
        source=None if external_id is None else CLINIC,
        external_id=external_id,
    )


def record_of(row: Patient) -> PatientRecord:
    """The row as plain data."""
    treatments = tuple(map(_treatment, row.treatments))
    return PatientRecord(row.reference, row.name, row.phone, treatments, row.external_id)


def _treatment(row: PatientTreatment | Row) -> Treatment:
    areas = frozenset(row.areas)
    return Treatment(row.treated_on, areas, row.procedure, row.provider, row.external_id)
