"""Work is held by one, answered once, and taken up again when its holder is gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.mailbox import LostLease, Outgoing
from tests.mailbox.conftest import arrival, conversation_of

LATE = timedelta(seconds=8)


def test_the_oldest_message_is_taken_by_one(mailbox, clock):
    """In order of coming; a second worker gets another conversation, a third nothing."""
    first, second = conversation_of(mailbox, "P-1"), conversation_of(mailbox)
    mailbox.accept([arrival(first, "a", "one?")])
    clock.pass_seconds(1)
    mailbox.accept([arrival(second, "a", "two?"), arrival(first, "b", "three?")])
    one, two = mailbox.claim("w1"), mailbox.claim("w2")
    assert (one.conversation, one.text, one.patient, one.key) == (first, "one?", "P-1", "m1")
    assert (two.conversation, two.text, two.patient) == (second, "two?", None)
    assert mailbox.claim("w3") is None
    mailbox.answer(one, Outgoing("yes"))
    assert mailbox.claim("w3").text == "three?"


def test_many_workers_never_take_the_same(mailbox):
    """Eight at once over forty conversations: each message is answered exactly once."""
    talks = [conversation_of(mailbox) for _ in range(40)]
    mailbox.accept([arrival(talk, "a") for talk in talks])

    def work(name: str) -> int:
        done = 0
        while (found := mailbox.claim(name)) is not None:
            mailbox.answer(found, Outgoing("yes"))
            done += 1
        return done

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(work, [f"w{n}" for n in range(8)]))
    # A worker may find nothing for a moment while the others hold the rest.
    assert sum(done) + work("last") == 40
    assert all(len(mailbox.entries_after(talk, 0)) == 2 for talk in talks)


def test_a_dead_workers_message_is_taken_up_again(mailbox, talk, clock):
    """After its lease, or at once when the same worker starts anew; the late one's answer fails."""
    mailbox.accept([arrival(talk, "a")])
    lost = mailbox.claim("w1")
    assert lost.again is False and mailbox.claim("w2") is None
    clock.pass_seconds(16)
    taken = mailbox.claim("w2")
    assert (taken.key, taken.again) == (lost.key, True)
    with pytest.raises(LostLease):
        mailbox.answer(lost, Outgoing("late"))
    with pytest.raises(LostLease):
        mailbox.renew(lost)
    mailbox.release_all("w2")
    newest = mailbox.claim("w2")
    mailbox.answer(newest, Outgoing("yes"))
    assert [entry.text for entry in mailbox.entries_after(talk, 0)] == ["can I swim?", "yes"]


def test_a_clock_that_is_put_back_holds_nothing_up(mailbox, clock):
    """An hour back: what was due is due, and a dead worker's lease does not last an hour more."""
    held, due = conversation_of(mailbox), conversation_of(mailbox)
    mailbox.accept([arrival(held, "a", "one?"), arrival(held, "b", "danger", urgent=True)])
    mailbox.claim("w1")
    mailbox.claim_urgent("w1")
    clock.pass_seconds(1)
    mailbox.accept([arrival(due, "a", "two?")])
    clock.pass_seconds(-3600)
    assert {mailbox.claim("w2").text, mailbox.claim("w2").text} == {"one?", "two?"}
    assert mailbox.claim_urgent("w2").text == "danger"


def test_one_workers_end_frees_nobody_elses_work(mailbox, clock):
    """Also when one name begins like the other, or holds a wildcard."""
    talk = conversation_of(mailbox)
    mailbox.accept([arrival(talk, "a")])
    mailbox.claim("w11")
    for name in ("w1", "w_1", "w%", "%"):
        mailbox.release_all(name)
    assert mailbox.claim("w2") is None


def test_a_lease_can_be_kept(mailbox, talk, clock):
    """A slow turn renews and nobody takes it away."""
    mailbox.accept([arrival(talk, "a")])
    work = mailbox.claim("w1")
    for _ in range(5):
        clock.pass_seconds(10)
        mailbox.renew(work)
        assert mailbox.claim("w2") is None
    mailbox.answer(work, Outgoing("yes"))


