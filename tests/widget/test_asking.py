"""Asking and being answered, on a desktop and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.widget.scripted import MAKEUP_QUOTE, answer, bot


def test_a_question_is_answered_with_a_verdict_and_its_source(visit, size):
    """The badge has an icon and words; the sheet's own words are there on demand."""
    chat = visit(size=size).open()
    shown = chat.ask("Can I wear makeup today?")
    expect(shown.locator(".badge")).to_have_text("Not yet")
    expect(shown.locator(".badge svg")).to_have_count(1)
    expect(shown).to_contain_text("Leave makeup off on the day of your treatment.")
    quote = shown.get_by_text(MAKEUP_QUOTE)
    expect(quote).to_be_hidden()
    shown.get_by_text("Read it in the clinic's sheet").click()
    expect(quote).to_be_visible()


@pytest.mark.parametrize(
    ("verdict", "english", "spanish"),
    [
        ("allowed", "Yes", "Sí"),
        ("allowed_with_care", "With care", "Con cuidado"),
        ("not_yet", "Not yet", "Todavía no"),
        ("avoid", "Please avoid", "Mejor evítalo"),
        ("ask_clinic", "Ask us", "Pregúntanos"),
        ("expected", "Normal", "Es normal"),
        ("unexpected", "Not expected, call us", "No es lo esperado, llámanos"),
    ],
)
def test_every_verdict_has_its_words(visit, clinic, verdict, english, spanish):
    """In the language of the answer, whatever the page is in."""
    clinic.answers["may I"] = [
        bot("Words.", answer("makeup", verdict, "makeup")),
        bot("Palabras.", answer("makeup", verdict, "maquillaje"), language="es"),
    ]
    chat = visit().open()
    chat.say("may I")
    expect(chat.page.locator(".bubble .badge")).to_have_text([english, spanish])
    expect(chat.page.locator(".turn.bot").last).to_have_attribute("lang", "es")


@pytest.mark.parametrize("verdict", ["info", "handoff", "smalltalk", "unknown", "constructor"])
def test_what_is_no_verdict_has_no_badge(visit, clinic, verdict):
    """Small talk and hand-overs are words only."""
    clinic.answers["hello"] = [bot("Hello.", answer("smalltalk", verdict, "small talk"))]
    chat = visit().open()
    expect(chat.ask("hello").locator(".badge")).to_have_count(0)


def test_several_verdicts_name_their_topics(visit):
    """Two answers in one message: each badge says what it is about."""
    chat = visit().open()
    badges = chat.ask("several").locator(".badge")
    expect(badges).to_have_text(
        ["SunscreenYes", "Exercise and sweatingAsk us", "Dryness and flakingNormal"]
    )


def test_quick_replies_stay_and_send_what_was_offered(visit, clinic, size):
    """A button is pressed by its id, shows its title, and can be pressed again later."""
    chat = visit(size=size).open()
    chat.ask("which")
    chat.page.get_by_role("button", name="Makeup", exact=True).click()
    expect(chat.mine.last).to_have_text("Makeup")
    expect(chat.answers.last).to_contain_text("You said: Makeup")
    chat.ask("something else")
    chat.page.get_by_role("button", name="Sunscreen", exact=True).click()
    expect(chat.answers.last).to_contain_text("You said: Sunscreen")
    assert [said.get("button") for said in clinic.received] == [
        None,
        "b-makeup",
        None,
        "b-sunscreen",
    ]


def test_a_double_click_is_one_answer(visit, clinic):
    """An unsteady hand does not say the same thing twice."""
    chat = visit().open()
    chat.ask("which")
    chat.page.get_by_role("button", name="Makeup", exact=True).dblclick()
    expect(chat.answers.last).to_contain_text("You said: Makeup")
    assert len(clinic.received) == 2


def test_an_example_is_one_click(visit):
    """The welcome gives way to the conversation."""
    chat = visit().open()
    chat.page.get_by_role("button", name="Can I wear makeup today?").click()
    expect(chat.answers).to_contain_text("Leave makeup off")
    expect(chat.page.locator(".welcome")).to_be_hidden()


def test_an_emergency_stays_on_top_with_the_call_one_tap_away(visit, size):
    """Also after the conversation went on; the log interrupts a screen reader."""
    chat = visit(size=size).open()
    chat.ask("my throat is swelling")
    pinned = chat.page.get_by_role("region", name="Emergency")
    chat.ask("and then")
    chat.ask("and then?")
    expect(pinned).to_contain_text("Call 911 now.")
    call = pinned.get_by_role("link", name="Call 911")
    expect(call).to_be_in_viewport()
    expect(call).to_have_attribute("href", "tel:911")
    clinic_call = pinned.get_by_role("link", name="Call the clinic")
    expect(clinic_call).to_have_attribute("href", "tel:+12125550100")
    expect(chat.log.get_by_role("alert")).to_contain_text("Call now")
    expect(chat.box).to_be_in_viewport()
    chat.page.reload()
    expect(call).to_be_in_viewport()


def test_a_same_day_answer_offers_the_clinics_number(visit):
    """It is marked, and not pinned."""
    chat = visit().open()
    shown = chat.ask("I have a fever")
    expect(shown.locator(".badge")).to_have_text("Call us today")
    expect(shown.get_by_role("link")).to_have_attribute("href", "tel:+12125550100")
    expect(chat.page.get_by_role("region", name="Emergency")).to_be_hidden()


def test_without_a_number_there_is_nothing_to_tap(visit, clinic):
    """A clinic that gave no telephone number gets no dead link."""
    clinic.facts = {"clinic_phone": ""}
    chat = visit().open()
    expect(chat.ask("I have a fever").get_by_role("link")).to_have_count(0)


