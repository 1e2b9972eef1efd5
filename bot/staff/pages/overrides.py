"""What clinicians ruled for one patient: everything that ever was, one more, one taken back."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from bot.desk.personal import personal_choices, rule_for_patient
from bot.patients.errors import FieldError, UnknownPatient
from bot.patients.records import PatientRecord
from bot.staff.page import CARE, CLINICIAN, NOBODY, Page
from bot.staff.visit import Visit

# Offered; most of what is ruled for one patient is about the days of healing.
USUAL_DAYS = 30


def overrides(visit: Visit) -> Response:
    """Those in force, those that are over, those that were taken back."""
    known = _known(visit)
    visit.note("overrides.read", known.reference)
    return _shown(visit, known, {})


def add(visit: Visit) -> Response:
    """Signed by whoever is logged in."""
    known, form = _known(visit), visit.form
    visit.note(
        "overrides.add",
        known.reference,
        topic=form.get("topic", "")[:60],
        verdict=form.get("verdict", "")[:20],
        days=form.get("days", "")[:20],
        expires=form.get("expires", "")[:10],
    )
    parts = visit.parts
    try:
        protocol = parts.desk.wording.protocol
        rule_for_patient(
            parts.register, protocol, known.reference, form, visit.staff, visit.today
        )
    except FieldError as wrong:
        return _shown(visit, known, form, wrong)
    return visit.goto(_address(known), "It holds from now on.")


def revoke(visit: Visit) -> Response:
    """Taken back, signed as well."""
    known, number = _known(visit), visit.form.get("number", "")
    number = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    visit.note("overrides.revoke", known.reference, object=str(number))
    visit.parts.register.revoke_override(
        known.reference, number, visit.staff.name, visit.form.get("reason", "")
    )
    return visit.goto(_address(known), "It is taken back.")


def _shown(
    visit: Visit, known: PatientRecord, form: dict[str, str], wrong: FieldError | None = None
) -> Response:
    topics, verdicts = personal_choices(visit.parts.desk.wording.protocol)
    return visit.page(
        "overrides.html",
        422 if wrong else 200,
        title="Ruled for one patient",
        record=known,
        given=list(reversed(visit.parts.register.all_overrides(known.reference))),
        topics=topics,
        verdicts=verdicts,
        form=form,
        wrong=wrong,
        usual=visit.today + timedelta(days=USUAL_DAYS),
    )


def _known(visit: Visit) -> PatientRecord:
    record = visit.parts.register.patient(visit.path["reference"])
    if record is None:
        raise UnknownPatient("no patient has this reference")
    return record


def _address(known: PatientRecord) -> str:
    return f"/patients/{known.reference}/overrides"


PAGES = (
    Page("/patients/{reference}/overrides", overrides, CARE),
    Page("/patients/{reference}/overrides/add", add, NOBODY, CLINICIAN),
    Page("/patients/{reference}/overrides/revoke", revoke, NOBODY, CLINICIAN),
)
