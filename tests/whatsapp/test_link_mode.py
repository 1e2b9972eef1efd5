"""A clinic that keeps care out of WhatsApp: a phrase and a link there, the answer in the chat."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.mailbox import Outgoing
from bot.patients.book import utc_now
from bot.patients.links import sign_conversation, sign_link
from tests.gateway.town import HTTP, Browser
from tests.whatsapp.street import ANA, BEN, PUBLIC, Street, served, street

DANGER = "I have a fever of 39.5 and pus"
EMERGENCY = "I can't breathe and my face is swelling"


@pytest.fixture
def opened(tmp_path, rasa, both) -> Street:
    """A street with a worker, whose clinic has chosen links."""
    settings = {"clinic_phone": "+1 212 555 0100", "whatsapp_privacy": "link"}
    with street(tmp_path, rasa, both, **settings) as made, served(made):
        yield made


def link_in(text: str) -> str:
    """The token of the address at the end of a message."""
    address = text.split()[-1]
    assert address.startswith(f"{PUBLIC}/chat#patient=")
    return address.partition("=")[2]


def open_chat(street: Street, token: str) -> dict:
    """What the widget does with a link."""
    asked = {"token": token, "language": "en"}
    response = HTTP.post(street.town.address + "/api/session", json=asked)
    return {"status": response.status_code, **response.json()}


def test_the_answer_is_read_in_the_chat(opened, rasa):
    """The phone gets no word of it; the link opens this very conversation, as this patient."""
    opened.town.clinic.register.add_patient("Ana", ANA)
    opened.tell(ANA, "can I wear makeup?")
    [sent] = opened.phone.wait_sent(1, ANA)
    assert "akeup" not in sent["text"] and sent["choices"] == []
    session = open_chat(opened, link_in(sent["text"]))
    assert (session["status"], session["patient"]) == (201, True)
    browser = Browser(opened.town.address, session["session"])
    asked, answer = browser.messages(2)
    assert (asked["from"], asked["text"]) == ("patient", "can I wear makeup?")
    assert answer["text"] == "You said: can I wear makeup?"


def test_what_is_asked_in_the_chat_is_answered_there_alone(opened, rasa):
    """The phone is not told of every answer that its owner is reading just now."""
    opened.tell(ANA, "can I wear makeup?")
    [sent] = opened.phone.wait_sent(1, ANA)
    browser = Browser(opened.town.address, open_chat(opened, link_in(sent["text"]))["session"])
    assert browser.ask("and swim?")["text"].startswith("You said: and swim?")
    opened.tell(ANA, "what about retinol?")
    assert len(opened.phone.wait_sent(2, ANA)) == 2


@pytest.mark.parametrize(("text", "number"), [(EMERGENCY, "911"), (DANGER, "+1 212 555 0100")])
def test_danger_says_whom_to_call_and_nothing_else(opened, text, number):
    """At once, in the message itself; the sign is named in the chat only."""
    opened.tell(ANA, text)
    [sent] = opened.phone.wait_sent(1, ANA)
    assert number in sent["text"]
    words = sent["text"].partition("http")[0].lower()
    assert not any(sign in words for sign in ("fever", "pus", "breath", "swell", "infect"))
    browser = Browser(opened.town.address, open_chat(opened, link_in(sent["text"]))["session"])
    assert browser.messages(2)[1]["aftercare"]["kind"] == "red_flag"


def test_what_the_channel_says_of_itself_is_said_there(opened):
    """STOP is confirmed on the phone: it says nothing of anybody's care."""
    opened.tell(ANA, "STOP")
    [sent] = opened.phone.wait_sent(1, ANA)
    assert sent["text"] == opened.phrase("stopped")


def test_staff_s_words_stay_in_the_chat(opened):
    """The phone is told who has written."""
    opened.ask(ANA, "hello?")
    talk = opened.contact(ANA).conversation
    opened.town.mailbox.post_to(talk, Outgoing("Your scab is fine.", kind="staff"))
    sent = opened.phone.wait_sent(2, ANA)[1]
    assert "scab" not in sent["text"] and "staff" in sent["text"]
    link_in(sent["text"])


def test_a_link_opens_nothing_else_and_not_for_ever(opened, both):
    """Old, forged, of another kind, or of a conversation that is another's by now: refused."""
    opened.ask(ANA, "hello?")
    secret = opened.town.settings.signing_secret()
    talk = opened.contact(ANA).conversation
    good = sign_conversation(talk, secret, utc_now())
    refused = [
        sign_conversation(talk, secret, utc_now() - timedelta(hours=24, minutes=1)),
        sign_conversation(talk, "x" * 40, utc_now()),
        sign_conversation("wa-unknown", secret, utc_now()),
        sign_link(talk, secret, utc_now()),
        good[:-4] + "AAAA",
    ]
    assert [open_chat(opened, token)["status"] for token in refused] == [401] * len(refused)
    assert open_chat(opened, good)["status"] == open_chat(opened, good)["status"] == 201
    if both == "meta":
        # Twilio does not tell of a new number.
        opened.phone.change(ANA, phone=BEN)
        opened.wait(lambda: opened.contact(BEN) and opened.contact(BEN).conversation != talk)
        assert open_chat(opened, good)["status"] == 401
