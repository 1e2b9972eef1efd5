"""Writing imported rows: each row is told apart by (source, external id), so twice is as once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from bot.patients.book import Book
from bot.patients.importing.row import ImportRow
from bot.patients.patient_book import unused_patient_references
from bot.patients.records import DEFAULT_AREAS, DEFAULT_PROCEDURE
from bot.patients.tables import Patient, PatientTreatment

_LOCK = 0x496D706F  # any number that nobody else uses
_PATIENT_FIELDS = ("name", "phone")
_TREATMENT_FIELDS = ("patient_reference", "treated_on", "procedure", "areas", "provider")


@dataclass(repr=False)
class _Side:
    """The patients, or the treatments, of one run: what is known, what is new, what changed."""

    known: dict[str, dict] = field(default_factory=dict)
    new: dict[str, dict] = field(default_factory=dict)
    changed: dict[str, dict] = field(default_factory=dict)

    def put(self, external_id: str, values: dict) -> str:
        """Note what a row says. Returns `added`, `updated` or `unchanged`."""
        before = self.known.get(external_id)
        if before is None:
            self.known[external_id] = self.new[external_id] = values
            return "added"
        if all(before[name] == value for name, value in values.items()):
            return "unchanged"
        before.update(values)
        if external_id not in self.new:
            self.changed[external_id] = before
        return "updated"


class ImportRun:
    """One import from one source; it remembers the patients met in earlier batches."""

    def __init__(self, source: str, dry_run: bool = False) -> None:
        self.source = source
        self.dry_run = dry_run
        self.patients = _Side()
        self.treatments = _Side()


class ImportBook(Book):
    """Patients and treatments that come from another system."""

    def import_batch(self, run: ImportRun, rows: Sequence[ImportRow]) -> Counter[str]:
        """Store the rows in one transaction; how many were added, updated and unchanged.

        A dry run counts the same and writes nothing. Keep a batch under a thousand rows.
        """
        for side in (run.patients, run.treatments):
            side.new, side.changed = {}, {}
        counts: Counter[str] = Counter()
        with self._reading() if run.dry_run else self._writing.begin() as session:
            if not run.dry_run:
                _one_at_a_time(session)
            _look_up(session, run, rows)
            references = iter(unused_patient_references(session, len(rows)))
            for row in rows:
                counts[_plan(run, row, next(references))] += 1
            if not run.dry_run:
                _write(session, run, self._clock())
        return counts


def _one_at_a_time(session: Session) -> None:
    # Two imports of one file would both find a row new. SQLite has one writer anyway.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def _look_up(session: Session, run: ImportRun, rows: Sequence[ImportRow]) -> None:
    patient_ids = {row.patient_id for row in rows} - run.patients.known.keys()
    for found in session.execute(
        select(Patient.external_id, Patient.reference, Patient.name, Patient.phone).where(
            Patient.source == run.source, Patient.external_id.in_(patient_ids)
        )
    ):
        values = dict(found._mapping)
        run.patients.known[values.pop("external_id")] = values
    table = PatientTreatment
    columns = [getattr(table, name) for name in ("external_id", *_TREATMENT_FIELDS)]
    run.treatments.known = {}
    for found in session.execute(
        select(*columns).where(
            table.source == run.source, table.external_id.in_({row.external_id for row in rows})
        )
    ):
        values = dict(found._mapping)
        run.treatments.known[values.pop("external_id")] = values


def _plan(run: ImportRun, row: ImportRow, unused_reference: str) -> str:
    patient = {"name": row.name, "phone": row.phone}
    if row.patient_id not in run.patients.known:
        patient["reference"] = unused_reference
    patient_outcome = run.patients.put(row.patient_id, patient)
    # A column that the file does not have leaves the stored value alone.
    stored = run.treatments.known.get(row.external_id, {})
    treatment = {
        "patient_reference": run.patients.known[row.patient_id]["reference"],
        "treated_on": row.treated_on,
        "procedure": row.procedure or stored.get("procedure", DEFAULT_PROCEDURE),
        "areas": sorted(row.areas or stored.get("areas", DEFAULT_AREAS)),
        "provider": stored.get("provider") if row.provider is None else row.provider or None,
    }
    treatment_outcome = run.treatments.put(row.external_id, treatment)
    if treatment_outcome == "unchanged" and patient_outcome == "updated":
        return "updated"
    return treatment_outcome


def _write(session: Session, run: ImportRun, now: datetime) -> None:
    patients, treatments = Patient.__table__, PatientTreatment.__table__
    origin = {"source": run.source}
    _insert(session, patients, {**origin, "created_at": now}, run.patients.new)
    _update(session, patients, _PATIENT_FIELDS, run.source, run.patients.changed)
    _insert(session, treatments, origin, run.treatments.new)
    _update(session, treatments, _TREATMENT_FIELDS, run.source, run.treatments.changed)


def _insert(session: Session, table: object, shared: dict, rows: dict[str, dict]) -> None:
    if rows:
        values = [{**shared, **row, "external_id": key} for key, row in rows.items()]
        session.execute(insert(table), values)


def _update(
    session: Session, table: object, names: tuple[str, ...], source: str, rows: dict[str, dict]
) -> None:
    if rows:
        one = update(table).where(table.c.source == source, table.c.external_id == bindparam("key"))
        one = one.values({name: bindparam(f"new_{name}") for name in names})
        values = [
            {"key": key, **{f"new_{name}": row[name] for name in names}}
            for key, row in rows.items()
        ]
        session.connection().execute(one, values)
