"""From the answer to the phone, with the real sender and both simulated providers."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from sqlalchemy import select, update

from bot.mailbox import Outgoing
from bot.mailbox.queueing import CONTACTS, DELIVERIES
from tests.whatsapp.street import ANA, BEN, Street, served, street

DANGER = "I can't breathe and my face is swelling"
DAY = 25 * 3600


@pytest.fixture
def closed(tmp_path, rasa, both) -> Street:
    """A street whose worker has not begun yet."""
    with street(tmp_path, rasa, both, clinic_phone="+1 212 555 0100") as made:
        yield made


@pytest.fixture
def opened(closed) -> Street:
    """A street with a worker."""
    with served(closed):
        yield closed


def deliveries(street: Street) -> list:
    """What is known of everything that was to be sent."""
    return street.rows(select(DELIVERIES).order_by(DELIVERIES.c.id))


def settled(street: Street, *states: str) -> list:
    """The deliveries, once they are in these states."""
    return street.wait(
        lambda: [row.state for row in deliveries(street)] == list(states) and deliveries(street)
    )


def conversation(street: Street, person: str) -> str:
    return street.wait(lambda: street.contact(person)).conversation


def arrived(street: Street, person: str) -> list[dict]:
    """What the phone has shown."""
    lines = street.phone.sent(person)
    return [line for line in lines if line["state"] in ("delivered", "read")]


def texts(street: Street, person: str) -> list[str]:
    return [line["text"] for line in street.phone.sent(person)]


def test_an_answer_reaches_the_phone_once(opened, rasa):
    """With the verdict in words in front, and known as delivered; no task for anybody."""
    rasa.answers["can I swim?"] = {
        "kind": "answer",
        "answers": [{"topic": "swimming", "label": "swimming", "verdict": "not_yet"}],
    }
    opened.tell(ANA, "can I swim?")
    [sent] = opened.phone.wait_sent(1, ANA)
    assert sent["text"].startswith("*Not yet*\n\nYou said: can I swim?")
    settled(opened, "delivered")
    assert (opened.tasks(), len(opened.phone.sent(ANA))) == ([], 1)


def test_buttons_work_both_ways(opened):
    """What is pressed on the phone is what we offered, and no id or payload was shown."""
    opened.tell(ANA, "the menu please?")
    [sent] = opened.phone.wait_sent(1, ANA)
    assert "/topic" not in str(sent)
    if sent["choices"]:
        opened.phone.press(ANA, "Makeup")
    else:
        assert "1. Makeup" in sent["text"]
        opened.tell(ANA, "1")
    _, second = opened.phone.wait_sent(2, ANA)
    assert "Makeup" in second["text"] or "/topic" in second["text"]


def test_what_is_read_is_marked_as_read(closed, both):
    """When it is taken up, not before; Twilio has no such mark."""
    closed.tell(ANA, "can I swim?")
    assert closed.phone.quiet() and not closed.phone.heard(ANA)[0]["seen"]
    with served(closed):
        closed.phone.wait_sent(1, ANA)
        if both == "meta":
            closed.wait(lambda: closed.phone.heard(ANA)[0]["seen"])


def test_six_seconds_between_two(opened):
    """As the provider counts them; it has nothing to refuse, and the order is kept."""
    opened.phone.habits(pair_seconds=6, burst=False)
    opened.tell(ANA, "one?")
    talk = conversation(opened, ANA)
    opened.town.mailbox.post_to(talk, Outgoing("two", kind="staff"))
    opened.town.mailbox.post_to(talk, Outgoing("three", kind="staff"))
    opened.phone.wait_sent(3, ANA, seconds=30)
    rows = settled(opened, "delivered", "delivered", "delivered")
    assert [row.tries for row in rows] == [1, 1, 1]
    assert all(line["error"] is None for line in opened.phone.sent(ANA))


def test_danger_goes_first_and_at_once(opened):
    """Within the pause after another message, and ahead of what waits for it to end."""
    opened.tell(ANA, "one?")
    opened.phone.wait_sent(1, ANA)
    opened.town.mailbox.post_to(conversation(opened, ANA), Outgoing("two", kind="staff"))
    opened.tell(ANA, DANGER)
    first, danger = opened.phone.wait_sent(2, ANA, seconds=4)
    assert danger["text"].startswith("*Call now*\n\nCall 911 now.")
    assert opened.phone.wait_sent(3, ANA)[2]["text"] == "two"


def test_danger_that_the_provider_slows_down_is_sent_after_its_pause(opened, both):
    """131056 is an answer: nothing was sent."""
    if both == "meta":
        opened.phone.fault("send", "error", code=131056, person=ANA)
    else:
        opened.phone.fault("send", "rate", person=ANA)
    opened.tell(ANA, DANGER)
    opened.wait(lambda: texts(opened, ANA)[-1:] and "Call 911" in texts(opened, ANA)[-1])
    [row] = settled(opened, "delivered")
    assert row.tries == 2


def test_danger_that_twilio_slows_down_afterwards_is_sent_again(tmp_path, rasa):
    """Taken, and failed by a status for coming too soon after another message."""
    with street(tmp_path, rasa, "twilio") as made, served(made):
        made.phone.habits(pair_seconds=6, burst=False)
        made.tell(ANA, "one?")
        made.phone.wait_sent(1, ANA)
        made.tell(ANA, DANGER)
        made.wait(lambda: any("Call 911" in line["text"] for line in arrived(made, ANA)))
        assert [task.level for task in made.tasks()] == ["emergency"]


def test_a_closed_window_asks_first(closed, both):
    """The answer is a day late: a template goes out, and the answer when the patient writes.

    Twilio does not say when a message was written, so there only its refusal tells.
    """
    name = closed.tell(ANA, "can I swim?", age=DAY)
    assert closed.phone.quiet()
    with served(closed):
        closed.wait(lambda: any(line["template"] for line in arrived(closed, ANA)))
        closed.answer_to(name)
        assert [row.state for row in deliveries(closed)][0] == "held"
        closed.tell(ANA, "yes please?")
        closed.wait(lambda: len(arrived(closed, ANA)) == 3)
    template, first, second = arrived(closed, ANA)
    assert template["template"] and "swim" not in str(template["text"])
    assert "can I swim?" in first["text"] and "yes please?" in second["text"]
    assert closed.tasks() == []


def test_a_window_that_only_the_provider_sees_closed(opened, both):
    """Told at once or by a status: the answer is held, one template asks, and it arrives."""
    opened.phone.habits(late_errors=True)
    opened.tell(ANA, "one?")
    opened.phone.wait_sent(1, ANA)
    settled(opened, "delivered")
    opened.phone.age(hours=25, person=ANA)
    opened.town.mailbox.post_to(conversation(opened, ANA), Outgoing("from staff", kind="staff"))
    opened.wait(lambda: [row.state for row in deliveries(opened)][1:2] == ["held"])
    opened.wait(lambda: any(line["template"] for line in opened.phone.sent(ANA)))
    assert opened.tasks() == []
    opened.tell(ANA, "here I am?")
    opened.wait(lambda: "from staff" in [line["text"] for line in arrived(opened, ANA)])


def test_an_answer_that_is_lost_is_found_out_and_not_sent_again(opened):
    """The provider took the message and its answer never came."""
    opened.phone.fault("send", "answer_lost", times=1, person=ANA)
    opened.tell(ANA, "can I swim?")
    opened.phone.wait_sent(1, ANA)
    settled(opened, "delivered")
    assert (len(opened.phone.sent(ANA)), opened.tasks()) == (1, [])


def test_a_call_that_is_taken_after_we_gave_it_up_is_not_made_again(tmp_path, rasa):
    """Twilio answers nothing for longer than we wait, and takes the message all the same."""
    with street(tmp_path, rasa, "twilio") as made, served(made):
        made.phone.habits(receipts=False)
        made.phone.fault("send", "slow", times=1, person=ANA, seconds=24)
        made.tell(ANA, "can I swim?")
        made.phone.wait_sent(1, ANA, seconds=40)
        made.wait(lambda: deliveries(made)[0].state in ("sent", "delivered"))
        assert (len(made.phone.sent(ANA)), made.tasks()) == (1, [])


def test_twilio_s_list_settles_what_no_status_tells(tmp_path, rasa):
    """Sent, answer lost, and no status ever comes: its own list shows it."""
    with street(tmp_path, rasa, "twilio") as made, served(made):
        made.phone.habits(receipts=False)
        made.phone.fault("send", "answer_lost", times=1, person=ANA)
        made.tell(ANA, "can I swim?")
        made.wait(lambda: [row for row in deliveries(made) if row.provider_id])
        assert deliveries(made)[0].provider_id == made.phone.sent(ANA)[0]["id"]
        assert len(made.phone.sent(ANA)) == 1 and made.tasks() == []


def test_what_twilio_never_got_is_sent_after_its_list_shows_so(tmp_path, rasa):
    """The connection was cut before anything was taken: after half a minute, once."""
    with street(tmp_path, rasa, "twilio") as made, served(made):
        made.phone.fault("send", "cut", times=1, person=ANA)
        made.tell(ANA, "can I swim?")
        made.phone.wait_sent(1, ANA, seconds=60)
        [row] = settled(made, "delivered")
        assert (row.tries, len(made.phone.sent(ANA)), made.tasks()) == (2, 1, [])


def test_who_cannot_be_reached_is_the_staff_s_task(opened):
    """Once, in the words that did not arrive; the log and the patient's phone say nothing."""
    opened.tell(ANA, "can I swim?")
    opened.phone.person(ANA, on_whatsapp=False)
    opened.wait(opened.tasks)
    [task] = opened.tasks()
    assert (task.level, task.conversation) == ("routine", conversation(opened, ANA))
    assert "can I swim?" in task.words and task.understood.startswith("whatsapp: not delivered")
    settled(opened, "failed")


