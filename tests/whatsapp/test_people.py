"""A person takes over on WhatsApp: the assistant is silent there too, but for danger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.whatsapp.street import ANA, Street, served, street

DANA = "Dana Ortiz"
DANGER = "I can't breathe and my face is swelling"


@pytest.fixture
def opened(tmp_path, rasa, both) -> Iterator[Street]:
    """A street with a worker, and Ana's conversation in Dana's hands."""
    with street(tmp_path, rasa, both, clinic_phone="+1 212 555 0100") as made, served(made):
        made.ask(ANA, "hello there?")
        talk = made.contact(ANA).conversation
        made.town.mailbox.take(talk, DANA, made.town.mailbox.standing(talk).version)
        yield made


def heard(street: Street) -> list[str]:
    return [line["text"] for line in street.phone.sent(ANA)]


def test_only_the_person_and_danger_are_heard(opened):
    """What the patient asks is left to Dana, whose words come under her name; danger is answered
    at once; at the end the phone is told who answers again."""
    mailbox, talk = opened.town.mailbox, opened.contact(ANA).conversation
    opened.message(opened.tell(ANA, "may I swim tomorrow?"))
    standing = mailbox.standing(talk)
    mailbox.reply_as_staff(talk, DANA, "I will ring you.", standing.version, standing.last_seq)
    opened.wait(lambda: any(text == f"*{DANA}*\n\nI will ring you." for text in heard(opened)))
    assert not any("swim" in text for text in heard(opened))
    assert opened.ask(ANA, DANGER).aftercare["kind"] == "red_flag"
    standing = mailbox.standing(talk)
    line = opened.town.clinic.desk.handed_back("en")
    mailbox.hand_back(talk, DANA, standing.version, line, standing.last_seq)
    opened.wait(lambda: any("assistant answers again" in text for text in heard(opened)))


def test_a_stop_counts_while_a_person_listens(opened):
    """No confirmation is spoken into their conversation, but the wish is kept."""
    opened.phone.wait_sent(1, ANA)
    opened.message(opened.tell(ANA, "STOP"))
    opened.wait(lambda: opened.contact(ANA).opted_out_at is not None)
    assert len(heard(opened)) == 1
