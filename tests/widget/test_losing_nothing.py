"""Reloads, restarts and bad lines: nothing is lost, nothing is doubled, nobody sees another's."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

UNAVAILABLE = ("ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "ERR_INCOMPLETE_CHUNKED", "503")


def heard(clinic) -> list[str]:
    """The texts that the clinic has stored, in order."""
    return [said.get("text", said.get("button")) for said in clinic.received]


def test_a_reload_in_the_middle_of_an_answer(visit, clinic, size):
    """The conversation is back, the answer comes once, and the chat is open again."""
    chat = visit(size=size).open()
    chat.ask("first")
    clinic.holds_answers = True
    chat.say("second")
    expect(chat.page.locator(".dots")).to_be_visible()
    chat.page.reload()
    expect(chat.mine).to_have_text(["first", "second"])
    expect(chat.page.locator(".dots")).to_be_visible()
    clinic.holds_answers = False
    expect(chat.answers).to_have_text(["You said: first", "You said: second"])
    chat.ask("third")
    assert heard(clinic) == ["first", "second", "third"]


def test_a_restart_of_the_server_in_the_middle_of_an_answer(visit, clinic, stage, size):
    """The stream is taken up after the last event; what was said meanwhile is sent."""
    chat = visit(size=size).open()
    chat.expected = UNAVAILABLE
    chat.ask("first")
    clinic.holds_answers = True
    chat.say("second")
    expect(chat.page.locator(".dots")).to_be_visible()
    stage.stop()
    try:
        chat.say("third")
        expect(chat.page.get_by_text("Not sent yet. Trying again")).to_be_visible()
        expect(chat.page.get_by_text("The connection was lost. Reconnecting")).to_be_visible()
    finally:
        stage.start()
    clinic.holds_answers = False
    expect(chat.answers).to_have_text(
        ["You said: first", "You said: second", "You said: third"], timeout=15_000
    )
    expect(chat.mine).to_have_text(["first", "second", "third"])
    expect(chat.page.locator(".notice, .note")).to_have_text([""])
    assert heard(clinic) == ["first", "second", "third"]


def test_a_reload_before_the_acknowledgement(visit, clinic, stage):
    """What could not be sent is kept over the reload, shown, and sent once."""
    chat = visit().open()
    chat.expected = UNAVAILABLE
    chat.ask("first")
    clinic.failures = [(503, "busy")] * 2
    chat.say("second")
    expect(chat.page.get_by_text("Not sent yet. Trying again")).to_be_visible()
    chat.page.reload()
    expect(chat.answers).to_have_text(["You said: first", "You said: second"])
    expect(chat.mine).to_have_text(["first", "second"])
    assert heard(clinic) == ["first", "second"]
    assert chat.kept()["unsent"] == []


def test_an_acknowledgement_that_is_lost_doubles_nothing(visit, clinic):
    """The message is sent again under its id; the server stores it once and it is shown once."""
    chat = visit().open()
    chat.expected = UNAVAILABLE
    clinic.loses_acknowledgements = 1
    chat.say("hello")
    expect(chat.answers).to_have_count(1)
    chat.ask("again")
    expect(chat.mine).to_have_text(["hello", "again"])
    assert heard(clinic) == ["hello", "again"]


def test_too_many_messages_are_sent_when_it_is_time(visit, clinic):
    """A 429 is waited out in order."""
    chat = visit().open()
    chat.expected = ("429",)
    clinic.failures = [(429, "slow_down")]
    chat.say("one")
    chat.say("two")
    expect(chat.answers).to_have_text(["You said: one", "You said: two"])
    assert heard(clinic) == ["one", "two"]


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (413, "too_long", "The message is too long."),
        (400, "no_such_button", "This button is no longer valid."),
        (400, "bad_text", "A sentence about bad_text."),
    ],
)
def test_a_refused_message_says_why_and_holds_nobody_up(visit, clinic, status, code, sentence):
    """It stays to be read, is not tried again, and the next one goes through."""
    chat = visit().open()
    chat.expected = (str(status),)
    clinic.failures = [(status, code)]
    chat.say("bad")
    expect(chat.page.get_by_text(f"Not sent. {sentence}")).to_be_visible()
    chat.ask("good")
    assert heard(clinic) == ["good"]
    assert chat.kept()["unsent"] == []


def test_an_ended_session_says_so_and_can_be_begun_anew(visit, clinic):
    """Nothing of the old conversation stays on the screen."""
    chat = visit().open()
    chat.expected = ("401",)
    chat.ask("hello")
    clinic.conversations.clear()
    chat.box.fill("are you there?")
    chat.box.press("Enter")
    expect(chat.page.get_by_text("This conversation has ended.")).to_be_visible()
    expect(chat.mine).to_have_count(0)
    chat.page.get_by_role("button", name="Start again").click()
    # It was never acknowledged, and it is the same person, so it is sent now.
    expect(chat.answers).to_have_text(["You said: are you there?"])


def test_a_patient_can_end_and_clear_the_conversation(visit, clinic):
    """For a shared device: the session is over on the server too."""
    chat = visit().open()
    chat.ask("hello")
    chat.page.locator(".more summary").click()
    chat.page.get_by_role("button", name="End and clear this conversation").click()
    expect(chat.page.get_by_text("This conversation has ended.")).to_be_visible()
    expect(chat.answers).to_have_count(0)
    chat.page.wait_for_function("() => true")
    assert clinic.conversations == {}
    assert chat.kept()["session"] is None


def test_another_patient_sees_nothing_of_the_last(visit, clinic):
    """The old session is ended on the server, not only hidden."""
    chat = visit().open()
    chat.ask("I am Ava")
    [avas] = clinic.conversations
    chat.page.get_by_label("Signed in as").select_option("P-BEN")
    expect(chat.page.get_by_role("button", name="Your recovery Day 3")).to_be_visible()
    expect(chat.page.get_by_text("I am Ava")).to_have_count(0)
    assert avas not in clinic.conversations
    [bens] = clinic.conversations.values()
    assert bens.patient == "P-BEN"
    chat.page.get_by_label("Signed in as").select_option(label="Nobody (anonymous)")
    expect(chat.page.get_by_role("button", name="Your recovery Day not known")).to_be_visible()
    [nobodys] = clinic.conversations.values()
    assert nobodys.patient is None


def test_what_one_patient_had_not_sent_is_not_sent_by_the_next(visit, clinic):
    """The acknowledgement of Ava's first message comes while Ben's session is being opened."""
    chat = visit().open()
    clinic.holds_acknowledgements = True
    chat.say("Ava one")
    chat.say("Ava two, private")
    chat.page.wait_for_function("() => true")
    clinic.holds_sessions = True
    with chat.page.expect_response(lambda answer: answer.url.endswith("/api/messages")):
        chat.page.get_by_label("Signed in as").select_option("P-BEN")
        clinic.holds_acknowledgements = False
    clinic.holds_sessions = False
    expect(chat.page.get_by_role("button", name="Your recovery Day 3")).to_be_visible()
    chat.ask("Ben")
    assert heard(clinic) == ["Ava one", "Ben"]
    assert chat.kept()["unsent"] == []


def test_signing_out_ends_the_patients_session(visit, clinic):
    """A page without a token does not show what a page with one has begun."""
    chat = visit().open()
    chat.ask("I am Ava")
    chat.page.goto(f"{chat.url}/host")
    chat.open()
    expect(chat.page.locator(".welcome")).to_be_visible()
    [left] = clinic.conversations.values()
    assert left.patient is None


def test_the_same_patient_on_the_next_page_goes_on(visit, clinic):
    """Every page of the clinic's site writes a new token; the conversation is one."""
    chat = visit().open()
    chat.ask("hello")
    chat.page.reload()
    expect(chat.answers).to_have_count(1)
    assert len(clinic.conversations) == 1


