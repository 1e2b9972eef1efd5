"""Reading back: only one's own, nothing skipped, buttons while they are recent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.mailbox import Outgoing
from bot.mailbox.history_book import MOST_REPLIES_WITH_BUTTONS
from bot.mailbox.session_book import IDLE
from tests.mailbox.conftest import arrival, conversation_of


def test_sessions_live_as_long_as_they_are_used(mailbox, clock):
    """Half an hour without use ends one; use keeps it; ended is ended."""
    token = mailbox.open_session("P-1", "es")
    visitor = mailbox.visitor(token)
    assert (visitor.patient, visitor.language) == ("P-1", "es")
    clock.pass_seconds(IDLE.total_seconds())
    assert mailbox.visitor(token) is not None
    mailbox.touch([token])
    clock.pass_seconds(IDLE.total_seconds())
    assert mailbox.visitor(token) is not None
    clock.pass_seconds(1)
    assert mailbox.visitor(token) is None
    other = mailbox.open_session(None, None)
    mailbox.forget_idle_sessions()
    mailbox.touch([token])
    assert mailbox.visitor(token) is None and mailbox.visitor(other) is not None
    mailbox.end_session(other)
    assert mailbox.visitor(other) is None


@pytest.mark.parametrize("token", ["", "x", "\ud800", "a" * 10_000, "' OR 1=1 --", "\x00"])
def test_no_odd_token_is_anybody(mailbox, token):
    """Whatever it is made of, it is nobody's session and no error."""
    mailbox.open_session("P-1", None)
    assert mailbox.visitor(token) is None


def test_a_button_is_known_while_it_is_recent(mailbox, talk):
    """In its own conversation, and not behind twenty later replies."""
    button = {"id": "b1", "title": "Makeup", "says": "makeup?"}
    mailbox.post_to(talk, Outgoing("Which?", buttons=(button,)))
    assert mailbox.button(talk, "b1") == button
    assert mailbox.button(conversation_of(mailbox), "b1") is None
    assert mailbox.button(talk, "b2") is None
    for _ in range(MOST_REPLIES_WITH_BUTTONS):
        mailbox.post_to(talk, Outgoing("more"))
    assert mailbox.button(talk, "b1") is None


def test_a_long_conversation_is_read_in_parts(mailbox, talk):
    """More than is read at once: the parts join without a gap or a repetition."""
    mailbox.accept([arrival(talk, str(number)) for number in range(1200)])
    seen, last = [], 0
    while part := mailbox.entries_after(talk, last):
        seen += [entry.seq for entry in part]
        last = seen[-1]
    assert seen == list(range(1, 1201))


def test_workers_are_counted_while_they_beat(mailbox, clock):
    """One beat counts for its time; two of one name are one."""
    assert mailbox.working(timedelta(seconds=15)) == 0
    for name in ("w1", "w2", "w1"):
        mailbox.beat(name)
    clock.pass_seconds(10)
    mailbox.beat("w2")
    assert mailbox.working(timedelta(seconds=15)) == 2
    clock.pass_seconds(10)
    assert mailbox.working(timedelta(seconds=15)) == 1


def test_nobody_is_idle_whose_question_waits(mailbox, clock):
    """However long Rasa is away, the answer finds its reader, and is there for as long as any."""
    token = mailbox.open_session(None, "en")
    talk = mailbox.visitor(token).conversation
    mailbox.accept([arrival(talk, "a", "can i swim?")])
    clock.pass_seconds(3 * 3600)
    mailbox.forget_idle_sessions()
    assert mailbox.visitor(token).conversation == talk
    mailbox.answer(mailbox.claim("w1"), Outgoing("not yet"))
    clock.pass_seconds(29 * 60)
    assert mailbox.visitor(token).conversation == talk
    clock.pass_seconds(2 * 60)
    mailbox.forget_idle_sessions()
    assert mailbox.visitor(token) is None
