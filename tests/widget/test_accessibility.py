"""WCAG 2.2 AA: judged by axe in every state, and worked by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.widget.chat import Chat

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
axe = Axe()


def faults(chat: Chat) -> list[str]:
    """What axe finds, as `rule: element`."""
    found = axe.run(chat.page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html']}" for one in found for node in one["nodes"]
    ]


def conversation(chat: Chat) -> None:
    for text in ("several", "which", "I have a fever", "¿Puedo usar maquillaje hoy?"):
        chat.ask(text)
    for summary in chat.page.locator(".bubble .quote summary").all():
        summary.click()


def emergency(chat: Chat) -> None:
    chat.ask("my throat is swelling")


def timeline(chat: Chat) -> None:
    chat.page.locator(".recovery-toggle").click()
    for summary in chat.page.locator(".entry:not(.now) > details > summary").all():
        summary.click()


def menu(chat: Chat) -> None:
    chat.page.locator(".more summary").click()


def trouble(chat: Chat) -> None:
    chat.expected = ("400", "401")
    chat.box.fill("is there somebody")
    chat.page.evaluate("document.querySelector('afterglow-chat').setAttribute('token', 'expired')")
    expect(chat.page.locator(".notice button")).to_be_visible()
    chat.box.fill("x" * 4100)


STATES: dict[str, Callable[[Chat], None]] = {
    "conversation": conversation,
    "emergency": emergency,
    "timeline": timeline,
    "menu": menu,
    "trouble": trouble,
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing(visit, size, scheme, language):
    """0 violations in every state, in light and dark, English and Spanish, on both sizes.

    One page per combination, reloaded for each state: the states are independent of each other.
    """
    chat = visit(f'/host?lang="{language}"', size=size, color_scheme=scheme)
    assert faults(chat) == []
    chat.open()
    assert faults(chat) == []
    for name, bring_about in STATES.items():
        chat.page.evaluate("sessionStorage.clear()")
        chat.page.reload()
        chat.open()
        expect(chat.page.locator(".recovery-toggle")).to_be_visible()
        bring_about(chat)
        assert faults(chat) == [], name


def test_axe_looks_inside_the_widget(visit):
    """A clinic that makes the small print too pale is found out."""
    chat = visit("/host").open()
    chat.page.evaluate(
        "document.querySelector('afterglow-chat').style"
        ".setProperty('--afterglow-quiet-text', 'silver')"
    )
    assert any(fault.startswith("color-contrast: ") for fault in faults(chat))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/plain"])
def test_axe_finds_nothing_on_our_pages(visit, size, scheme, path):
    """The demo clinic and the page of its own, with the chat on them."""
    chat = visit(path, size=size, color_scheme=scheme)
    chat.page.locator(".panel").wait_for(state="attached")
    assert faults(chat) == []


def focused(chat: Chat) -> str:
    """What has the focus, by what a screen reader would call it."""
    return chat.page.evaluate(
        """() => {
          let one = document.activeElement;
          while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
          return one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent;
        }"""
    )


def test_everything_works_by_keyboard_alone(visit, size):
    """Open, ask, press a quick reply, read the source, look at the recovery, close, and go on."""
    chat = visit("/host", size=size)
    keyboard = chat.page.keyboard
    chat.launcher.wait_for()
    keyboard.press("Tab")
    assert focused(chat) == "Ask about your aftercare"
    keyboard.press("Enter")
    # A phone shows what there is to read before its keyboard covers half of it.
    expect(chat.log if size == "phone" else chat.box).to_be_focused()
    expect(chat.page.locator(".recovery-toggle")).to_be_visible()
    chat.box.focus()
    keyboard.type("Can I wear makeup today?")
    keyboard.press("Enter")
    expect(chat.answers).to_have_count(1)
    expect(chat.box).to_be_focused()
    keyboard.type("which")
    keyboard.press("Enter")
    expect(chat.answers).to_have_count(2)

    # Backwards from the box: the newest is the nearest.
    walked = []
    for _ in range(10):
        keyboard.press("Shift+Tab")
        walked.append(focused(chat))
    assert walked == [
        "Talk to a person",
        "Sunscreen",
        "Makeup",
        "This did not help",
        "This helped",
        "Read it in the clinic's sheet",
        "Conversation",
        "Your recoveryDay of treatment01234567+",
        "Close the chat",
        "More",
    ]
    chat.page.get_by_role("button", name="Makeup", exact=True).focus()
    keyboard.press("Enter")
    expect(chat.answers.last).to_contain_text("You said: Makeup")
    chat.page.locator(".bubble .quote summary").focus()
    keyboard.press("Enter")
    expect(chat.page.locator(".bubble blockquote")).to_be_visible()
    chat.page.locator(".recovery-toggle").focus()
    keyboard.press("Enter")
    expect(chat.page.get_by_role("region", name="Your recovery")).to_be_visible()
    keyboard.press("Escape")
    expect(chat.box).to_be_hidden()
    expect(chat.launcher).to_be_focused()
    keyboard.press("Enter")
    expect(chat.answers).to_have_count(3)


def test_a_phone_keeps_the_focus_in_the_chat(visit):
    """Where the chat covers the page, Tab never lands on what is covered."""
    chat = visit(size="phone").open()
    for _ in range(30):
        chat.page.keyboard.press("Tab")
        where = chat.page.evaluate("document.activeElement.localName")
        assert where in ("afterglow-chat", "body")


def test_the_focus_is_always_seen(visit):
    """Every stop of Tab has an outline of at least two pixels, and none is covered."""
    chat = visit("/host").open()
    chat.ask("which")
    chat.ask("my throat is swelling")
    seen = set()
    for _ in range(20):
        chat.page.keyboard.press("Tab")
        name = focused(chat)
        width, is_on_top = chat.page.evaluate(
            """() => {
              const { shadowRoot } = document.querySelector("afterglow-chat");
              const one = shadowRoot.activeElement;
              if (!one) return [3, true];
              const box = one.getBoundingClientRect();
              const middle = [box.x + box.width / 2, box.y + box.height / 2];
              const top = shadowRoot.elementFromPoint(...middle);
              return [parseFloat(getComputedStyle(one).outlineWidth), one.contains(top)];
            }"""
        )
        assert width >= 2, name
        assert is_on_top, name
        seen.add(name)
    assert {"Your message", "Send", "Call 911", "Makeup"} <= seen


def test_targets_are_big_enough(visit, size):
    """24 by 24 pixels at least for everything that is pressed."""
    chat = visit(size=size).open()
    chat.ask("several")
    chat.ask("which")
    chat.page.locator(".recovery-toggle").click()
    for target in chat.page.locator("afterglow-chat").locator("button, summary, a, textarea").all():
        if target.is_visible():
            box = target.bounding_box()
            assert box["width"] >= 24, target
            assert box["height"] >= 24, target


def test_motion_stops_for_those_who_ask(visit, clinic):
    """The dots stand still with reduced motion."""
    clinic.holds_answers = True
    chat = visit(reduced_motion="reduce").open()
    chat.say("hello")
    dot = chat.page.locator(".dots span").first
    expect(dot).to_be_visible()
    assert dot.evaluate("(dot) => getComputedStyle(dot).animationName") == "none"
    clinic.holds_answers = False


def test_what_is_replayed_is_not_read_aloud(visit):
    """The log is polite while the conversation goes on, and silent while it is replayed."""
    chat = visit().open()
    chat.page.evaluate("""() => {
      const log = document.querySelector("afterglow-chat").shadowRoot.querySelector("[role=log]");
      window.politeness = [];
      new MutationObserver(() => window.politeness.push(log.getAttribute("aria-live")))
        .observe(log, { childList: true });
    }""")
    expect(chat.log).to_have_attribute("aria-live", "polite")
    chat.ask("hello")
    assert set(chat.page.evaluate("window.politeness")) == {"polite"}
    chat.page.reload()
    expect(chat.answers).to_have_count(1)
    expect(chat.log).to_have_attribute("aria-live", "polite")


def test_bigger_text_still_fits(visit):
    """At 200 % text size on a small screen nothing is cut off sideways."""
    chat = visit("/host")
    chat.page.set_viewport_size({"width": 320, "height": 640})
    chat.page.evaluate("document.documentElement.style.fontSize = '200%'")
    chat.open()
    chat.ask("several")
    chat.ask("which")
    assert chat.log.evaluate("log => log.scrollWidth <= log.clientWidth")
    expect(chat.box).to_be_in_viewport()


@pytest.mark.parametrize(
    ("theme", "scheme", "is_dark"),
    [("light", "dark", False), ("dark", "light", True), ("", "dark", True)],
)
def test_the_clinic_may_set_light_or_dark(visit, theme, scheme, is_dark):
    """Otherwise the reader's device decides."""
    chat = visit(f'/host?theme="{theme}"', color_scheme=scheme).open()
    red = chat.page.locator(".panel").evaluate(
        "(panel) => parseInt(getComputedStyle(panel).backgroundColor.match(/[0-9]+/)[0])"
    )
    assert (red < 128) == is_dark
