"""Text that wants to be more than text, in every place where the desk shows what people wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.mailbox import Arrival, Outgoing
from bot.patients.errors import FieldError
from tests.staff.clinic import Clinic, opened_clinic
from tests.widget.payloads import PAYLOADS

TRAP = """
window.hits = 0;
window.hit = () => { window.hits += 1; };
window.alert = window.prompt = window.confirm = window.hit;
"""
# What the desk's own templates are made of; anything else came out of somebody's text.
STRANGERS = """() => [...document.querySelectorAll("*")].filter((one) =>
    !/^(html|head|meta|title|link|script|body|a|header|p|img|nav|div|span|small|form|button|main|ol|ul|li|section|aside|article|h1|h2|h3|strong|bdi|time|details|summary|dl|dt|dd|code|q|label|input|textarea|select|option|svg|path|dialog|kbd|table|thead|tbody|tr|th|td|fieldset|legend|br)$/.test(one.localName)
    || [...one.attributes].some(({name}) => /^on|^style$|^srcdoc$|^formaction$|^background$/.test(name))
    || (one.src && !one.src.startsWith(location.origin + "/staff/files/"))
    || (one.localName === "a" && !/^(\\/staff|#main|tel:[+\\d]+$)/.test(one.getAttribute("href"))))
  .map((one) => one.outerHTML.slice(0, 200))"""  # noqa: E501


@pytest.fixture(scope="module")
def served(browser, tmp_path_factory) -> Iterator[Clinic]:
    """One clinic full of it: conversations, calls, names, notes, treatments and canned replies."""
    with opened_clinic(tmp_path_factory.mktemp("hostile"), browser) as clinic:
        fill(clinic)
        yield clinic


def fill(clinic: Clinic) -> None:
    """Every payload as a message, an answer, a call and a note; as names where names allow it."""
    mailbox, register = clinic.mailbox, clinic.register
    token = clinic.hire("clinician", name="Eve <img src=x onerror=hit()>")
    staff = clinic.accounts.staff_session(token).account.staff
    person = clinic.patient("Ann <svg onload=hit()> Lee")
    talk = mailbox.visitor(mailbox.open_session(person, "en")).conversation
    mailbox.accept(
        [
            Arrival("web", f"{talk}/x{number}", talk, text)
            for number, text in enumerate(PAYLOADS)
            if text.strip()
        ]
    )
    for payload in PAYLOADS:
        mailbox.post_to(talk, hostile(payload))
        clinic.accounts.add_note(staff, payload, person, talk)
    for number, payload in enumerate(PAYLOADS):
        clinic.register.open_escalation(
            ("emergency", "same_day", "routine")[number % 3],
            payload,
            person if number % 2 else None,
            talk if number % 10 == 0 else "",
            number,
            (payload,),
            payload,
        )
    for payload in PAYLOADS[::6]:
        try:
            reference = register.add_patient(payload, None, clinic.town.settings.today())
            register.add_treatment(reference, clinic.town.settings.today(), provider=payload)
            register.link_channel(reference, payload, payload)
            clinic.accounts.write_reply(staff, payload, payload)
        except FieldError:
            # Names that cannot be shown at all are refused before they are stored.
            continue


def hostile(payload: str) -> Outgoing:
    """An answer with the payload in every place that one has."""
    answer = {"topic": payload, "label": payload, "verdict": payload, "basis": payload}
    answer |= {"rule": payload, "quote": payload, "day": 1}
    escalation = {"level": payload, "reference": payload}
    told = {"kind": payload, "day": payload, "answers": [answer], "escalation": escalation}
    return Outgoing(payload, aftercare=told)


def trapped(clinic: Clinic, path: str, token: str) -> Page:
    return clinic.open(path, token, before=lambda page: page.add_init_script(TRAP))


def assert_nothing_happened(page: Page) -> None:
    """No run, no stranger among the elements, no navigation; `clinic` looks at the rest."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.wait_for_timeout(200)
    assert page.evaluate("window.hits") == 0
    assert page.evaluate(STRANGERS) == []


def test_the_trap_works(clinic: Clinic):
    """Without the policy the same markup would run; with it, the browser says that it did not."""
    page = trapped(clinic, "/inbox", clinic.hire())
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=hit()>')")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hits") == 0
    assert any("Content Security Policy" in complaint for complaint in clinic.complaints)
    assert page.evaluate(STRANGERS) != []
    clinic.complaints.clear()


def test_the_inbox(clinic: Clinic):
    """More than 300 calls, each with its words."""
    page = trapped(clinic, "/inbox", clinic.hire())
    expect(page.locator(".row").first).to_be_visible()
    assert page.locator(".row").count() > 250
    shown = " ".join(page.locator(".row .words").all_text_contents())
    assert "<script>hit()</script>" in shown
    assert_nothing_happened(page)


def test_a_conversation(clinic: Clinic):
    """Messages, answers, what was understood, calls and notes."""
    [talk] = {line.standing.conversation for line in clinic.mailbox.inbox_view()}
    page = trapped(clinic, f"/conversations/{talk}", clinic.hire())
    expect(page.locator(".message").first).to_be_visible()
    assert page.locator(".note").count() >= 300
    numbers = "(all) => all.map((one) => Number(one.id.slice(1)))"
    shown, written = page.locator(".message").evaluate_all(numbers), []
    assert_nothing_happened(page)
    while page.get_by_role("link", name="Earlier messages").is_visible():
        page.get_by_role("link", name="Earlier messages").click()
        page.wait_for_load_state()
        shown = page.locator(".message").evaluate_all(numbers) + shown
        written = page.locator(".message.patient .text").all_text_contents()
        assert_nothing_happened(page)
    # The newest part grows meanwhile, so some are seen twice.
    assert sorted(set(shown)) == list(range(1, max(shown) + 1)) and max(shown) > 600
    assert written[0] == PAYLOADS[0]


def test_live_updates(clinic: Clinic):
    """What arrives while the page is open is put in by a script of ours: still only text."""
    [talk] = {line.standing.conversation for line in clinic.mailbox.inbox_view()}
    page = trapped(clinic, f"/conversations/{talk}", clinic.hire())
    for payload in PAYLOADS[30:60]:
        clinic.mailbox.post_to(talk, Outgoing(f"live {payload}"))
    last = page.locator(".message", has_text=f"live {PAYLOADS[59]}".split("\n")[0]).last
    expect(last).to_be_attached()
    assert_nothing_happened(page)


def test_records_and_what_is_found(clinic: Clinic):
    """Names, providers and addresses that are markup, in the search and in each record."""
    token = clinic.hire()
    page = trapped(clinic, "/patients", token)
    page.locator("#wanted").fill("<")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".row").first).to_be_visible()
    assert_nothing_happened(page)
    links = [a.get_attribute("href") for a in page.locator(".row .open").all()]
    assert len(links) > 10
    for link in links[:12]:
        page.goto(f"{clinic.town.address}{link}")
        expect(page.locator("h1")).to_be_visible()
        assert_nothing_happened(page)


def test_what_is_typed_comes_back_as_text(clinic: Clinic):
    """In a refused form, a search, and the page after it."""
    token = clinic.hire()
    for payload in PAYLOADS[27:70:7]:
        page = trapped(clinic, "/patients/new", token)
        page.get_by_label("Name").fill(payload.replace("\n", " "))
        page.get_by_label("Telephone").fill('"><img src=x onerror=hit()>')
        page.get_by_label("Day of the treatment").fill("2026-11-20")
        page.get_by_role("button", name="Register").click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert_nothing_happened(page)
        page.context.close()
        clinic.contexts.remove(page.context)
    clinic.complaints[:] = [c for c in clinic.complaints if "422" not in c]


def test_the_admin_pages(clinic: Clinic):
    """Names of staff, canned replies and the audit's details."""
    token = clinic.hire("admin", name="<script>hit()</script>")
    asked = "/audit?patient=<script>hit()</script>"
    for path in ("/accounts", "/replies", "/audit?verify=1", asked):
        page = trapped(clinic, path, token)
        expect(page.locator("h1")).to_be_visible()
        assert_nothing_happened(page)