def test_a_message_that_comes_meanwhile_waits_its_turn(mailbox, talk, clock):
    """It is neither answered along nor lost."""
    mailbox.accept([arrival(talk, "a", "one?")])
    work = mailbox.claim("w1")
    mailbox.accept([arrival(talk, "b", "two?")])
    mailbox.answer(work, Outgoing("to one"))
    clock.pass_seconds(1)
    mailbox.answer(mailbox.claim("w1"), Outgoing("to two"))
    told = [(entry.text, entry.reply_to) for entry in mailbox.entries_after(talk, 0)]
    assert told == [("one?", None), ("two?", None), ("to one", 1), ("to two", 2)]
    assert mailbox.claim("w1") is None


def test_a_burst_is_one_piece_of_work(mailbox, talk, clock):
    """Three short messages: one text, one reply, all done."""
    for name, text in (("a", "hi"), ("b", "can I"), ("c", "swim")):
        mailbox.accept([arrival(talk, name, text, whole=False)])
        assert mailbox.claim("w1") is None
        clock.pass_seconds(1)
    clock.pass_seconds(1)
    work = mailbox.claim("w1")
    assert (work.text, work.key) == ("hi\ncan I\nswim", "m3")
    mailbox.answer(work, Outgoing("yes"))
    states, kinds, oldest = mailbox.totals()
    assert (states, kinds, oldest) == ({"done": 3}, {"reply": 1}, None)


def test_what_is_put_back_comes_again_later(mailbox, talk, clock):
    """Not before its time; failures are counted, mere waiting is not."""
    mailbox.accept([arrival(talk, "a")])
    mailbox.put_back(mailbox.claim("w1"), timedelta(seconds=2))
    assert mailbox.claim("w1") is None
    clock.pass_seconds(2)
    work = mailbox.claim("w1")
    assert (work.tries, work.failures) == (1, 0)
    mailbox.put_back(work, timedelta(0), failed=True)
    work = mailbox.claim("w1")
    assert (work.tries, work.failures) == (2, 1)
    mailbox.answer(work, Outgoing("yes", memory={"language": "en"}))
    mailbox.accept([arrival(talk, "b")])
    work = mailbox.claim("w1")
    assert (work.tries, work.failures, work.memory) == (0, 0, {"language": "en"})


def test_danger_overtakes(mailbox, talk, clock):
    """An urgent message is taken while its conversation is held, by one, and answered once."""
    mailbox.accept([arrival(talk, "a", "one?")])
    held = mailbox.claim("w1")
    mailbox.accept([arrival(talk, "b", "I can't breathe", urgent=True)])
    work = mailbox.claim_urgent("w2")
    assert (work.text, work.key) == ("I can't breathe", "m2")
    assert mailbox.claim_urgent("w3") is None
    clock.pass_seconds(16)
    again = mailbox.claim_urgent("w3")
    mailbox.answer_urgent(again, Outgoing("Call now."))
    with pytest.raises(LostLease):
        mailbox.answer_urgent(work, Outgoing("Call now."))
    mailbox.renew(held)
    mailbox.answer(held, Outgoing("to one"))
    replies = [entry.reply_to for entry in mailbox.entries_after(talk, 0)]
    assert replies == [None, None, 2, 1] and mailbox.claim("w1") is None


def test_what_is_no_danger_waits_like_the_others(mailbox, talk):
    """Looked at more closely it becomes an ordinary message in its place."""
    mailbox.accept([arrival(talk, "a", "red?", urgent=True), arrival(talk, "b", "two?")])
    mailbox.not_urgent(mailbox.claim_urgent("w1"))
    assert mailbox.claim_urgent("w1") is None
    assert mailbox.claim("w1").text == "red?"