def test_a_provider_that_is_down_loses_nothing(opened, both):
    """Nobody can connect for some seconds, then Meta answers with errors; then all goes out.

    An error of Twilio's does not say that nothing was sent: that is `answer_lost`.
    """
    opened.tell(BEN, "hello?")
    opened.phone.wait_sent(1, BEN)
    if both == "meta":
        opened.phone.fault("send", "server_error", times=2)
    opened.tell(ANA, "can I swim?")
    opened.phone.refuse(3)
    time.sleep(3.5)
    opened.phone.wait_sent(1, ANA)
    opened.wait(lambda: [row.state for row in deliveries(opened)] == ["delivered"] * 2)
    assert opened.tasks() == []


def test_a_key_that_is_refused_keeps_everything_and_calls_for_help(tmp_path, rasa, both):
    """One task however many messages wait, and nothing is lost."""
    wrong = {"meta_access_token": "no", "twilio_auth_token": None}
    changed = {"meta_access_token": wrong["meta_access_token"]} if both == "meta" else {}
    with street(tmp_path, rasa, both, **changed) as made, served(made):
        if both == "twilio":
            made.phone.fault("send", "error", code=20003, times=50)
        made.tell(ANA, "one?")
        made.tell(BEN, "two?")
        made.wait(made.tasks)
        made.wait(lambda: all(row.tries for row in deliveries(made)) and deliveries(made))
        assert [task.understood[:20] for task in made.tasks()] == ["whatsapp: the provid"]
        assert {row.state for row in deliveries(made)} <= {"queued", "sending"}


