"""From the inbox to the outbox: in order, once, and honest when Rasa fails."""

from __future__ import annotations

import time

from bot.mailbox import Outgoing, Work
from bot.patients.records import EscalationRecord
from bot.worker.answering import Answering
from tests.gateway.town import HTTP, working
from tests.mailbox.test_faults import locked


class Breaking(Answering):
    """Cannot ask Rasa about one thing."""

    async def _from_rasa(self, work: Work) -> Outgoing:
        if "our own fault" in work.text:
            raise KeyError(work.text)
        return await super()._from_rasa(work)


DANGER = "I can't breathe and my face is swelling"


def tasks(town) -> list[EscalationRecord]:
    """What the staff are asked to do."""
    return town.clinic.register.escalations()


def test_order_is_kept_within_a_conversation_and_not_between(open_town, rasa):
    """Two workers, a conversation that hangs: its next message waits, everybody else is served."""
    town = open_town()
    slow, quick = town.browser(), town.browser()
    with town.worker("w1"), town.worker("w2"):
        first = slow.say("this hangs?")
        second = slow.say("and then?")
        for number in range(5):
            quick.reply_to(quick.say(f"question {number}?"))
        assert [turn["text"] for turn in rasa.received].count("and then?") == 0
        rasa.release.set()
        slow.reply_to(second)
    order = [turn["text"] for turn in rasa.received if not turn["text"].startswith("question")]
    assert order == ["this hangs?", "and then?"]
    assert [message.get("reply_to") for message in slow.messages(4)][2:] == [first, second]


def test_danger_is_answered_whatever_is_down(open_town):
    """No Rasa at all: the fixed words with the level, and one task for the staff."""
    town = open_town(is_up=False)
    reference = town.patient()
    browser = town.browser(reference)
    with town.worker():
        began = time.monotonic()
        reply = browser.reply_to(browser.say(DANGER))
        assert time.monotonic() - began < 5
    assert reply["text"].startswith("Call 911 now.") and reply["pinned"] is True
    [task] = tasks(town)
    assert (task.level, task.patient, task.words) == ("emergency", reference, DANGER)
    assert reply["aftercare"]["escalation"]["reference"] == task.reference


def test_danger_does_not_wait_behind_a_hanging_question(open_town, rasa):
    """The conversation is held by a turn that does not end; the alarm is answered in between."""
    town = open_town()
    browser = town.browser()
    with town.worker():
        waiting = browser.say("this hangs?")
        alarm = browser.say(DANGER)
        assert browser.reply_to(alarm)["aftercare"]["kind"] == "red_flag"
        rasa.release.set()
        assert browser.reply_to(waiting)["text"] == "You said: this hangs?"
    assert len(tasks(town)) == 1


def test_danger_in_pieces_is_danger(open_town):
    """Two short messages that only together say it, without Rasa."""
    town = open_town(is_up=False)
    browser = town.browser()
    with town.worker():
        browser.say("I can't")
        reply = browser.reply_to(browser.say("breathe"))
    assert reply["aftercare"]["kind"] == "red_flag" and len(tasks(town)) == 1


def test_rasas_fuller_answer_to_danger_is_taken_when_it_is_quick(served, rasa):
    """What else was asked is mentioned there; a milder answer than the desk's is not believed."""
    flagged = {"kind": "red_flag", "answers": [], "escalation": {"level": "emergency"}}
    rasa.answers[DANGER] = flagged
    browser = served.browser()
    assert browser.reply_to(browser.say(DANGER))["text"] == f"You said: {DANGER}"
    rasa.answers[DANGER] = {"kind": "answer"}
    assert browser.reply_to(browser.say(DANGER))["text"].startswith("Call 911 now.")


def test_what_is_harmless_on_this_patients_day_is_an_ordinary_question(served):
    """Without the day it may be danger; with the register's day it is answered in its turn."""
    browser = served.browser(served.patient(days_ago=0))
    text = "my face is red and warm?"
    assert browser.reply_to(browser.say(text))["text"] == f"You said: {text}"


