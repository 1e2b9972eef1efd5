"""While a person has the conversation: Rasa hears nothing, danger is answered, nothing is lost."""

from __future__ import annotations

import time

from bot.mailbox import Stale, Standing
from tests.worker.test_worker import DANGER, tasks

DANA = "Dana (nurse)"


def standing(town) -> Standing:
    """The only conversation there is."""
    [line] = town.mailbox.inbox_view()
    return line.standing


def texts(town) -> list[tuple[str, str]]:
    """(who, words) in order."""
    return [(e.author, e.text) for e in town.mailbox.thread(standing(town).conversation)]


def until(found, seconds: float = 10.0):
    """Wait for something true."""
    end = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
    return value


def test_rasa_hears_nothing_of_a_persons_conversation(served, rasa):
    """Before and after it goes on with its own memory; in between it was not asked."""
    browser = served.browser()
    browser.reply_to(browser.say("can I swim?"))
    talk = standing(served)
    talk = served.mailbox.take(talk.conversation, DANA, talk.version)
    held = browser.say("and my name is Ann?")
    until(lambda: served.mailbox.totals()[0].get("waiting", 0) == 0)
    served.mailbox.seen_by_staff(talk.conversation, held)
    served.mailbox.hand_back(talk.conversation, DANA, talk.version, "The assistant is back.")
    assert browser.reply_to(browser.say("can I run?"))["text"] == "You said: can I run?"
    assert [turn["text"] for turn in rasa.received] == ["can I swim?", "can I run?"]
    assert [who for who, _ in texts(served)] == [
        "patient", "bot", "patient", "status", "patient", "bot"
    ]  # fmt: skip


def test_danger_is_answered_in_a_persons_conversation_and_calls_anew(served, rasa):
    """By the fixed words, without Rasa; the task is open although the person is there."""
    browser = served.browser()
    browser.reply_to(browser.say("hello?"))
    talk = standing(served)
    served.mailbox.take(talk.conversation, DANA, talk.version)
    reply = browser.reply_to(browser.say(DANGER))
    assert reply["text"].startswith("Call 911 now.")
    [task] = tasks(served)
    assert (task.kind, task.level, task.acknowledged_at) == ("red_flag", "emergency", None)
    assert standing(served).mode == "human"
    assert DANGER not in [turn["text"] for turn in rasa.received]


def test_danger_in_pieces_is_seen_there_too(served):
    """Two short messages that only together say it."""
    browser = served.browser()
    browser.reply_to(browser.say("hello?"))
    talk = standing(served)
    served.mailbox.take(talk.conversation, DANA, talk.version)
    browser.say("I can't")
    assert browser.reply_to(browser.say("breathe"))["aftercare"]["kind"] == "red_flag"


def test_an_answer_on_its_way_is_not_said_into_a_persons_conversation(open_town, rasa):
    """The person took it while Rasa was thinking."""
    town = open_town()
    browser = town.browser()
    with town.worker():
        seq = browser.say("this hangs?")
        until(lambda: any(turn["text"] == "this hangs?" for turn in rasa.received))
        talk = standing(town)
        town.mailbox.take(talk.conversation, DANA, talk.version)
        rasa.release.set()
        until(lambda: town.mailbox.totals()[0].get("waiting", 0) == 0)
        assert texts(town) == [("patient", "this hangs?")] and seq == 1


def test_nobody_is_told_of_a_delay_while_a_person_is_there(open_town, rasa):
    """Rasa is away; the patient talks to a person and needs no excuse."""
    town = open_town()
    browser = town.browser()
    with town.worker(late=0.3):
        browser.reply_to(browser.say("hello?"))
        talk = standing(town)
        town.mailbox.take(talk.conversation, DANA, talk.version)
        rasa.is_ready = False
        browser.say("one more thing?")
        time.sleep(1.5)
        assert [who for who, _ in texts(town)] == ["patient", "bot", "patient"]


def test_who_has_seen_it_is_told_once(served):
    """Acknowledged from wherever: one line, and the conversation waits for nobody."""
    browser = served.browser()
    browser.reply_to(browser.say(DANGER))
    assert standing(served).mode == "waiting"
    [task] = tasks(served)
    served.clinic.register.acknowledge_escalation(task.reference, DANA)
    until(lambda: standing(served).mode == "bot")
    time.sleep(1)
    [line] = [text for who, text in texts(served) if who == "status"]
    assert line.startswith(f"{DANA} at the clinic has seen your message (")


def test_a_quiet_person_hands_back_and_what_they_left_is_a_task(open_town):
    """The assistant says that it is back, and that the last message went to the staff again."""
    town = open_town()
    browser = town.browser()
    with town.worker(handback=1.0):
        browser.reply_to(browser.say("hello?"))
        talk = standing(town)
        town.mailbox.take(talk.conversation, DANA, talk.version)
        browser.say("are you there?")
        until(lambda: standing(town).mode == "waiting", 15)
        [task] = tasks(town)
        assert (task.kind, task.words) == ("wants_person", "are you there?")
        line = town.clinic.desk.handed_back("en", unanswered=True)
        assert texts(town)[-1] == ("status", line)
        try:
            town.mailbox.reply_as_staff(talk.conversation, DANA, "Yes!", talk.version + 1)
        except Stale as late:
            assert late.between[-1].text == line
        else:
            raise AssertionError("a person who was away must see what happened")
        assert browser.reply_to(browser.say("can I swim?"))["text"].startswith("You said")


def test_a_quiet_person_who_left_nothing_open_just_hands_back(open_town):
    """Their last words answered it: no task, only the line."""
    town = open_town()
    browser = town.browser()
    with town.worker(handback=1.0):
        browser.reply_to(browser.say("hello?"))
        talk = standing(town)
        town.mailbox.reply_as_staff(talk.conversation, DANA, "All fine.", talk.version)
        until(lambda: standing(town).mode == "bot", 15)
    assert tasks(town) == []
    assert texts(town)[-1] == ("status", town.clinic.desk.handed_back("en"))
