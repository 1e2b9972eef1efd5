"""The chat page in a real browser. Skipped, visibly, where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

BROWSERS = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome")


def answer(topic: str, verdict: str, quote: str | None = None) -> dict:
    """One entry of a structured answer."""
    return {"topic": topic, "verdict": verdict, "day": 3, "basis": "clinic", "quote": quote}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium here: install one or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, gateway: Callable[..., str]) -> Iterator[Page]:
    """The page as Ava sees it. Fails if the browser refused or reported anything.

    Except an answer of 401: the browser notes each, and a lost session is one of our cases.
    """
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 390, "height": 844})
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(gateway())
    expect(opened.get_by_role("button", name="Ava, treated today (day 0)")).to_have_attribute(
        "aria-pressed", "true"
    )
    yield opened
    context.close()
    assert [complaint for complaint in complaints if "401" not in complaint] == []


def say(page: Page, text: str) -> None:
    """Type and press Enter, with the keyboard alone."""
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text(f"You said: {text}")


def test_the_page_shows_who_is_speaking_and_since_when(page, rasa):
    """The day of the chosen patient stands above the chat; the unknown visitor has none."""
    expect(page.get_by_text("Day of treatment (day 0)")).to_be_visible()
    page.get_by_role("button", name="Ben, treated 3 days ago (day 3)").click()
    expect(page.get_by_text("Day 3 after treatment")).to_be_visible()
    say(page, "hello")
    page.get_by_role("button", name="Unknown visitor").click()
    expect(page.get_by_text("Treatment date not known")).to_be_visible()
    expect(page.get_by_role("log")).not_to_contain_text("hello")
    rasa.answers["yesterday"] = {"kind": "info", "day": 1, "answers": []}
    say(page, "yesterday")
    expect(page.get_by_text("Day 1 after treatment")).to_be_visible()
    assert [turn["metadata"]["patient"] for turn in rasa.received] == ["P-BEN567", None]


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        ("allowed", "Yes"),
        ("allowed_with_care", "Yes, with care"),
        ("not_yet", "Not yet"),
        ("avoid", "Avoid"),
        ("ask_clinic", "Ask the clinic"),
        ("expected", "Expected"),
        ("unexpected", "Not expected"),
    ],
)
def test_verdicts_are_words_with_an_icon(page, rasa, verdict, word):
    """No verdict is told by colour alone, and the sheet's words are there on demand."""
    rasa.answers["may I"] = {"answers": [answer("makeup", verdict, "words of the sheet")]}
    say(page, "may I")
    badge = page.locator(".badge")
    expect(badge).to_have_text(word)
    expect(badge.locator("svg use")).to_have_count(1)
    quote = page.get_by_text("words of the sheet")
    expect(quote).to_be_hidden()
    page.get_by_text("From your clinic’s sheet").click()
    expect(quote).to_be_visible()


def test_several_verdicts_name_their_topics(page, rasa):
    """Two answers in one message: each badge says what it is about."""
    both = [answer("makeup", "allowed"), answer("sun_exposure", "not_yet")]
    rasa.answers["two"] = {"answers": both}
    say(page, "two")
    expect(page.locator(".badge")).to_have_text(["makeup:Yes", "sun exposure:Not yet"])


@pytest.mark.parametrize(
    ("level", "word"), [("emergency", "Call now"), ("same_day", "Call the clinic today")]
)
def test_red_flags_are_alerts(page, rasa, level, word):
    """A screen reader is interrupted, and the badge says whom to call how soon."""
    rasa.answers["alarm"] = {
        "kind": "red_flag",
        "answers": [answer("fever", "urgent")],
        "escalation": {"level": level, "reference": "E-1"},
    }
    say(page, "alarm")
    expect(page.get_by_role("alert")).to_contain_text(word)


def test_quick_replies_send_what_was_offered(page, rasa):
    """The button's payload reaches Rasa, its title is what the patient sees."""
    say(page, "menu")
    page.get_by_role("button", name="Makeup", exact=True).click()
    expect(page.locator(".turn.me").last).to_contain_text("Makeup")
    expect(page.get_by_role("log")).to_contain_text('You said: /topic{"topic":"makeup"}')
    assert [turn["text"] for turn in rasa.received] == ["menu", '/topic{"topic":"makeup"}']


def test_examples_are_one_click(page, rasa):
    """An example question is sent as it stands."""
    page.get_by_role("button", name="Can I wear makeup today?").click()
    expect(page.get_by_role("log")).to_contain_text("You said: Can I wear makeup today?")


def test_markup_is_only_text(page, rasa):
    """Nothing that a patient or the bot writes becomes part of the page."""
    markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    rasa.answers[markup] = {"answers": [answer("<b>x</b>", "allowed", markup)]}
    say(page, markup)
    expect(page.locator(".turn img, .turn script, .turn b")).to_have_count(0)
    expect(page).to_have_title("Afterglow: aftercare questions")


def test_too_long_messages_are_kept_and_said_to_be_too_long(page, rasa):
    """4001 characters are not sent and not cut; the box says how many are too many."""
    box = page.get_by_label("Your message")
    box.fill("a" * 4001)
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 characters too many")).to_be_visible()
    expect(box).to_have_value("a" * 4001)
    assert rasa.received == []


def test_a_lost_session_can_be_started_again(page, rasa):
    """Without its cookie the page says so and offers a new start."""
    page.context.clear_cookies()
    page.get_by_label("Your message").fill("hello")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This conversation has ended")
    page.get_by_role("button", name="Try again").click()
    say(page, "hello again")


def test_nothing_overflows_on_a_phone(page, rasa):
    """The page is as wide as the phone, also with long words and many buttons."""
    say(page, "menu " + "m" * 300)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
