"""Who speaks: the assistant, a person, never both; and no person over another."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.mailbox import Outgoing, Stale, UnknownConversation
from bot.mailbox.session_book import IDLE, IDLE_WITH_STAFF
from bot.patients.register import open_register
from tests.mailbox.conftest import arrival, conversation_of

DANA, KIM = "Dana (nurse)", "Kim (front desk)"
ALARM = Outgoing("Call now.", aftercare={"kind": "red_flag"})
CALLED = Outgoing("I told them.", aftercare={"escalation": {"level": "routine"}})


def said(mailbox, talk) -> list[tuple]:
    """(who, words) in order."""
    return [(entry.staff or entry.author, entry.text) for entry in mailbox.thread(talk)]


def mode(mailbox, talk) -> str:
    return mailbox.standing(talk).mode


def test_telling_a_patient_that_staff_were_called_makes_the_conversation_wait(mailbox, talk):
    """The assistant goes on answering, and the conversation is in the staff's list."""
    mailbox.accept([arrival(talk, "a")])
    mailbox.answer(mailbox.claim("w"), CALLED)
    assert mode(mailbox, talk) == "waiting"
    [line] = mailbox.inbox_view()
    assert (line.standing.conversation, line.words) == (talk, "can I swim?")


def test_a_person_speaks_and_the_assistant_does_not(mailbox, talk):
    """What waited for the assistant is the person's now; only an alarm is said besides."""
    mailbox.accept([arrival(talk, "a")])
    work = mailbox.claim("w")
    mailbox.accept([arrival(talk, "b")])
    assert mailbox.take(talk, DANA, 0).mode == "human"
    assert mailbox.answer(work, Outgoing("Yes, fine.")) is False
    mailbox.accept([arrival(talk, "c", "one more thing?")])
    held = mailbox.claim("w")
    assert held.held and [m.text for m in held.messages] == ["can I swim?"]
    assert mailbox.answer(held, None) is False
    third = mailbox.claim("w")
    assert mailbox.answer(third, ALARM) is True
    assert mailbox.claim("w") is None
    mailbox.reply_as_staff(talk, DANA, "Hello, I am here.", 1)
    assert said(mailbox, talk)[3:] == [("bot", "Call now."), (DANA, "Hello, I am here.")]


def test_what_a_person_had_is_never_answered_by_the_assistant_later(mailbox, talk):
    """Messages of that time stay theirs after handing back; the next one is the assistant's."""
    mailbox.take(talk, DANA, 0)
    mailbox.accept([arrival(talk, "a")])
    mailbox.hand_back(talk, DANA, 1, "The assistant answers again.", after=1)
    mailbox.accept([arrival(talk, "b", "can I run?")])
    first, second = mailbox.claim("w"), None
    assert first.held and mailbox.answer(first, Outgoing("Yes.")) is False
    second = mailbox.claim("w")
    assert not second.held and mailbox.answer(second, Outgoing("Yes, run.")) is True
    assert said(mailbox, talk)[1] == ("status", "The assistant answers again.")
    assert said(mailbox, talk)[-1] == ("bot", "Yes, run.")


def test_nobody_is_told_to_wait_while_a_person_has_the_conversation(mailbox, talk, clock):
    """No sentence about a delay, no dots, and `seen` only when the person has looked."""
    mailbox.take(talk, DANA, 0)
    mailbox.accept([arrival(talk, "a")])
    clock.pass_seconds(60)
    assert mailbox.late(timedelta(seconds=8)) == []
    head = mailbox.heads([talk])[talk]
    assert (head.waiting, head.seen_seq, head.mode, head.by) == (False, 0, "human", DANA)
    mailbox.claim("w")
    assert mailbox.heads([talk])[talk].seen_seq == 0
    mailbox.seen_by_staff(talk, 1)
    assert mailbox.heads([talk])[talk].seen_seq == 1
    mailbox.seen_by_staff(talk, 7)
    assert mailbox.heads([talk])[talk].seen_seq == 1


def test_what_waited_before_is_not_told_to_wait_after_handing_back(mailbox, talk, clock):
    """Held messages never get the sentence about a delay, whoever has the conversation now."""
    mailbox.accept([arrival(talk, "a")])
    mailbox.take(talk, DANA, 0)
    mailbox.hand_back(talk, DANA, 1, "line", after=1)
    clock.pass_seconds(60)
    assert mailbox.late(timedelta(seconds=8)) == []


def test_a_closed_conversation_opens_by_itself(mailbox, talk):
    """The next message is the assistant's."""
    mailbox.take(talk, DANA, 0)
    assert mailbox.close_talk(talk, DANA, 1).mode == "closed"
    mailbox.accept([arrival(talk, "a")])
    assert mode(mailbox, talk) == "bot"
    assert mailbox.answer(mailbox.claim("w"), Outgoing("Yes.")) is True


def test_who_acts_on_an_old_view_is_shown_what_came_in_between(mailbox, talk):
    """Every act but the first is refused, with the words of the other person."""
    mailbox.reply_as_staff(talk, DANA, "I am on it.", 0)
    for act in (mailbox.take, mailbox.close_talk):
        with pytest.raises(Stale) as refused:
            act(talk, KIM, 0)
        assert refused.value.standing.by == DANA
        assert [entry.text for entry in refused.value.between] == ["I am on it."]
    with pytest.raises(Stale) as refused:
        mailbox.hand_back(talk, KIM, 0, "line", after=1)
    assert refused.value.between == ()
    assert mailbox.reply_as_staff(talk, KIM, "Me too.", 1).by == KIM
    with pytest.raises(UnknownConversation):
        mailbox.take("web-nobody", KIM, 0)


