"""Questions with their answers and thumbs, on both databases."""

from __future__ import annotations

from datetime import timedelta

from bot.mailbox import Outgoing
from tests.mailbox.conftest import arrival, conversation_of

ANSWER = {"kind": "answer", "day": 2, "answers": [{"topic": "makeup", "verdict": "allowed"}]}


def asked(mailbox, talk: str, *texts: str) -> int:
    """Messages answered as one; the answer's number."""
    mailbox.accept(
        [arrival(talk, f"{text}-{talk}", text, whole=text == texts[-1]) for text in texts]
    )
    work = mailbox.claim("w1")
    mailbox.answer(work, Outgoing("yes", aftercare=ANSWER))
    return mailbox.heads([talk])[talk].last_seq


def test_messages_answered_as_one_are_one_exchange(mailbox, talk, clock):
    """Their words in order, with the topics of the answer."""
    asked(mailbox, talk, "can I wear makeup", "today?")
    [one] = mailbox.exchanges(clock() - timedelta(hours=1), clock() + timedelta(hours=1))
    assert (one.question, one.kind, one.topics) == (
        "can I wear makeup\ntoday?", "answer", ("makeup",),
    )  # fmt: skip
    assert one.thumb is None


def test_the_time_counts_from_the_first_day_to_before_the_last(mailbox, talk, clock):
    """What was asked at the end belongs to the next range."""
    asked(mailbox, talk, "can I swim?")
    now, day = clock(), timedelta(days=1)
    assert mailbox.exchanges(now - day, now) == []
    assert len(mailbox.exchanges(now, now + day)) == 1


def test_a_thumb_is_kept_with_its_answer(mailbox, talk, clock):
    """The last one, for one's own answers only."""
    seq = asked(mailbox, talk, "can I swim?")
    stranger = conversation_of(mailbox)
    assert mailbox.give_thumb(talk, seq, "up") and mailbox.give_thumb(talk, seq, "down")
    assert not mailbox.give_thumb(stranger, seq, "up")
    assert not mailbox.give_thumb(talk, seq - 1, "up")
    [one] = mailbox.exchanges(clock(), clock() + timedelta(days=1))
    assert one.thumb == "down"
    assert mailbox.give_thumb(talk, seq, None)
    [one] = mailbox.exchanges(clock(), clock() + timedelta(days=1))
    assert one.thumb is None