def test_staff_are_told_from_the_assistant(visit, clinic):
    """A person of the clinic is named as one."""
    clinic.answers["hello"] = [{**bot("This is Dr. Lark's office."), "from": "staff"}]
    chat = visit().open()
    chat.say("hello")
    staff = chat.page.locator(".turn.staff")
    expect(staff).to_contain_text("This is Dr. Lark's office.")
    expect(staff.get_by_text("Clinic staff")).to_be_visible()


def test_the_dots_show_while_an_answer_is_written(visit, clinic):
    """Seen as dots, heard as a status; gone with the answer."""
    clinic.holds_answers = True
    chat = visit().open()
    chat.say("hello")
    expect(chat.page.locator(".dots")).to_be_visible()
    expect(
        chat.page.get_by_role("status").filter(has_text="The assistant is writing")
    ).to_have_count(1)
    clinic.holds_answers = False
    expect(chat.answers).to_have_count(1)
    expect(chat.page.locator(".dots")).to_be_hidden()


def test_too_long_messages_are_kept_and_said_to_be_too_long(visit, clinic):
    """4001 characters are not sent and not cut; characters are counted as people count them."""
    chat = visit().open()
    chat.box.fill("🙂" * 4001)
    chat.box.press("Enter")
    expect(chat.page.get_by_text("1 characters too many")).to_be_visible()
    expect(chat.box).to_have_value("🙂" * 4001)
    assert clinic.received == []


def test_shift_enter_is_a_new_line(visit, clinic):
    """And empty messages are not sent."""
    chat = visit().open()
    chat.box.press("Enter")
    chat.box.press_sequentially("one")
    chat.box.press("Shift+Enter")
    chat.box.press_sequentially("two")
    chat.box.press("Enter")
    expect(chat.answers).to_have_count(1)
    assert [said["text"] for said in clinic.received] == ["one\ntwo"]


def test_the_whole_is_spanish_where_the_conversation_is(visit):
    """The interface follows the answers, back and forth."""
    chat = visit().open()
    chat.ask("¿Puedo usar maquillaje hoy?")
    expect(chat.page.get_by_role("heading", name="Asistente de cuidados")).to_be_visible()
    expect(chat.page.get_by_label("Tu mensaje")).to_be_visible()
    chat.ask("Can I wear makeup today?")
    expect(chat.page.get_by_label("Your message")).to_be_visible()


@pytest.mark.parametrize(
    ("attributes", "locale", "label"),
    [
        ('lang="es"', "en-US", "Tu mensaje"),
        ('lang="es-MX"', "en-US", "Tu mensaje"),
        ('lang="en"', "es-ES", "Your message"),
        ("", "es-ES", "Your message"),
        ('lang="fr"', "en-US", "Your message"),
    ],
)
def test_the_language_at_the_start(visit, attributes, locale, label):
    """The element's own language, else the page's (here English), whatever the browser's."""
    chat = visit(f"/host?{attributes}", locale=locale).open()
    expect(chat.page.get_by_label(label)).to_be_visible()


def test_a_set_language_does_not_follow_the_conversation(visit):
    """The clinic's word counts more."""
    chat = visit('/host?lang="en"').open()
    chat.ask("¿Puedo usar maquillaje hoy?")
    expect(chat.page.get_by_label("Your message")).to_be_visible()


def test_a_phone_is_filled_and_nothing_overflows(visit, size):
    """On a phone the chat is the screen; long words break; a page stays as wide as it is."""
    chat = visit(size=size).open()
    chat.ask("m" * 400)
    chat.ask("which")
    panel = chat.page.get_by_role("dialog")
    box = panel.bounding_box()
    if size == "phone":
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    assert chat.log.evaluate("log => log.scrollWidth <= log.clientWidth")
    width = chat.page.viewport_size["width"]
    assert chat.page.evaluate("document.documentElement.scrollWidth") == width


def test_a_reader_who_scrolled_back_is_told_not_moved(visit, clinic):
    """What comes in does not pull the page away; one press leads there."""
    chat = visit().open()
    for number in range(8):
        chat.ask(f"question {number}")
    clinic.holds_answers = True
    chat.say("one more")
    chat.log.evaluate("log => { log.scrollTop = 0; }")
    clinic.holds_answers = False
    newer = chat.page.get_by_role("button", name="1 new answer")
    expect(newer).to_be_visible()
    assert chat.log.evaluate("log => log.scrollTop") == 0
    newer.click()
    expect(chat.answers.last).to_be_in_viewport()


def test_answers_that_come_while_the_chat_is_closed_are_counted(visit, clinic):
    """The launcher says so, and opening it clears the count."""
    clinic.holds_answers = True
    chat = visit().open()
    chat.say("hello")
    chat.page.get_by_role("button", name="Close the chat").click()
    clinic.holds_answers = False
    expect(chat.page.locator(".count")).to_have_text("1 new answer")
    chat.open()
    expect(chat.answers).to_have_count(1)
    expect(chat.page.locator(".count")).to_be_empty()


def test_slow_answers_are_announced(visit, clinic):
    """The gateway's word about a delay is shown until it takes it back."""
    chat = visit().open()
    chat.ask("hello")
    [conversation] = clinic.conversations.values()
    conversation.state = "delayed"
    notice = chat.page.get_by_text(re.compile("Answers take longer than usual"))
    expect(notice).to_be_visible()
    conversation.state = "ok"
    expect(notice).to_be_hidden()