def test_a_message_that_breaks_rasa_ends_with_a_person(served, rasa):
    """Tried three times under one id, then an apology with a task; the next one is answered."""
    browser = served.browser()
    broken, fine = browser.say("this breaks?"), browser.say("and this?")
    apology = browser.reply_to(broken)
    [task] = tasks(served)
    assert apology["text"].startswith(served.clinic.phrase("failed", reference=task.reference))
    assert browser.reply_to(fine)["text"] == "You said: and this?"
    tried = [turn for turn in rasa.received if turn["text"] == "this breaks?"]
    assert len(tried) == 3 and len({turn["message"] for turn in tried}) == 1
    assert [turn["again"] for turn in tried] == [False, True, True]


def test_a_text_that_breaks_our_own_code_ends_with_a_person_too(open_town, rasa):
    """Whatever fails in the worker is counted like a failure of Rasa, and nothing hangs."""
    town = open_town()
    browser = town.browser()
    with working(town.settings, town.rasa_address, "w1", answering=Breaking):
        broken, fine = browser.say("our own fault?"), browser.say("and this?")
        assert browser.reply_to(broken)["aftercare"]["kind"] == "error"
        assert browser.reply_to(fine)["text"] == "You said: and this?"
    assert len(tasks(town)) == 1


def test_a_bot_without_words_while_the_actions_are_down_is_waited_for(served, rasa):
    """An empty turn of a service that is down counts against nobody's message."""
    browser = served.browser()
    rasa.is_mute, rasa.actions_ready = True, False
    seq = browser.say("can I swim?")
    time.sleep(1.5)
    rasa.is_mute, rasa.actions_ready = False, True
    assert browser.reply_to(seq)["text"] == "You said: can I swim?"
    assert tasks(served) == []


def test_a_worker_that_starts_anew_goes_on_at_once(open_town, rasa):
    """It frees what its earlier life held; Rasa is told that it may know the message."""
    town = open_town()
    browser = town.browser()
    seq = browser.say("can I swim?")
    held = town.mailbox.claim("w1")
    assert held is not None
    began = time.monotonic()
    with town.worker("w1"):
        browser.reply_to(seq)
    assert time.monotonic() - began < 8
    assert [turn["again"] for turn in rasa.received] == [True]


def test_what_rasa_said_before_is_not_asked_again(open_town, rasa):
    """The worker died between Rasa's answer and the outbox: the recorded answer is used."""
    town = open_town()
    browser = town.browser()
    seq = browser.say("can I swim?")
    work = town.mailbox.claim("w1")
    rasa.said[work.key] = [{"text": "As I said.", "buttons": [], "custom": {}}]
    with town.worker("w1"):
        assert browser.reply_to(seq)["text"] == "As I said."


def test_the_stand_in_remembers_the_conversation(open_town, rasa):
    """A day that a visitor told before counts when Rasa is down: harmless stays harmless."""
    town = open_town()
    browser = town.browser()
    today = town.settings.today().isoformat()
    with town.worker():
        rasa.memory = {"stated_treatment": today, "language": "en"}
        browser.reply_to(browser.say("I had it today, can I swim?"))
        headers = browser.headers
        timeline = HTTP.get(town.address + "/api/timeline", headers=headers).json()
    assert timeline["day"] == 0 and any(entry["now"] for entry in timeline["entries"])


def test_a_database_that_fails_for_a_while_stops_no_worker(open_town):
    """Locked for two seconds: nothing is lost, and the worker goes on by itself."""
    town = open_town()
    browser = town.browser()
    seq = browser.say("can I swim?")
    with town.worker(), locked(town.settings.data_dir / "afterglow.db"):
        time.sleep(2)
    with town.worker():
        assert browser.reply_to(seq)["text"] == "You said: can I swim?"