def test_one_sentence_for_a_long_wait(mailbox, talk, clock):
    """After eight seconds once, not again for the next message, again after an answer."""
    mailbox.accept([arrival(talk, "a", "one?")])
    clock.pass_seconds(7)
    assert mailbox.late(LATE) == []
    mailbox.accept([arrival(talk, "b", "two?")])
    clock.pass_seconds(2)
    [late] = mailbox.late(LATE)
    mailbox.say_late(late, Outgoing("wait"))
    mailbox.say_late(late, Outgoing("wait"))
    assert mailbox.late(LATE) == []
    head = mailbox.heads([talk])[talk]
    assert (head.waiting, head.delayed, head.last_seq) == (True, True, 3)
    mailbox.answer(mailbox.claim("w1"), Outgoing("to one"))
    head = mailbox.heads([talk])[talk]
    assert (head.waiting, head.delayed) == (True, False)
    clock.pass_seconds(9)
    [late] = mailbox.late(LATE)
    mailbox.say_late(late, Outgoing("wait"))
    mailbox.answer(mailbox.claim("w1"), Outgoing("to two"))
    assert mailbox.heads([talk])[talk].waiting is False
    texts = [entry.text for entry in mailbox.entries_after(talk, 2)]
    assert texts == ["wait", "to one", "wait", "to two"]


def test_an_answer_in_the_meantime_is_not_apologised_for(mailbox, talk, clock):
    """Found late, answered before the sentence was said: nothing more is said."""
    mailbox.accept([arrival(talk, "a")])
    clock.pass_seconds(9)
    [late] = mailbox.late(LATE)
    mailbox.answer(mailbox.claim("w1"), Outgoing("yes"))
    mailbox.say_late(late, Outgoing("wait"))
    assert [entry.text for entry in mailbox.entries_after(talk, 1)] == ["yes"]


def test_nothing_shows_what_was_said(mailbox, talk):
    """The repr of work, messages and entries leaves the words out."""
    mailbox.accept([arrival(talk, "a", "CANARY?")])
    work = mailbox.claim("w1")
    shown = [arrival(talk, "b", "CANARY"), work, work.messages[0], Outgoing("CANARY")]
    shown += mailbox.entries_after(talk, 0)
    assert "CANARY" not in repr(shown)


def test_a_burst_that_was_taken_up_keeps_its_key(mailbox, talk, clock):
    """Rasa may have filed a task under it: what comes later is answered by itself, after it."""
    for name, text in (("a", "hi"), ("b", "can i"), ("c", "wear")):
        mailbox.accept([arrival(talk, name, text, whole=False)])
        clock.pass_seconds(1.3)
    clock.pass_seconds(0.2)
    first = mailbox.claim("w1")
    mailbox.accept([arrival(talk, "d", "makeup", whole=False)])
    mailbox.release_all("w1")
    again = mailbox.claim("w1")
    assert (again.key, again.text, again.again) == (first.key, first.text, True)
    mailbox.answer(again, Outgoing("to the three"))
    clock.pass_seconds(3)
    assert mailbox.claim("w1").text == "makeup"


def test_danger_whose_answer_failed_is_taken_up_soon(mailbox, talk, clock):
    """It does not wait for a lease to run out; who has lost it changes nothing."""
    mailbox.accept([arrival(talk, "a", "my face swells", urgent=True)])
    work = mailbox.claim_urgent("w1")
    mailbox.urgent_again(work, timedelta(seconds=0.5))
    clock.pass_seconds(0.6)
    taken = mailbox.claim_urgent("w2")
    assert taken.key == work.key
    mailbox.urgent_again(work, timedelta(seconds=0.5))
    clock.pass_seconds(1)
    assert mailbox.claim_urgent("w3") is None
    mailbox.answer_urgent(taken, Outgoing("call now"))


def test_a_fresh_question_is_not_late_for_an_older_one(mailbox, talk, clock):
    """The late one was answered and a new one came while the sentence was being written."""
    mailbox.accept([arrival(talk, "a", "one?")])
    clock.pass_seconds(9)
    [late] = mailbox.late(LATE)
    mailbox.answer(mailbox.claim("w1"), Outgoing("to one"))
    mailbox.accept([arrival(talk, "b", "two?")])
    mailbox.say_late(late, Outgoing("wait"))
    assert [entry.text for entry in mailbox.entries_after(talk, 0)] == ["one?", "to one", "two?"]