def test_after_stop_only_what_we_begin_ends(opened):
    """A notice is not sent, the confirmation and the answer are."""
    opened.ask(ANA, "STOP")
    opened.phone.wait_sent(1, ANA)
    opened.town.mailbox.post_to(
        conversation(opened, ANA), Outgoing("How is day 3?", kind="notice")
    )
    opened.tell(ANA, "can I swim?")
    opened.wait(lambda: len(texts(opened, ANA)) == 2)
    assert "How is day 3?" not in texts(opened, ANA)
    settled(opened, "delivered", "suppressed", "delivered")


def test_the_sweep_finds_what_the_webhook_did_not_bring(tmp_path, rasa):
    """Twilio tried once, in vain, and will not again."""
    with street(tmp_path, rasa, "twilio") as made:
        made.phone.fault("webhook", "drop", times=5)
        made.tell(ANA, "can I swim?")
        assert made.phone.quiet()
        assert made.contact(ANA) is None
        with served(made):
            made.phone.wait_sent(1, ANA)
        assert "can I swim?" in texts(made, ANA)[0]


def test_who_said_stop_is_not_asked_to_write(closed):
    """Their answer is held, and a person must find another way."""
    closed.tell(ANA, "can I swim?", age=DAY)
    assert closed.phone.quiet()
    with closed.town.mailbox._writing() as connection:
        connection.execute(update(CONTACTS).values(opted_out_at=datetime.now().astimezone()))
    with served(closed):
        [task] = closed.wait(closed.tasks)
        assert task.understood == "whatsapp: not delivered: opted_out"
        assert arrived(closed, ANA) == []
