"""A red flag from the web chat reaches a logged-in browser by itself, and the answer goes back."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from tests.staff.clinic import Clinic

DANGER = "my throat is swelling and I can't breathe"


def first_row(page: Page):
    return page.locator("#inbox .rows").first.locator(".row").first


def test_a_red_flag_is_at_the_top_within_two_seconds(clinic: Clinic):
    """Sent as a patient's browser sends it; above what came before, although that waits longer."""
    for number in range(5):
        clinic.register.open_escalation("routine", f"call me {number}")
    clinic.register.open_escalation("same_day", "it looks infected")
    page = clinic.open("/inbox", clinic.hire())
    expect(page.locator(".row")).to_have_count(6)
    took = []
    for name in ("Ann Lee", "Maria Gonzalez", "Peter Novak"):
        patient = clinic.town.browser(clinic.patient(name))
        began = time.monotonic()
        patient.say(DANGER)
        row = page.locator(".row.emergency", has_text=name)
        expect(row).to_be_visible(timeout=2000)
        took.append(time.monotonic() - began)
    assert max(took) < 2, took
    # The one that has waited longest of them is first, and all stand above the rest.
    expect(first_row(page)).to_contain_text("Ann Lee")
    urgencies = page.locator(".row .urgency").all_text_contents()
    assert urgencies[:4] == ["Emergency"] * 3 + ["Today"]
    expect(page).to_have_title("(9) Inbox · Afterglow")


def test_it_is_acknowledged_and_the_patient_sees_it(clinic: Clinic):
    """Two real browsers: the patient's with the widget, and the desk's, worked by keyboard.

    The patient reads who has seen it, in the chat that is open, without doing anything.
    """
    page = clinic.open("/inbox", clinic.hire(name="Dana Ortiz"))
    link = clinic.town.link(clinic.patient("Kim Tran"))
    chat = clinic.visit(f"/#patient={link}")
    chat.open().say(DANGER)
    expect(chat.answers.last).to_contain_text("911")
    row = page.locator(".row.emergency", has_text="Kim Tran")
    expect(row).to_be_visible(timeout=2000)
    row.locator(".open").focus()
    page.keyboard.press("a")
    expect(page.locator(".said")).to_have_text("Noted: you have seen it.")
    expect(page.locator(".row.emergency", has_text="Kim Tran")).to_have_count(0)
    expect(chat.log).to_contain_text("Dana Ortiz", timeout=5000)


def test_both_sides_talk_live(clinic: Clinic):
    """What the patient writes appears in the open conversation, what staff write at the patient."""
    reference = clinic.patient("Jo Fischer")
    patient = clinic.town.browser(reference)
    patient.ask("hello there?")
    talk = clinic.mailbox.conversations_of(reference)[0][1].conversation
    page = clinic.open(f"/conversations/{talk}", clinic.hire(name="Dana Ortiz"))
    expect(page.locator(".message")).to_have_count(2)
    page.get_by_role("button", name="Take over").click()
    expect(page.locator(".said")).to_contain_text("The assistant is silent now.")
    # Shown by the script, so the keys work by now.
    expect(page.get_by_role("button", name="Keyboard")).to_be_visible()
    page.locator("#text").fill("Hello Jo, this is Dana.\nHow are you today?")
    page.locator("#text").press("Control+Enter")
    expect(page.locator(".message.staff")).to_contain_text("How are you today?")
    expect(page.locator(".message.staff .reach")).to_have_text("not delivered yet")
    told = [m["text"] for m in patient.messages(3) if m["from"] == "staff"]
    assert "Hello Jo, this is Dana.\nHow are you today?" in told
    expect(page.locator(".message.staff .reach")).to_have_text("delivered")
    page.locator("#text").fill("a draft that must not be lost")
    patient.say("much better, thanks")
    expect(page.locator(".message.patient").last).to_contain_text("much better", timeout=2000)
    expect(page.locator("#text")).to_have_value("a draft that must not be lost")
    page.get_by_role("button", name="Hand back").click()
    expect(page.locator("#state")).to_contain_text("The assistant answers")


def test_two_staff_cannot_talk_over_each_other(clinic: Clinic):
    """Both have the page open and reply: the second is refused, shown what came, keeps the draft.

    The second page is kept from refreshing itself, as on a network that is away.
    """
    reference = clinic.patient("Lou Berg")
    clinic.town.browser(reference).ask("is anybody there?")
    talk = clinic.mailbox.conversations_of(reference)[0][1].conversation
    dana = clinic.open(f"/conversations/{talk}", clinic.hire(name="Dana Ortiz"))

    def deaf(page: Page) -> None:
        page.route("**/staff/events", lambda route: route.fulfill(status=204))

    lee = clinic.open(f"/conversations/{talk}", clinic.hire(name="Lee Moreno"), before=deaf)
    lee.locator("#text").fill("Use ice.")
    dana.locator("#text").fill("Please do not use ice.")
    dana.get_by_role("button", name="Send to Lou Berg").click()
    expect(dana.locator(".said")).to_have_text("Sent.")
    lee.get_by_role("button", name="Send to Lou Berg").click()
    expect(lee.get_by_role("alert")).to_contain_text("Nothing was sent")
    expect(lee.get_by_role("alert")).to_contain_text("Please do not use ice.")
    expect(lee.locator("#text")).to_have_value("Use ice.")
    spoken = [e.text for e in clinic.mailbox.thread(talk) if e.author == "staff"]
    assert spoken == ["Please do not use ice."]
    clinic.complaints.clear()


def test_who_is_logged_out_sees_nothing_more(clinic: Clinic):
    """The account is closed while its page is open: within seconds the login is there instead."""
    token = clinic.hire(name="Gone Soon")
    page = clinic.open("/inbox", token)
    expect(page.locator("#inbox")).to_be_visible()
    account = clinic.accounts.staff_session(token).account
    clinic.accounts.disable_staff(account.id)
    expect(page.get_by_role("heading", name="Staff desk")).to_be_visible(timeout=15_000)
    clinic.complaints.clear()


def test_many_tabs_share_one_stream(clinic: Clinic):
    """Eight open tabs, more than a browser opens connections: all of them stay fresh."""
    token = clinic.hire()
    first = clinic.open("/inbox", token)
    tabs = [first]
    for _ in range(7):
        tab = first.context.new_page()
        tab.goto(first.url)
        tabs.append(tab)
    clinic.register.open_escalation("emergency", "everywhere at once")
    for tab in tabs:
        expect(tab.get_by_text("everywhere at once")).to_be_visible(timeout=5000)


def test_a_page_that_asks_for_it_is_looked_at_again(clinic: Clinic):
    """A check that runs shows how far it is, until it has ended; nobody reloads anything."""
    shown = ["1 of 3", "2 of 3", "The check passed"]
    asked: list[int] = []

    def answer(route) -> None:
        step = min(len(asked), 2)
        asked.append(step)
        again = ' data-again="1"' if step < 2 else ""
        files = f"{clinic.town.address}/staff/files/desk.js"
        route.fulfill(
            content_type="text/html",
            body=f"""<!doctype html><title>x</title><body data-base="/staff" data-csrf="x"{again}>
            <p id="change" data-live>{shown[step]}</p>
            <script type="module" src="{files}"></script>""",
        )

    def scripted(page: Page) -> None:
        page.route("**/staff/rules/changes/1", answer)

    page = clinic.open("/rules/changes/1", clinic.hire("clinician"), before=scripted)
    expect(page.locator("#change")).to_have_text("The check passed")
    page.wait_for_timeout(1500)
    assert len(asked) == 3