def test_a_fresh_token_of_the_same_patient_changes_nothing(visit, clinic):
    """A page that stays open for long may renew it without a flicker."""
    chat = visit().open()
    chat.ask("hello").evaluate("(bubble) => { bubble.dataset.stays = 'yes'; }")
    chat.page.evaluate(
        "document.querySelector('afterglow-chat').setAttribute('token', 'h.eyJzdWIiOiJQLUFWQSJ9.x')"
    )
    chat.ask("again")
    assert chat.answers.first.get_attribute("data-stays") == "yes"
    assert len(clinic.conversations) == 1


def test_a_link_leaves_the_address(visit, clinic):
    """The token is taken off the address at once, and a reload stays with the patient."""
    chat = visit("/plain#patient=h.eyJzdWIiOiJQLUJFTiJ9.s")
    expect(chat.page.get_by_role("button", name="Your recovery Day 3")).to_be_visible()
    assert chat.page.evaluate("location.href") == f"{chat.url}/plain"
    chat.ask("hello")
    chat.page.reload()
    expect(chat.answers).to_have_count(1)
    assert [c.patient for c in clinic.conversations.values()] == ["P-BEN"]


def test_a_refused_token_is_said_and_the_visitor_may_go_on(visit, clinic):
    """Nobody is made anonymous behind their back."""
    chat = visit('/host?token="expired"').open()
    chat.expected = ("401",)
    expect(chat.page.get_by_text("could not tell us who you are")).to_be_visible()
    chat.box.fill("hello")
    chat.box.press("Enter")
    expect(chat.box).to_have_value("hello")
    expect(chat.page.get_by_role("button", name="Ask without my record")).to_be_focused()
    chat.page.keyboard.press("Enter")
    chat.ask("hello")
    assert [c.patient for c in clinic.conversations.values()] == [None]


