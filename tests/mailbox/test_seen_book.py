"""Patients are told once who has seen what they wrote, where they can still read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.mailbox import Outgoing
from bot.patients.register import Register, open_register
from tests.mailbox.conftest import arrival
from tests.mailbox.test_mode_book import CALLED, DANA, mode, said


@pytest.fixture
def register(url, clock) -> Iterator[Register]:
    opened = open_register(url, clock=clock)
    yield opened
    opened.close()


def test_an_acknowledgement_is_told_once(mailbox, talk, register):
    """Two calls of one conversation make one line; the conversation waits for nobody any more."""
    mailbox.accept([arrival(talk, "a")])
    first, second = (register.open_escalation("routine", "w", conversation=talk) for _ in "ab")
    mailbox.answer(mailbox.claim("w"), CALLED)
    register.acknowledge_escalation(first, DANA)
    assert mailbox.tell_seen(mailbox.untold()[0], "Dana has seen it.")
    assert mode(mailbox, talk) == "waiting" and mailbox.untold() == []
    register.acknowledge_escalation(second, DANA)
    [untold] = mailbox.untold()
    assert (untold.conversation, untold.by, untold.language) == (talk, DANA, "en")
    assert mailbox.tell_seen(untold, "Dana has seen it.") is True
    assert mailbox.tell_seen(untold, "Dana has seen it.") is False
    assert mode(mailbox, talk) == "bot" and mailbox.untold() == []
    assert said(mailbox, talk)[2:] == [("status", "Dana has seen it.")] * 2
    assert register.escalation(second).told_at is not None


def test_who_cannot_read_any_more_is_not_told(mailbox, talk, register, clock):
    """An ended web session, and a call from no conversation of ours: noted, nothing is said."""
    clock.pass_seconds(4 * 24 * 3600 + 1)
    for conversation in (talk, "shell"):
        reference = register.open_escalation("routine", "w", conversation=conversation)
        register.acknowledge_escalation(reference, DANA)
    assert [mailbox.tell_seen(untold, "seen") for untold in mailbox.untold()] == [False, False]
    assert mailbox.untold() == [] and said(mailbox, talk) == []


def test_a_call_that_got_worse_is_open_and_told_anew(mailbox, talk, register):
    """Taken as routine, raised to an emergency: somebody must take that as well."""
    told = {"conversation": talk, "message": "m1"}
    reference = register.open_escalation("routine", "w", **told)
    register.acknowledge_escalation(reference, DANA)
    mailbox.tell_seen(mailbox.untold()[0], "seen")
    assert register.open_escalation("emergency", "w", **told) == reference
    assert [call.reference for call in register.escalations()] == [reference]
    register.acknowledge_escalation(reference, "Kim")
    assert [untold.by for untold in mailbox.untold()] == ["Kim"]


def test_the_line_is_in_the_language_of_the_conversation(mailbox, talk, register):
    """What was spoken counts before what the page was in."""
    mailbox.accept([arrival(talk, "a")])
    mailbox.answer(mailbox.claim("w"), Outgoing("Sí.", memory={"language": "es"}))
    register.acknowledge_escalation(
        register.open_escalation("routine", "w", conversation=talk), DANA
    )
    assert mailbox.untold()[0].language == "es"
