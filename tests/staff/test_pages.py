"""What the pages do, and that whatever they show or change of a patient is in the audit first."""

from __future__ import annotations

import io
import logging
import re

import pytest

from bot.journal import keep_journal
from bot.mailbox import Outgoing
from bot.staff.page import CARE
from bot.staff.table import PAGES
from tests.staff.people import HOME, Office


def newest(office: Office, patient: str):
    return office.audit.entries(patient=patient)[0]


OF_A_PATIENT = [
    (page, method)
    for page in PAGES
    for method in page.methods
    if set(page.roles(method)) <= set(CARE)
    and page.roles(method)
    and page.path.startswith(("/patients/{", "/conversations/", "/escalations/"))
]
SENT = {
    "name": "Ann Lee",
    "text": "hello",
    "act": "reply",
    "version": "0",
    "after": "1",
    "treated_on": "2026-11-19",
    "position": "0",
    "area": "face",
    "to": "",
    "topic": "makeup",
    "verdict": "not_yet",
    "days": "0-3",
    "expires": "2026-12-01",
    "reason": "sensitive skin",
}


@pytest.mark.parametrize(
    "page, method", OF_A_PATIENT, ids=lambda value: getattr(value, "path", value)
)
def test_every_page_of_a_patient_notes_whose_record_it_was(office: Office, page, method):
    """Reading or writing, also on pages that are added later: a new row with the reference."""
    patient = office.patient()
    talk = office.talk(patient, "can I swim?")
    call = office.register.open_escalation("routine", "call me", patient, talk)
    office.register.add_override(patient, "makeup", None, 3, "not_yet", "Lee", "sensitive skin")
    [ruled] = office.register.all_overrides(patient)
    path = page.path.replace("{conversation}", talk)
    path = path.replace("{reference}", call if "/escalations/" in path else patient)
    if "{" in path:
        pytest.skip("its other parts are known to its own tests only")
    person = office.person(page.roles(method)[0])
    answer = (
        person.post(path, **SENT, number=str(ruled.number))
        if method == "POST"
        else person.get(path)
    )
    assert answer.status_code < 400, answer.text
    if answer.headers.get("location", "").startswith("/staff/conversations/") and method == "GET":
        return  # only leads on to a page that notes it
    row = newest(office, patient)
    assert row.actor == person.account.id


def test_what_cannot_be_noted_is_not_done(office: Office, monkeypatch):
    """No audit, no record: the page fails, and nothing of the patient is on it or changed."""
    patient = office.patient()
    person = office.person()
    person.get(f"/patients/{patient}")

    def broken(*_args, **_more):
        raise OSError("disk full")

    monkeypatch.setattr(office.audit, "note", broken)
    shown = person.get(f"/patients/{patient}")
    assert shown.status_code == 503
    assert "Ann Lee" not in shown.text
    person.post(f"/patients/{patient}/change", name="Changed", phone="")
    assert office.register.patient(patient).name == "Ann Lee"


def test_the_audit_holds_no_words_names_or_numbers(office: Office):
    """References and names of fields only, whatever was typed."""
    person = office.person()
    person.get("/patients/new")
    private = {"name": "Secret Canary", "phone": "+12125550177", "provider": "Canary Provider"}
    person.post("/patients/new", treated_on="2026-11-19", area="face", **private)
    person.post("/patients", wanted="Secret Canary")
    [found] = office.register.find_patients("Secret Canary")
    talk = office.talk(found.reference, "canary words")
    person.get(f"/conversations/{talk}")
    version = str(office.mailbox.standing(talk).version)
    person.post(
        f"/conversations/{talk}/act", act="reply", text="canary reply", version=version, after="1"
    )
    person.post(f"/patients/{found.reference}/note", text="canary note")
    person.post(f"/patients/{found.reference}/change", name="Canary Two", phone="+12125550178")
    rows = str(office.audit.entries())
    assert "record.change" in rows and "note.add" in rows and "conversation.reply" in rows
    for word in ("anary", "55501", "Provider"):
        assert word not in rows


def test_the_journal_holds_no_words_names_or_numbers(office: Office, monkeypatch):
    """Also when a page breaks in the middle of them."""
    stream = io.StringIO()
    keep_journal("gateway", "debug", stream)
    patient = office.patient("Secret Canary")
    person = office.person()

    def broken(*_args):
        raise ValueError("Secret Canary +12125550123")

    monkeypatch.setattr(office.mailbox, "consents_of", broken)
    shown = person.get(f"/patients/{patient}")
    logging.getLogger().handlers = []
    assert shown.status_code == 503
    assert "a page of the desk failed" in stream.getvalue()
    for private in ("anary", "5550123"):
        assert private not in stream.getvalue()
        assert private not in shown.text


