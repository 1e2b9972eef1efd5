"""WCAG 2.2 AA: judged by axe on every page, and worked by keyboard alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.mailbox import Arrival
from bot.staff.keys import Box
from bot.staff.second_factor import new_secret
from bot.staff.table import PAGES as TABLE
from tests.staff.clinic import Clinic

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
axe = Axe()


def faults(page: Page) -> list[str]:
    """What axe finds, as `rule: element`."""
    found = axe.run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html']}" for one in found for node in one["nodes"]
    ]


@pytest.fixture(scope="module")
def filled(served: Clinic) -> dict[str, str]:
    """Somebody in every state that the pages know."""
    patient = served.patient("Ann Lee", areas=("face", "eyes"))
    chat = served.town.browser(patient)
    chat.ask("can I wear makeup?")
    chat.ask("my throat is swelling")
    talk = served.mailbox.conversations_of(patient)[0][1].conversation
    call = served.register.open_escalation
    call("same_day", "it looks infected", patient, talk, 3, ["infection"])
    alone = call("routine", "call me", None, "", None, ["human"], "handoff")
    other = served.mailbox.visitor(served.mailbox.open_session(None, "es")).conversation
    served.mailbox.accept([Arrival("web", f"{other}/1", other, "¿puedo nadar?")])
    served.mailbox.take(other, "Lee Moreno", served.mailbox.standing(other).version)
    served.register.add_override(patient, "makeup", None, 3, "not_yet", "Lee", "sensitive skin")
    return {"patient": patient, "talk": talk, "call": alone}


# Whatever the table serves to be read, also pages that are added later; more than one role where
# they see different things. The rest are not pages, or need the right moment of a login.
NO_PAGES = ("/", "/events", "/numbers/export", "/login/code", "/login/enrol", "/login/password")
SEEN = [
    (role, page.path)
    for page in TABLE
    for role in (page.get[:1] if page.path != "/patients/{reference}" else page.get)
    if page.path not in NO_PAGES and not page.path.startswith("/files/")
] + [("admin", "/audit?verify=1"), ("admin", "/inbox")]


def address(path: str, filled: dict[str, str]) -> str | None:
    """With something real in it; None where only its own tests know what that could be."""
    if path.startswith("/escalations/"):
        path = path.replace("{reference}", filled["call"])
    path = path.replace("{reference}", filled["patient"])
    path = path.replace("{conversation}", filled["talk"])
    return None if "{" in path else path


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(clinic: Clinic, filled, size, scheme):
    """0 violations on every page, in light and dark, on both sizes, with everything unfolded."""
    tokens = {role: clinic.hire(role) for role in ("front_desk", "clinician", "admin")}
    for role, pattern in SEEN:
        path, name = address(pattern, filled), f"{role} on {pattern}"
        if path is None:
            continue
        page = clinic.open(path, tokens.get(role), size, color_scheme=scheme)
        expect(page.locator("h1")).to_be_visible()
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert faults(page) == [], name
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is wider than the screen"
        clinic.close_pages()
    page = clinic.open("/inbox", tokens["front_desk"], size, color_scheme=scheme)
    page.evaluate("document.getElementById('help').showModal()")
    assert faults(page) == []
    clinic.complaints[:] = [c for c in clinic.complaints if "403" not in c]


def test_the_first_login_is_accessible_too(clinic: Clinic):
    """The page with the code to scan."""
    token = clinic.hire()
    account = clinic.accounts.staff_session(token).account
    sealed = Box(clinic.town.settings.signing_secret()).seal(new_secret(), account.id)
    token = clinic.accounts.open_staff_session(account.id, "enrol", sealed)
    page = clinic.open("/login/enrol", token)
    expect(page.locator(".qr")).to_be_visible()
    assert faults(page) == []


def test_the_inbox_is_worked_by_single_keys(clinic: Clinic, filled):
    """j, k, Enter, i, /, ?: and none of them while something is typed, or when switched off."""
    page = clinic.open("/inbox", clinic.hire())
    rows = page.locator(".row .open")
    press = page.keyboard.press
    press("j")
    expect(rows.nth(0)).to_be_focused()
    press("j")
    expect(rows.nth(1)).to_be_focused()
    press("k")
    expect(rows.nth(0)).to_be_focused()
    press("k")
    expect(rows.nth(0)).to_be_focused()
    press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    press("j")
    press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(rows.nth(0)).to_be_focused()
    press("r")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("jar?/ia")
    expect(page.locator("#text")).to_have_value("jar?/ia")
    page.locator("h1").click()
    press("/")
    expect(page.locator("#wanted")).to_be_focused()
    page.locator("h1").click()
    press("i")
    expect(page.locator("#inbox")).to_be_visible()
    # Shown by the script, so the keys work by now.
    expect(page.get_by_role("button", name="Keyboard")).to_be_visible()
    press("?")
    page.get_by_label("Use single keys").uncheck()
    press("Escape")
    press("j")
    expect(rows.nth(0)).not_to_be_focused()


def test_the_focus_stays_when_the_list_changes(clinic: Clinic, filled):
    """What arrives above does not take the focus away from the row one is on."""
    page = clinic.open("/inbox", clinic.hire())
    row = page.locator(".row", has_text="call me").locator(".open")
    row.focus()
    clinic.register.open_escalation("same_day", "new above")
    expect(page.get_by_text("new above")).to_be_visible()
    expect(row).to_be_focused()


def test_there_is_no_trap(clinic: Clinic, filled):
    """Tab goes through the whole conversation page and comes out at its end."""
    page = clinic.open(f"/conversations/{filled['talk']}", clinic.hire())
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate("document.activeElement.outerHTML.slice(0, 80)")
        if page.evaluate("document.activeElement === document.body"):
            break
        seen.append(here)
    assert seen[0].startswith('<a class="skip"')
    assert any('id="text"' in one for one in seen)
    assert any('id="note"' in one for one in seen)
    assert len(seen) < 60


def test_pages_work_without_a_script(clinic: Clinic, filled):
    """Acknowledging and replying need no JavaScript."""
    page = clinic.open(f"/conversations/{filled['talk']}", clinic.hire(), java_script_enabled=False)
    page.locator("#text").fill("Hello Ann")
    page.get_by_role("button", name="Send to Ann Lee").click()
    expect(page.locator(".message.staff")).to_contain_text("Hello Ann")
