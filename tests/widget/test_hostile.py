"""Text that wants to be more than text: nothing runs, nothing is fetched, nothing is disguised.

The host page here has no Content-Security-Policy, so it is the widget that holds.
"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.widget.chat import Chat
from tests.widget.payloads import PAYLOADS
from tests.widget.scripted import TIMELINE

TRAP = """
window.hits = 0;
window.hit = () => { window.hits += 1; };
window.alert = window.prompt = window.confirm = window.hit;
"""
# What the widget is made of; anything else came out of somebody's text.
TAGS = (
    "a bdi blockquote button details dialog div form h2 h3 label li ol p path section span "
    "strong summary svg textarea ul"
).split()
STRANGERS = """
(tags) => [...document.querySelector("afterglow-chat").shadowRoot.querySelectorAll("*")]
  .filter((one) => !tags.includes(one.localName)
    || [...one.attributes].some(({name}) => /^on|^src|^style$|action/.test(name))
    || (one.localName === "a" && !/^tel:[+*#\\d]+$/.test(one.getAttribute("href"))))
  .map((one) => one.outerHTML.slice(0, 200))
"""


@pytest.fixture
def chat(visit) -> Chat:
    """The widget on a page without a policy, with the trap set."""
    chat = visit("/host?unguarded")
    chat.page.add_init_script(TRAP)
    chat.page.on("dialog", lambda dialog: chat.complaints.append(dialog.message))
    chat.page.reload()
    return chat


def assert_nothing_happened(chat: Chat) -> None:
    """No run, no stranger in the shadow tree, no navigation; `visit` looks at the requests."""
    # Loading an image fails a moment after it was made.
    chat.page.wait_for_timeout(200)
    assert chat.page.evaluate("window.hits") == 0
    assert chat.page.evaluate(STRANGERS, TAGS) == []
    assert chat.page.url.startswith(chat.url)


def hostile(payload: str) -> dict:
    """An answer with the payload in every place that a reply has."""
    return {
        "from": "bot",
        "text": payload,
        "buttons": [{"id": payload, "title": payload}],
        "pinned": False,
        "aftercare": {
            "kind": "red_flag",
            "day": payload,
            "language": payload,
            "answers": [
                {
                    "topic": payload,
                    "label": payload,
                    "verdict": "allowed",
                    "basis": "clinic",
                    "quote": payload,
                },
                {"topic": payload, "verdict": payload, "basis": payload, "quote": payload},
                {"topic": payload, "verdict": "urgent"},
            ],
            "escalation": {"level": "same_day", "reference": payload},
        },
    }


def test_there_are_enough_payloads():
    """300 different ones are asked for."""
    assert len(set(PAYLOADS)) >= 300


def test_the_trap_works(chat):
    """The same page does run and fetch what is put into it as markup."""
    chat.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=hit()>')")
    chat.page.wait_for_function("window.hits === 1")
    chat.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=//evil.example/x>')"
    )
    chat.page.wait_for_timeout(200)
    assert chat.foreign == ["http://evil.example/x"]
    chat.foreign.clear()
    chat.expected = ("404", "ERR_")


def test_what_patients_write_is_text(chat, clinic):
    """Every payload goes through the box, comes back with the log, and stands there as written."""
    chat.open()
    texts = [" ".join(payload.split()) for payload in PAYLOADS]
    fill = """(texts) => {
      const { shadowRoot } = document.querySelector("afterglow-chat");
      for (const text of texts) {
        shadowRoot.querySelector("textarea").value = text;
        shadowRoot.querySelector("form").requestSubmit();
      }
    }"""
    chat.page.evaluate(fill, texts)
    expect(chat.answers).to_have_count(len(texts), timeout=30_000)
    shown = chat.page.locator(".patient .words").all_text_contents()
    assert [" ".join(one.split()) for one in shown] == texts
    assert_nothing_happened(chat)


def test_what_a_hostile_server_answers_is_text(chat, clinic):
    """In every field of every reply, also when everything is unfolded and pressed."""
    clinic.answers["go"] = [hostile(payload) for payload in PAYLOADS]
    chat.open().say("go")
    expect(chat.page.locator(".turn.bot")).to_have_count(len(PAYLOADS), timeout=30_000)
    chat.page.evaluate("""() => {
      const { shadowRoot } = document.querySelector("afterglow-chat");
      for (const details of shadowRoot.querySelectorAll("details")) details.open = true;
      const replies = [...shadowRoot.querySelectorAll(".turn .replies button")];
      for (const reply of replies.slice(0, 60)) reply.click();
    }""")
    expect(chat.page.locator(".turn.patient")).to_have_count(61)
    assert_nothing_happened(chat)


@pytest.mark.parametrize("payload", [PAYLOADS[0], PAYLOADS[32], '"><img src=x onerror=hit()>'])
def test_what_a_hostile_server_says_of_itself_is_text(chat, clinic, payload):
    """Telephone numbers, the timeline and the sentences of refusals."""
    chat.expected = ("400",)
    clinic.facts = {"clinic_phone": f"{payload}555", "emergency_number": payload}
    stage = {**TIMELINE["entries"][0], "title": payload, "words": [payload], "quote": payload}
    changes = [
        {"topic": payload, "label": payload, "verdict": "allowed", "day": payload, "date": payload}
    ]
    odd = {**stage, "from_day": payload, "until_day": payload, "date": payload, "now": True}
    clinic.recovery = {"day": 0, "language": payload, "entries": [stage, odd], "changes": changes}
    clinic.failures = [(400, payload)]
    chat.open().say("hello")
    expect(chat.page.get_by_text("Not sent.")).to_contain_text(payload)
    chat.page.get_by_role("button", name="Your recovery").click()
    chat.ask("I have a fever")
    chat.ask("my throat is swelling")
    assert_nothing_happened(chat)


@pytest.mark.parametrize(
    "message",
    [
        {"text": None, "buttons": None, "aftercare": None},
        {"text": {"html": "<b>x</b>"}, "buttons": "many", "aftercare": "much"},
        {"text": ["<b>x</b>"], "buttons": [None, 7, []], "aftercare": []},
        {"aftercare": {"answers": {"0": "x"}, "escalation": 7, "kind": []}},
        {"aftercare": {"answers": [None, "x", {}], "language": {"toString": 1}}},
    ],
)
def test_what_breaks_the_contract_breaks_nothing_else(chat, clinic, message):
    """The next answer is shown as ever."""
    clinic.answers["go"] = [{"from": "bot", **message}]
    chat.open().say("go")
    chat.say("hello")
    expect(chat.answers.last).to_contain_text("You said: hello")
    assert_nothing_happened(chat)


def test_direction_marks_stay_inside_their_own_words(chat, clinic):
    """An unclosed right-to-left mark in a topic does not turn the verdict beside it around."""
    turned = "\u202eknil\u2067"
    clinic.answers["go"] = [
        {
            **hostile("x"),
            "text": f"{turned}\n\nsecond",
            "aftercare": {"answers": [{"label": turned, "topic": "x", "verdict": "not_yet"}] * 2},
        }
    ]
    shown = chat.open().ask("go")
    isolated = "(one) => getComputedStyle(one).unicodeBidi"
    for part in (shown.locator(".words").first, shown.locator("bdi").first):
        assert part.evaluate(isolated) == "isolate"
    topic = shown.locator(".badge bdi").first.bounding_box()
    verdict = shown.locator(".badge strong").first.bounding_box()
    assert topic["x"] < verdict["x"]


def test_the_page_around_gives_nothing_away(chat, clinic):
    """The session is in a header, not in any address and not in the page."""
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.open().ask("hello")
    [session] = clinic.conversations
    assert not [url for url in asked if session in url]
    assert json.dumps(session) not in chat.page.content()