def test_a_server_that_cannot_be_reached_is_said(visit, stage):
    """With a button to try again."""
    chat = visit("/host")
    chat.expected = UNAVAILABLE
    chat.page.locator(".launcher").wait_for()
    stage.stop()
    try:
        chat.open()
        expect(chat.page.get_by_text("cannot be reached")).to_be_visible()
    finally:
        stage.start()
    chat.page.get_by_role("button", name="Try again").click()
    chat.ask("hello")


def test_what_is_said_before_there_is_a_session_is_sent_when_there_is(visit, clinic):
    """On a slow line nobody has to type twice."""
    chat = visit("/host")
    clinic.opening_takes = 1.0
    chat.open()
    chat.say("quick")
    expect(chat.page.get_by_text("Sending")).to_be_visible()
    chat.say("quicker")
    expect(chat.answers).to_have_text(["You said: quick", "You said: quicker"])
    expect(chat.mine).to_have_text(["quick", "quicker"])
    assert heard(clinic) == ["quick", "quicker"]


def test_only_the_session_is_kept_and_only_in_this_tab(visit, clinic):
    """No transcript, nothing in localStorage, no cookie."""
    chat = visit().open()
    chat.ask("my secret rash")
    kept = chat.kept()
    assert set(kept) == {"session", "who", "unsent", "isOpen"}
    assert "rash" not in str(kept)
    assert chat.page.evaluate("localStorage.length") == 0
    assert chat.page.context.cookies() == []


def test_without_storage_everything_but_reloads_works(visit):
    """Some browsers forbid it to embedded pages."""
    chat = visit("/host")
    chat.page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', "
        "{ get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    chat.page.reload()
    chat.open().ask("hello")


def test_a_page_that_changes_the_patient_begins_once(visit, clinic, stage):
    """Also when the chat opens by itself; and it goes on when its element is moved in the page."""
    chat = visit("/host?open").open()
    chat.ask("I am nobody")
    chat.page.goto(f'{chat.url}/host?open token="h.eyJzdWIiOiJQLUJFTiJ9.s"')
    expect(chat.page.get_by_role("button", name="Your recovery Day 3")).to_be_visible()
    chat.ask("I am Ben")
    assert [c.patient for c in clinic.conversations.values()] == ["P-BEN"]
    assert clinic.sessions_opened == 2
    chat.page.evaluate("document.body.append(document.querySelector('afterglow-chat'))")
    expect(chat.answers).to_have_text(["You said: I am Ben"])
    chat.ask("still here?")
    assert clinic.sessions_opened == 2


def test_nobody_is_counted_before_opening_the_chat(visit, clinic):
    """A visitor who only reads the clinic's page makes no session."""
    chat = visit("/host")
    expect(chat.launcher).to_be_visible()
    assert clinic.conversations == {}