def test_a_patient_is_registered_found_and_corrected(office: Office):
    """By the front desk, with clear words where something cannot be stored."""
    person = office.person()
    person.get("/patients/new")
    told = {"name": "Ann Lee", "phone": "212-555-0123", "treated_on": "2026-11-19"}
    made = person.post("/patients/new", **told, area=["face", "eyes"])
    assert made.status_code == 303
    reference = made.headers["location"].rpartition("/")[2]
    record = office.register.patient(reference)
    assert (record.name, record.phone) == ("Ann Lee", "+12125550123")
    assert record.treatments[0].areas == {"face", "eyes"}
    for wanted in ("ann", "0123", reference.lower(), " LEE "):
        assert reference in person.post("/patients", wanted=wanted).text
    assert reference not in person.post("/patients", wanted="%").text
    wrong = person.post(f"/patients/{reference}/change", name="Ann Lee", phone="12")
    assert wrong.status_code == 422
    assert "is too short" in wrong.text
    person.post(f"/patients/{reference}/change", name="Ann Leeds", phone="")
    assert office.register.patient(reference).name == "Ann Leeds"
    person.post(f"/patients/{reference}/treatment", treated_on="2026-11-20", area="neck")
    assert len(office.register.patient(reference).treatments) == 2
    stale = person.post(
        f"/patients/{reference}/treatment/remove", position="0", treated_on="2020-01-01"
    )
    assert stale.status_code == 409
    person.post(f"/patients/{reference}/treatment/remove", position="0", treated_on="2026-11-19")
    [left] = office.register.patient(reference).treatments
    assert left.areas == {"neck"}


@pytest.mark.parametrize(
    "field, value", [("treated_on", "1066-10-14"), ("treated_on", "soon"), ("name", " ")]
)
def test_what_cannot_be_stored_is_said(office: Office, field, value):
    """The form comes back with what was typed and a sentence that helps; nobody is registered."""
    person = office.person()
    told = {"name": "Ann", "phone": "", "treated_on": "2026-11-19", field: value}
    answer = person.post("/patients/new", **told, area="face")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert office.register.patients() == []


def test_a_chat_link_is_for_the_page_of_the_clinic(office: Office):
    """Where a setting names the page, the link leads there; else to our own."""
    person, patient = office.person(), office.patient()
    person.get(f"/patients/{patient}")
    assert f"{HOME}/chat#patient=signed-{patient}" in person.post(f"/patients/{patient}/link").text


def test_an_acknowledgement_names_who_has_seen_it(office: Office):
    """The first stays on record; the second is told."""
    patient = office.patient()
    call = office.register.open_escalation("emergency", "help", patient)
    first, second = office.person(login="first"), office.person("clinician", login="second")
    first.get("/inbox")
    first.post(f"/escalations/{call}/acknowledge")
    second.post(f"/escalations/{call}/acknowledge")
    assert "Somebody else had seen it already." in second.get("/inbox").text
    assert office.register.escalation(call).acknowledged_by == "First"


def test_what_is_said_once_is_said_once(office: Office):
    """The sentence of one page is gone on the next."""
    person, patient = office.person(), office.patient()
    person.post(f"/patients/{patient}/note", text="allergic to plasters")
    assert "The note is kept." in person.get(f"/patients/{patient}").text
    assert "The note is kept." not in person.get(f"/patients/{patient}").text


def test_calls_are_assigned_to_people_who_look_after_patients(office: Office):
    """And to nobody else."""
    patient = office.patient()
    talk = office.talk(patient, "hello")
    call = office.register.open_escalation("routine", "call me", patient, talk)
    person = office.person()
    office.person("admin", login="robin")
    office.person("clinician", login="lee")
    assert person.post(f"/conversations/{talk}/assign", to="Robin").status_code == 400
    assert person.post(f"/conversations/{talk}/assign", to="Lee").status_code == 303
    assert office.register.escalation(call).assigned_to == "Lee"


def test_an_old_page_sends_nothing(office: Office):
    """Somebody else took the conversation: refused, with what came in between and the draft."""
    talk = office.talk(office.patient(), "hello")
    person = office.person()
    version = office.mailbox.standing(talk).version
    office.mailbox.reply_as_staff(talk, "Lee", "I have this one", version)
    answer = person.post(
        f"/conversations/{talk}/act", act="reply", text="my draft", version=str(version), after="1"
    )
    assert answer.status_code == 409
    assert "I have this one" in answer.text and "my draft" in answer.text
    assert [e.text for e in office.mailbox.thread(talk)] == ["hello", "I have this one"]


