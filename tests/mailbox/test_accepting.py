"""What arrives is stored once, in order, all or nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.mailbox import Accepted, UnknownConversation
from tests.mailbox.conftest import arrival, conversation_of


def test_messages_are_numbered_within_their_conversation(mailbox):
    """Two conversations in one transaction: each counts from one, in the order of arrival."""
    one, two = conversation_of(mailbox), conversation_of(mailbox)
    arrivals = [arrival(one, "a"), arrival(two, "a"), arrival(one, "b"), arrival(two, "b")]
    assert mailbox.accept(arrivals) == [
        Accepted(one, 1),
        Accepted(two, 1),
        Accepted(one, 2),
        Accepted(two, 2),
    ]


def test_an_id_is_stored_once_for_ever(mailbox, talk, clock):
    """Twice in one group, and again a year later: the first number and no new row."""
    same = [arrival(talk, "a"), arrival(talk, "a", "other words")]
    assert mailbox.accept(same) == [Accepted(talk, 1), Accepted(talk, 1, again=True)]
    clock.pass_seconds(365 * 86_400)
    assert mailbox.accept([arrival(talk, "a")]) == [Accepted(talk, 1, again=True)]
    [entry] = mailbox.entries_after(talk, 0)
    assert entry.text == "can I swim?"


def test_copies_at_the_same_moment_are_one(mailbox, talk):
    """Eight writers, each with the same five ids: five rows, and everybody gets their numbers."""
    arrivals = [arrival(talk, str(number)) for number in range(5)]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: mailbox.accept(arrivals), range(16)))
    assert {tuple(one.seq for one in outcome) for outcome in told} == {(1, 2, 3, 4, 5)}
    assert sum(not one.again for outcome in told for one in outcome) == 5
    assert len(mailbox.entries_after(talk, 0)) == 5


def test_writers_in_opposite_orders_do_not_block_each_other(mailbox):
    """Conversations are locked in one order whatever the order of arrival."""
    talks = [conversation_of(mailbox) for _ in range(6)]

    def write(number: int) -> int:
        order = talks if number % 2 else talks[::-1]
        return len(mailbox.accept([arrival(talk, str(number)) for talk in order]))

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(write, range(24))) == [6] * 24
    heads = mailbox.heads(talks)
    assert {head.last_seq for head in heads.values()} == {24}


def test_an_unknown_conversation_harms_nobody_else(mailbox, talk):
    """Its message is refused; what came along with it is stored."""
    good, bad = mailbox.accept([arrival(talk, "a"), arrival("web-nobody", "a")])
    assert good == Accepted(talk, 1) and isinstance(bad, UnknownConversation)


def test_a_big_group_is_one_group(mailbox):
    """More than a statement may name at once."""
    talks = [conversation_of(mailbox) for _ in range(3)]
    arrivals = [arrival(talk, str(number)) for number in range(250) for talk in talks]
    assert len(mailbox.accept(arrivals)) == 750
    assert {head.last_seq for head in mailbox.heads(talks).values()} == {250}
