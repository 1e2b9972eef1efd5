"""A person of the staff in the chat: their name, that they are here, what they have seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bot.mailbox import Standing
from tests.gateway.loopback import WireRasa
from tests.gateway.town import Town, town
from tests.widget.chat import Chat
from tests.widget.stage import Stage
from tests.widget.test_with_gateway import embed

DANA = "Dana (nurse)"
HERE = f"{DANA} is here and answers you."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, stage: Stage) -> Iterator[Town]:
    """The service with one worker; one other site may embed the chat."""
    rasa = WireRasa()
    folder = tmp_path_factory.mktemp("town")
    with town(folder, rasa, origins=(stage.other_url,)) as opened, opened.worker():
        yield opened
        rasa.release.set()


@pytest.fixture
def chat(visit, stage, clinic, served) -> Chat:
    """A visitor's chat."""
    embed(clinic, served, "")
    return visit("/clinic", site=stage.other_url).open()


def newest(served: Town) -> Standing:
    """The conversation that was written in last."""
    lines = [line for line in served.mailbox.inbox_view() if line.said_at]
    return max(lines, key=lambda line: line.said_at).standing


def test_a_person_comes_answers_and_hands_back(chat, served):
    """Their name stands there while they are; their words carry it; then the assistant answers."""
    chat.ask("is anybody there?")
    talk = served.mailbox.take(newest(served).conversation, DANA, newest(served).version)
    expect(chat.page.get_by_text(HERE)).to_be_visible()
    chat.say("it itches?")
    expect(chat.page.get_by_text("Seen", exact=True)).to_have_count(0)
    served.mailbox.seen_by_staff(talk.conversation, newest(served).last_seq)
    expect(chat.page.locator(".turn.patient").last).to_contain_text("Seen")
    talk = served.mailbox.reply_as_staff(
        talk.conversation, DANA, "I am having a look.", talk.version
    )
    said = chat.page.locator(".turn.staff")
    expect(said).to_have_count(1)
    expect(said).to_contain_text("I am having a look.")
    expect(said.locator(".speaker")).to_have_text(DANA)
    line = served.clinic.desk.handed_back("en")
    served.mailbox.hand_back(talk.conversation, DANA, talk.version, line)
    expect(chat.page.locator(".about")).to_have_text(line)
    expect(chat.page.get_by_text(HERE)).to_have_count(0)
    expect(chat.ask("can I swim?")).to_contain_text("You said: can I swim?")
    assert chat.answers.count() == 2


def test_who_has_seen_it_is_told(chat, served):
    """After an acknowledgement, whoever made it, a line with name and time."""
    chat.ask("I can't breathe and my face is swelling")
    [task] = served.clinic.register.escalations()
    served.clinic.register.acknowledge_escalation(task.reference, DANA)
    expect(chat.page.locator(".about")).to_contain_text(f"{DANA} at the clinic has seen your")


def test_a_reload_shows_who_is_here(chat, served):
    """Also after the person left while nobody was connected."""
    chat.ask("hello?")
    talk = served.mailbox.take(newest(served).conversation, DANA, newest(served).version)
    expect(chat.page.get_by_text(HERE)).to_be_visible()
    chat.page.reload()
    expect(chat.page.get_by_text(HERE)).to_be_visible()
    chat.page.goto("about:blank")
    served.mailbox.close_talk(talk.conversation, DANA, talk.version)
    chat.page.go_back()
    expect(chat.mine).to_have_count(1)
    expect(chat.page.get_by_text(HERE)).to_have_count(0)


def test_a_name_is_text_and_nothing_else(chat, served):
    """Whatever a person is called, nothing of it runs or turns other words around."""
    chat.ask("hello?")
    name = '<img src=x onerror="document.title=1">\u202eevil'
    talk = newest(served)
    served.mailbox.reply_as_staff(talk.conversation, name, "<b>hi</b>", talk.version)
    expect(chat.page.locator(".turn.staff")).to_contain_text("<b>hi</b>")
    assert chat.page.locator("img").count() == 0 and chat.page.title() == "Clinic"


def test_while_a_person_is_here_the_assistant_only_answers_danger(chat, served):
    """Not even to say that it takes longer."""
    chat.ask("hello?")
    talk = newest(served)
    served.mailbox.take(talk.conversation, DANA, talk.version)
    expect(chat.page.get_by_text(HERE)).to_be_visible()
    chat.say("can I run?")
    expect(chat.ask("I can't breathe and my face is swelling")).to_contain_text("Call 911 now.")
    chat.page.wait_for_timeout(2500)
    expect(chat.answers).to_have_count(2)
