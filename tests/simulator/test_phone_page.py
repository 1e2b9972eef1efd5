"""The phone page in a real browser: what staff see and do with it."""

from __future__ import annotations

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.simulator.clinic import AVA, BEN
from tests.simulator.test_graph import TEXT, button, interactive, post, row, rows

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def reply(phone, text: str) -> None:
    assert post(phone, {**TEXT, "text": {"body": text}}).status_code == 200


def conversation(phone) -> None:
    """Every kind of thing that the page can show."""
    read = {"messaging_product": "whatsapp", "status": "read"}
    post(phone, {**read, "message_id": phone.say(AVA, "Can I wear makeup today?")})
    reply(phone, "*Not yet*\n\n> No makeup\n\n_More:_ https://chat.clinic.example/a `x` ~y~")
    post(phone, interactive("button", {"buttons": [button(1, "Makeup"), button(2, "Sun")]}))
    phone.press(AVA, "Sun")
    post(phone, rows([row(1, description="the first"), row(2)]))
    for kind in "photo voice video sticker document location contact unknown".split():
        phone.send(AVA, kind)
    phone.send(AVA, "reaction", text="👍")
    phone.age(hours=25, person=AVA)
    phone.habits(late_errors=True)
    reply(phone, "too late")
    phone.change(AVA)
    typing = {"typing_indicator": {"type": "text"}, "message_id": phone.say(AVA, "Hello?")}
    post(phone, {**read, **typing})
    assert phone.quiet()


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "tablet", "phone"])
def test_axe_finds_nothing(open_phone, meta, size, scheme):
    """0 violations: empty, with everything in it, with the menu, the drawer and the list open."""
    page = open_phone(size, color_scheme=scheme)
    assert faults(page) == []
    conversation(meta)
    expect(page.locator(".typing")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Send something else").click()
    assert faults(page) == [], "menu"
    page.keyboard.press("Escape")
    if page.locator("#tools").is_hidden():
        page.get_by_role("button", name="Network and time").click()
    assert faults(page) == [], "drawer"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Choose", exact=False).last.click()
    assert faults(page) == [], "list"


def test_what_is_typed_is_said_and_gets_its_ticks(open_phone, meta, clinic):
    """One tick until the clinic has taken it, two then, blue ones when it was read."""
    meta.fault("webhook", "delay", seconds=1)
    page = open_phone()
    page.get_by_label("Message", exact=True).fill("Can I wear makeup?")
    page.keyboard.press("Enter")
    line = page.locator(".mine").last
    expect(line).to_contain_text("Can I wear makeup?")
    expect(line.get_by_role("img", name="sent")).to_be_visible()
    expect(line.get_by_role("img", name="delivered")).to_be_visible()
    [heard] = meta.heard()
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": heard["id"]}
    post(meta, {**read, "typing_indicator": {"type": "text"}})
    expect(line.get_by_role("img", name="read")).to_be_visible()
    expect(page.locator("#presence")).to_have_text("typing…")
    reply(meta, "Not yet")
    expect(page.locator(".theirs").last).to_contain_text("Not yet")
    expect(page.locator("#presence")).to_have_text("WhatsApp")
    meta.wait(meta.sent, lambda lines: lines[0]["state"] == "read", 5)


def test_buttons_and_lists_are_pressed(open_phone, meta):
    """What the clinic gave comes back: the id, of that very message."""
    meta.say(AVA, "hello")
    for _ in range(2):
        post(meta, interactive("button", {"buttons": [button(1, "Makeup")]}))
    post(meta, rows([row(1), row(2, description="the second")]))
    page = open_phone("phone")
    page.get_by_role("button", name="Makeup").first.click()
    meta.wait(meta.heard, lambda lines: len(lines) == 2, 5)
    page.get_by_role("button", name="Choose").click()
    page.get_by_role("button", name="Row 2").click()
    lines = meta.wait(meta.heard, lambda lines: len(lines) == 3, 5)
    first = meta.sent()[0]["id"]
    assert [(one["choice"], one["answers"]) for one in lines[1:]] == [
        ("b1", first),
        ("r2", meta.sent()[2]["id"]),
    ]
    expect(page.locator("#sheet")).to_be_hidden()


def test_other_things_are_sent(open_phone, meta):
    """From the menu; the photo is shown."""
    page = open_phone()
    for name in ("Photo", "Voice", "Location", "A poll"):
        page.get_by_role("button", name="Send something else").click()
        page.get_by_role("button", name=name).click()
    lines = meta.wait(meta.heard, lambda lines: len(lines) == 4, 5)
    assert [one["kind"] for one in lines] == ["photo", "voice", "location", "unknown"]
    photo = page.get_by_role("img", name="Photo")
    expect(photo).to_be_visible()
    assert photo.evaluate("(photo) => photo.naturalWidth") > 0


def test_text_never_becomes_markup(open_phone, meta):
    """Whatever anybody writes is shown as it is, and nothing of it runs or loads."""
    hostile = '<img src="//evil.example/x" onerror="alert(1)"><script>alert(2)</script>'
    meta.person(AVA, name="<b>Ava</b>")
    meta.say(AVA, hostile)
    reply(meta, f"*{hostile}* javascript:alert(3)")
    page = open_phone()
    for words in (page.locator(".mine .words"), page.locator(".theirs .words")):
        expect(words).to_contain_text(hostile)
        expect(words.locator("img, script, a")).to_have_count(0)


FORMATS = {
    "*bold* and _italic_": "<strong>bold</strong> and <em>italic</em>",
    "*_both_*": "<strong><em>both</em></strong>",
    "~old~ `x*y*z` ```a\nb```": "<s>old</s> <code>x*y*z</code> <code>a\nb</code>",
    "2*3*4 and snake_case_name": "2*3*4 and snake_case_name",
    "* not bold * and *neither *": "* not bold * and *neither *",
    "one * star": "one * star",
    "**": "**",
    "> said\nnext": "<blockquote>said</blockquote>next",
    "see https://a.example/b?c=1&d=2.": (
        'see <a href="https://a.example/b?c=1&amp;d=2" target="_blank" '
        'rel="noopener noreferrer">https://a.example/b?c=1&amp;d=2</a>.'
    ),
    "<b>&": "&lt;b&gt;&amp;",
    "(*bold*), ¿_sí_?": "(<strong>bold</strong>), ¿<em>sí</em>?",
    "```open": "```open",
}


def test_formatting_is_whatsapps_own(open_phone):
    """Marks count at the edges of words only; what looks like markup is text."""
    page = open_phone()
    script = """async (text) => {
      const { formatted } = await import("/phone/format.js");
      const box = document.createElement("div");
      box.append(...formatted(text));
      return box.innerHTML;
    }"""
    assert {text: page.evaluate(script, text) for text in FORMATS} == FORMATS


def test_each_person_has_a_chat_of_their_own(open_phone, meta):
    """And a number that the clinic does not know is there too."""
    meta.say(AVA, "I am Ava")
    meta.say(BEN, "I am Ben")
    page = open_phone()
    expect(page.locator("#log")).to_contain_text("I am Ava")
    page.get_by_label("This is the phone of").select_option("Ben, treated yesterday")
    expect(page.locator("#log")).to_contain_text("I am Ben")
    expect(page.locator("#log")).not_to_contain_text("I am Ava")
    expect(page.locator("#number")).to_have_text(BEN)
    page.get_by_label("This is the phone of").select_option(index=2)
    expect(page.locator("#number")).to_contain_text("+1646555")
    page.reload()
    expect(page.locator("#number")).to_contain_text("+1646555")


def test_the_drawer_works_time_phone_and_network(open_phone, meta, clinic):
    """A day later the window is closed; off, hidden, twice, forged, lost, and all anew."""
    meta.say(AVA, "hello")
    page = open_phone()
    expect(page.locator("#window")).to_have_text("The clinic may write freely")
    page.get_by_role("button", name="24 hours later").click()
    expect(page.locator("#window")).to_have_text("The clinic may send templates only")
    page.get_by_label("Switched off").check()
    page.get_by_label("Has a username").check()
    expect(page.locator("#number")).to_contain_text("Number hidden")
    page.get_by_label("Deliver everything twice").check()
    page.get_by_label("Shuffle").check()
    page.get_by_role("button", name="Lose the next answer").click()
    page.get_by_role("button", name="Change the number").click()
    expect(page.locator("#said")).to_contain_text("+1917555")
    clinic.answers = [403]
    assert meta.quiet()
    page.get_by_role("button", name="Forge a message").click()
    expect(page.locator("#said")).to_contain_text("answered")
    assert (meta.habits()["copies"], meta.habits()["shuffle"]) == (2, True)
    assert meta.look("faults")["waiting"][0]["what"] == "answer_lost"
    [ava, _] = meta.people()
    assert (ava["receipts"], ava["shows"]) == ("sent", "user_id")
    page.get_by_role("button", name="Empty all chats").click()
    expect(page.locator("#log")).to_contain_text("Write to the clinic")
    expect(page.get_by_label("Deliver everything twice")).not_to_be_checked()


def test_other_websites_are_kept_away(phone):
    """Neither another origin nor another name for this machine gets at the page or the control."""
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        for path in ("/", "/control/people", "/phone/phone.js"):
            assert httpx.get(phone.url + path, headers=headers).status_code == 403
        answer = httpx.post(f"{phone.url}/control/reset", headers=headers)
        assert answer.status_code == 403
    own = httpx.get(phone.url)
    assert "default-src 'self'" in own.headers["content-security-policy"]
    assert "unsafe" not in own.headers["content-security-policy"]