def test_nobody_lets_go_of_what_they_have_not_seen(mailbox, talk):
    """Handing back or closing past a message that nobody else would answer is refused."""
    mailbox.take(talk, DANA, 0)
    mailbox.accept([arrival(talk, "a", "wait, one more thing")])
    for let_go in (
        lambda: mailbox.hand_back(talk, DANA, 1, "line"),
        lambda: mailbox.close_talk(talk, DANA, 1, after=0),
    ):
        with pytest.raises(Stale) as refused:
            let_go()
        assert [entry.text for entry in refused.value.between] == ["wait, one more thing"]
    mailbox.seen_by_staff(talk, 1)
    assert mailbox.hand_back(talk, DANA, 1, "line").mode == "bot"


def test_two_people_never_talk_over_each_other(mailbox, talk):
    """A thousand times at the same moment: one speaks, the other is shown what was said."""
    start = threading.Barrier(2)

    def speak(who: str, number: int) -> int:
        version = mailbox.standing(talk).version
        start.wait()
        try:
            mailbox.reply_as_staff(talk, who, f"{who} {number}", version, after=number)
        except Stale as refused:
            [entry] = refused.between
            return int(entry.staff != who)
        return 0

    with ThreadPoolExecutor(2) as pool:
        refused = 0
        for number in range(1000):
            refused += sum(pool.map(speak, (DANA, KIM), (number, number)))
    assert refused == 1000
    with mailbox._reading() as connection:
        spoken = connection.exec_driver_sql("SELECT count(*), max(seq) FROM outbox").one()
    assert tuple(spoken) == (1000, 1000)


def test_taking_a_conversation_answers_its_open_escalations(mailbox, talk, url, clock):
    """Nobody is called about it any more; other conversations' calls go on."""
    register = open_register(url, clock=clock)
    mine = register.open_escalation("emergency", "words", conversation=talk)
    other = register.open_escalation("emergency", "words", conversation="web-other")
    mailbox.take(talk, DANA, 0)
    assert register.escalation(mine).acknowledged_by == DANA
    assert register.escalation(other).acknowledged_by is None
    register.close()


def test_silence_is_measured_from_the_last_words_of_either(mailbox, talk, clock):
    """The patient's or the person's; a clock that was put back starts it anew."""
    half = timedelta(minutes=30)
    mailbox.take(talk, DANA, 0)
    clock.pass_seconds(1700)
    mailbox.accept([arrival(talk, "a")])
    clock.pass_seconds(1700)
    assert mailbox.silent(half) == []
    clock.pass_seconds(101)
    [quiet] = mailbox.silent(half)
    assert (quiet.conversation, quiet.unanswered) == (talk, True)
    clock.pass_seconds(-100_000)
    assert mailbox.silent(half) == []
    clock.pass_seconds(1801)
    assert len(mailbox.silent(half)) == 1


def test_a_silent_conversation_is_handed_back_unless_somebody_just_wrote(mailbox, talk, clock):
    """What came at the last moment keeps it; what nobody answered keeps it waiting for a person."""
    half = timedelta(minutes=30)
    mailbox.take(talk, DANA, 0)
    clock.pass_seconds(1801)
    [quiet] = mailbox.silent(half)
    mailbox.accept([arrival(talk, "a")])
    assert not mailbox.hand_back_silent(quiet, "line") and mode(mailbox, talk) == "human"
    clock.pass_seconds(1801)
    [quiet] = mailbox.silent(half)
    assert mailbox.hand_back_silent(quiet, "line") and mode(mailbox, talk) == "waiting"
    assert not mailbox.hand_back_silent(quiet, "line")
    assert said(mailbox, talk) == [("patient", "can I swim?"), ("status", "line")]


def test_whether_the_patient_was_answered_is_known(mailbox, talk):
    """Words of a person answer all before them; an alarm answers the danger."""
    mailbox.take(talk, DANA, 0)
    mailbox.accept([arrival(talk, "a")])
    assert mailbox.standing(talk).unanswered
    mailbox.reply_as_staff(talk, DANA, "Yes.", 1)
    assert not mailbox.standing(talk).unanswered
    mailbox.accept([arrival(talk, "b", "I cannot breathe", urgent=True)])
    mailbox.answer_urgent(mailbox.claim_urgent("w"), ALARM)
    assert not mailbox.standing(talk).unanswered


def test_who_waits_for_a_person_can_read_the_answer_days_later(mailbox, clock):
    """A session lives through a long weekend, and after the answer as long as any other."""
    token = mailbox.open_session(None, "en")
    talk = mailbox.visitor(token).conversation
    mailbox.take(talk, DANA, 0)
    clock.pass_seconds((IDLE_WITH_STAFF - timedelta(minutes=1)).total_seconds())
    mailbox.forget_idle_sessions()
    assert mailbox.visitor(token) is not None and mailbox.standing(talk).reachable
    mailbox.reply_as_staff(talk, DANA, "Hello.", 1)
    mailbox.close_talk(talk, DANA, 2)
    clock.pass_seconds((IDLE - timedelta(minutes=1)).total_seconds())
    assert mailbox.visitor(token) is not None
    clock.pass_seconds(120)
    assert mailbox.visitor(token) is None and not mailbox.standing(talk).reachable


def test_the_staffs_list_begins_with_who_wants_them(mailbox, clock):
    """Waiting and human conversations first, however long ago they were written in."""
    old, new, silent = (conversation_of(mailbox, "P-1") for _ in range(3))
    mailbox.accept([arrival(old, "a", "older")])
    mailbox.take(old, DANA, 0)
    clock.pass_seconds(10)
    mailbox.accept([arrival(new, "a", "newer")])
    listed = [(line.standing.conversation, line.words) for line in mailbox.inbox_view()]
    assert listed == [(old, "older"), (new, "newer")] and silent not in dict(listed)
