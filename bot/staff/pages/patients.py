"""Finding a patient, a new one, and the record with everything the clinic and the bot go by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from starlette.responses import Response

from bot.patients.errors import FieldError, UnknownPatient
from bot.patients.fields import AREAS, plausible_date
from bot.patients.links import link_url
from bot.patients.records import DEFAULT_PROCEDURE, PatientRecord, current_treatment
from bot.patients.references import new_reference
from bot.staff.page import CARE, FRONT_DESK, NOBODY, Page
from bot.staff.visit import Visit


def search(visit: Visit) -> Response:
    """By name, number or reference; the words are sent in the body, so no address holds a name."""
    wanted = visit.form.get("wanted", "")
    found = visit.parts.register.find_patients(wanted)
    if wanted.strip():
        references = [record.reference for record in found]
        visit.note("patients.search", patients=references, found=len(found))
    return visit.page("patients.html", title="Patients", wanted=wanted, found=found)


def new(visit: Visit) -> Response:
    """Add a patient with the first treatment."""
    form = visit.form
    if visit.method == "GET":
        return _new_form(visit, form, None)
    try:
        treated_on = _date(visit, form.get("treated_on", ""))
        reference = new_reference("P")
        visit.note("record.add", reference)
        visit.parts.register.add_patient(
            form.get("name", ""),
            form.get("phone", "").strip() or None,
            treated_on,
            visit.many("area"),
            form.get("procedure", "").strip() or DEFAULT_PROCEDURE,
            form.get("provider", "").strip() or None,
            reference=reference,
        )
    except FieldError as wrong:
        return _new_form(visit, form, wrong)
    return visit.goto(f"/patients/{reference}", "The patient is registered.")


def record(visit: Visit) -> Response:
    """Everything about one patient on one page."""
    known = _known(visit)
    visit.note("record.read", known.reference)
    return _record(visit, known)


def change(visit: Visit) -> Response:
    """Correct the name or the number."""
    known, form = _known(visit), visit.form
    fields = [
        name
        for name in ("name", "phone")
        if form.get(name, "").strip() != (getattr(known, name) or "")
    ]
    visit.note("record.change", known.reference, fields=fields)
    try:
        visit.parts.register.change_patient(
            known.reference, form.get("name", ""), form.get("phone", "").strip() or None
        )
    except FieldError as wrong:
        return _record(visit, known, wrong)
    return visit.goto(f"/patients/{known.reference}", "The record is corrected.")


def treat(visit: Visit) -> Response:
    """Add a treatment."""
    known, form = _known(visit), visit.form
    visit.note("record.treatment.add", known.reference)
    try:
        visit.parts.register.add_treatment(
            known.reference,
            _date(visit, form.get("treated_on", "")),
            visit.many("area"),
            form.get("procedure", "").strip() or DEFAULT_PROCEDURE,
            form.get("provider", "").strip() or None,
        )
    except FieldError as wrong:
        return _record(visit, known, wrong)
    return visit.goto(f"/patients/{known.reference}", "The treatment is in the record.")


def untreat(visit: Visit) -> Response:
    """Take back a treatment that was entered by mistake: the one with this date and place."""
    known = _known(visit)
    position = visit.form.get("position", "")
    number = int(position) if position.isascii() and position.isdigit() else -1
    shown = visit.form.get("treated_on", "")
    there = known.treatments[number] if 0 <= number < len(known.treatments) else None
    if there is None or there.treated_on.isoformat() != shown:
        return visit.fault(409, "The record was changed meanwhile. Please look at it again.")
    visit.note("record.treatment.remove", known.reference, treated_on=shown)
    visit.parts.register.drop_treatment(known.reference, number)
    return visit.goto(f"/patients/{known.reference}", "The treatment is taken back.")


def note(visit: Visit) -> Response:
    """For the others at the clinic."""
    known = _known(visit)
    visit.note("note.add", known.reference)
    visit.parts.accounts.add_note(visit.staff, visit.form.get("text", ""), known.reference)
    return visit.goto(f"/patients/{known.reference}", "The note is kept.")


def link(visit: Visit) -> Response:
    """An address, good for a quarter of an hour, at which the patient chats as themselves."""
    known = _known(visit)
    visit.note("record.link", known.reference)
    settings = visit.parts.settings
    ours = settings.public_url or f"{visit.request.url.replace(path='', query='')}"
    page = settings.chat_url or f"{ours}/chat"
    return _record(visit, known, link=link_url(page, visit.parts.sign_link(known.reference)))


def _new_form(visit: Visit, form: Mapping[str, str], wrong: FieldError | None) -> Response:
    return visit.page(
        "patient_new.html",
        422 if wrong else 200,
        title="New patient",
        form=form,
        areas=AREAS,
        chosen=visit.many("area") or ("face",),
        wrong=wrong,
        procedure=DEFAULT_PROCEDURE,
    )


def _record(
    visit: Visit, known: PatientRecord, wrong: FieldError | None = None, link: str = ""
) -> Response:
    parts, reference = visit.parts, known.reference
    return visit.page(
        "patient.html",
        422 if wrong else 200,
        title=known.name,
        record=known,
        treatment=current_treatment(known.treatments, visit.today),
        overrides=parts.register.overrides(reference, visit.today),
        links=parts.register.links_of(reference),
        consents=parts.mailbox.consents_of(reference),
        conversations=parts.mailbox.conversations_of(reference),
        notes=parts.accounts.notes(reference),
        may_change=visit.staff.role in FRONT_DESK,
        areas=AREAS,
        wrong=wrong,
        form=visit.form,
        link=link,
        procedure=DEFAULT_PROCEDURE,
    )


def _known(visit: Visit) -> PatientRecord:
    known = visit.parts.register.patient(visit.path["reference"])
    if known is None:
        raise UnknownPatient("no patient has this reference")
    return known


def _date(visit: Visit, written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise FieldError("treated on", "is no date", "choose the day of the treatment") from None
    return plausible_date(day, visit.today)


PAGES = (
    Page("/patients", search, CARE, CARE, menu="Patients"),
    Page("/patients/new", new, FRONT_DESK, FRONT_DESK),
    Page("/patients/{reference}", record, CARE),
    Page("/patients/{reference}/change", change, NOBODY, FRONT_DESK),
    Page("/patients/{reference}/treatment", treat, NOBODY, FRONT_DESK),
    Page("/patients/{reference}/treatment/remove", untreat, NOBODY, FRONT_DESK),
    Page("/patients/{reference}/note", note, NOBODY, CARE),
    Page("/patients/{reference}/link", link, NOBODY, FRONT_DESK),
)