def test_what_was_understood_is_beside_the_answer(office: Office):
    """Topic, verdict, rule and the clinic's own words."""
    talk = office.talk(office.patient(), "makeup?")
    answer = {"topic": "makeup", "label": "Makeup", "verdict": "not_yet", "basis": "clinic"}
    answer |= {"rule": "makeup/day-0", "quote": "no makeup"}
    told = {"kind": "answer", "day": 0, "answers": [answer], "escalation": None}
    office.mailbox.post_to(talk, Outgoing("Not yet.", aftercare=told))
    shown = office.person().get(f"/conversations/{talk}").text
    for part in ("Understood: Makeup", "not yet", "makeup/day-0", "no makeup", "clinic’s sheet"):
        assert part in shown


def test_the_admin_keeps_replies(office: Office):
    """Added, changed, removed; whoever replies finds them."""
    admin = office.person("admin")
    admin.post("/replies/write", title="Parking", text="You can park behind the house.")
    added = next(r for r in office.accounts.canned_replies() if r.title == "Parking")
    talk = office.talk(office.patient(), "hello")
    assert "park behind" in office.person().get(f"/conversations/{talk}").text
    admin.post("/replies/write", number=str(added.id), title="Parking", text="In the yard.")
    assert "In the yard." in office.person().get(f"/conversations/{talk}").text
    admin.post("/replies/drop", number=str(added.id))
    assert "Parking" not in [r.title for r in office.accounts.canned_replies()]
    assert admin.post("/replies/drop", number=str(added.id)).status_code == 400


def test_the_admin_sees_a_tampered_row(office: Office):
    """The page names it, in red, and still shows the rest."""
    from tests.staff.test_audit import run

    patient = office.patient()
    office.person().get(f"/patients/{patient}")
    url = office.parts.settings.register_url
    run(url, "UPDATE audit SET detail = 'not json', at = 'never' WHERE seq = 1")
    shown = office.person("admin").get("/audit?verify=1").text
    assert "This account was tampered with." in shown
    assert "row 1: was changed" in shown


def test_headers_and_cookies(office: Office):
    """Nothing inline, nothing framed, nothing kept; the cookie is for us alone."""
    person = office.browser()
    for answer in (person.get("/login"), person.get("/nowhere"), person.get("/files/desk.css")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
    cookie = office.browser().get("/login").headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/staff" in cookie
    assert "secure" not in cookie.replace("; secure", "") and "; secure" not in cookie
    safe = office.browser()
    safe.client.base_url = "https://testserver"
    assert "; secure" in safe.get("/login").headers["set-cookie"].lower()


def test_a_link_from_an_e_mail_finds_the_login(office: Office):
    """Browsers hold a strict cookie back once: the page asks again by itself before it gives up."""
    person = office.person()
    stranger = office.browser()
    elsewhere = {"sec-fetch-site": "cross-site"}
    held_back = stranger.get("/inbox", **elsewhere)
    assert held_back.status_code == 200 and 'http-equiv="refresh"' in held_back.text
    assert "set-cookie" not in held_back.headers
    assert stranger.get("/inbox").status_code == 303
    assert person.get("/inbox", **elsewhere).status_code == 200


def test_big_and_odd_forms_are_refused(office: Office):
    """Too big, too many fields, not UTF-8, cut off: an answer, never a failure of ours."""
    person = office.person()
    person.get("/inbox")
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": HOME}
    for body, status in (
        (b"csrf=x&text=" + b"a" * 200_000, 413),
        (b"&".join(b"f%d=1" % n for n in range(1000)), 400),
        (b"csrf=%ff%fe", 403),
        (b"\xff\xfe=1", 400),
        (b"", 403),
    ):
        answer = person.client.post("/staff/patients", content=body, headers=kind)
        assert answer.status_code == status, body[:20]


def test_a_long_conversation_is_shown_in_parts(office: Office):
    """The newest first; every message is on exactly one of the parts."""
    talk = office.talk(office.patient(), *(f"message {n}" for n in range(1, 431)))
    person = office.person()
    path, seen = f"/conversations/{talk}", []
    while path:
        shown = person.get(path).text
        seen = [int(n) for n in re.findall(r'id="m(\d+)"', shown)] + seen
        found = re.search(r'href="/staff([^"]+)">Earlier messages', shown)
        path = found[1] if found else ""
    assert seen == list(range(1, 431))
    assert "message 430" in person.get(f"/conversations/{talk}?before=99999").text
