"""To each phone in order, each message once, and honest about what nobody knows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.mailbox import Outgoing
from bot.mailbox.delivery_records import Told
from bot.whatsapp.window import opened_after
from tests.mailbox.conftest import arrival
from tests.mailbox.reached import DANGER, Phone, states, take

HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture
def phone(mailbox):
    return Phone(mailbox)


def test_what_is_posted_is_queued_with_it(mailbox, phone):
    """A reply, an apology and a staff message alike; on the web nothing is queued."""
    mailbox.answer(mailbox.claim("w1"), Outgoing("hello"))
    phone.is_told("from the staff", kind="staff")
    web = mailbox.visitor(mailbox.open_session(None, "en")).conversation
    mailbox.post_to(web, Outgoing("on the web"))
    assert states(mailbox) == ["queued", "queued"]
    first = take(mailbox)
    assert (first.text, first.kind, first.key, first.phone) == (
        "hello",
        "reply",
        "d1",
        "+15550100001",
    )


def test_one_after_the_other_six_seconds_apart(mailbox, phone, clock):
    """The second waits until the first is sent, and then for the provider's pause."""
    phone.is_told("one")
    phone.is_told("two")
    first = take(mailbox)
    assert take(mailbox) is None
    mailbox.sent(first, "wamid.A")
    assert take(mailbox) is None
    clock.pass_seconds(5.9)
    assert take(mailbox) is None
    clock.pass_seconds(0.1)
    assert take(mailbox).text == "two"
    assert states(mailbox) == ["sent", "sending"]


def test_another_phone_does_not_wait(mailbox, phone):
    """Pauses and orders are each phone's own."""
    other = Phone(mailbox, "+15550100002")
    phone.is_told("one")
    phone.is_told("two")
    other.is_told("three")
    assert [take(mailbox).text, take(mailbox).text, take(mailbox)] == ["one", "three", None]


def test_danger_overtakes(mailbox, phone):
    """What was queued before it, what is being sent just now, and the pause after it."""
    phone.is_told("one")
    mailbox.sent(take(mailbox), "wamid.A")
    phone.is_told("two")
    phone.is_told("call 911", aftercare=DANGER)
    assert take(mailbox) is None
    danger = take(mailbox, urgent=True)
    assert (danger.text, danger.urgent) == ("call 911", True)
    assert take(mailbox, urgent=True) is None
    mailbox.sent(danger, "wamid.B")
    assert states(mailbox) == ["sent", "queued", "sent"]


def test_danger_overtakes_a_call_that_hangs(mailbox, phone):
    """The call before it has no answer yet."""
    phone.is_told("one")
    assert take(mailbox).text == "one"
    phone.is_told("call 911", aftercare=DANGER)
    assert take(mailbox, urgent=True).text == "call 911"


def test_many_senders_never_send_twice_or_out_of_order(mailbox, clock):
    """Eight at once over ten phones with three messages each."""
    phones = [Phone(mailbox, f"+1555010{number:04}") for number in range(10)]
    for text in ("one", "two", "three"):
        for phone in phones:
            phone.is_told(text)
    sent: list[tuple[int, str]] = []

    def send(name: str) -> None:
        while (found := take(mailbox, name)) is not None:
            sent.append((found.contact, found.text))
            mailbox.sent(found, f"wamid.{found.id}")

    for _ in range(6):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(send, [f"w{n}" for n in range(8)]))
        clock.pass_seconds(6)
    assert len(sent) == 30
    for contact in {contact for contact, _ in sent}:
        assert [text for whose, text in sent if whose == contact] == ["one", "two", "three"]


def test_a_closed_window_holds_and_asks_once(mailbox, phone, clock):
    """Two answers a day late: one template; when the patient writes, both go out in order."""
    clock.pass_seconds(DAY)
    phone.is_told("one")
    phone.is_told("two")
    assert take(mailbox) is None
    for _ in range(3):
        mailbox.ask_to_reopen(has_template=True)
    template = take(mailbox)
    assert template.text is None and states(mailbox) == ["held", "held", "sending"]
    mailbox.sent(template, "wamid.T")
    mailbox.release_held(opened_after(clock()))
    assert states(mailbox) == ["held", "held", "sent"]
    clock.pass_seconds(HOUR)
    phone.writes("here I am")
    mailbox.release_held(opened_after(clock()))
    assert take(mailbox).text == "one"


def test_what_was_held_goes_before_what_is_new(mailbox, phone, clock):
    """Also when a new answer is sent before anybody looked at what is held."""
    clock.pass_seconds(DAY)
    phone.is_told("old")
    assert take(mailbox) is None
    phone.writes()
    phone.is_told("new")
    assert take(mailbox).text == "old"


def test_without_a_template_or_against_their_will_the_staff_are_told(mailbox, phone, clock):
    """Nothing is sent; it is a failure that says why."""
    gone = Phone(mailbox, "+15550100002")
    gone.opts_out(clock())
    clock.pass_seconds(DAY)
    phone.is_told()
    gone.is_told()
    assert take(mailbox) is None
    mailbox.ask_to_reopen(has_template=False)
    assert [failed.error for failed in mailbox.failed_due()] == ["no_template", "opted_out"]
    assert take(mailbox) is None


def test_an_old_message_that_comes_late_opens_no_window(mailbox, phone, clock):
    """It counts from when the phone sent it."""
    wrote = clock()
    clock.pass_seconds(2 * DAY)
    phone.is_told("held")
    assert take(mailbox) is None
    phone.writes("late", sent_at=wrote + timedelta(hours=1))
    mailbox.release_held(opened_after(clock()))
    assert states(mailbox) == ["held"]


def test_where_the_provider_says_closed_only_a_newer_message_counts(mailbox, phone, clock):
    """We believed the window open, so that our own reckoning must not free it."""
    phone.is_told("one")
    clock.pass_seconds(1)
    mailbox.hold(take(mailbox))
    mailbox.release_held(opened_after(clock()))
    mailbox.ask_to_reopen(has_template=True)
    assert states(mailbox) == ["held", "queued"]
    clock.pass_seconds(1)
    phone.writes()
    mailbox.release_held(opened_after(clock()))
    assert states(mailbox)[0] == "queued"


def test_what_nobody_ever_wrote_for_fails_after_three_days(mailbox, phone, clock):
    """And is then the staff's."""
    clock.pass_seconds(DAY)
    phone.is_told("one")
    assert take(mailbox) is None
    clock.pass_seconds(3 * DAY)
    mailbox.expire()
    [failed] = mailbox.failed_due()
    assert (failed.text, failed.error) == ("one", "never_reopened")
    mailbox.reported(failed)
    assert mailbox.failed_due() == []


def test_opting_out_suppresses_what_we_start(mailbox, phone, clock):
    """The answer to their own question goes out."""
    phone.opts_out(clock())
    phone.is_told("how are you?", kind="notice")
    phone.is_told("yes, you can")
    assert take(mailbox).text == "yes, you can"
    assert states(mailbox) == ["suppressed", "sending"]


def test_whoever_has_the_number_now_gets_nothing_of_the_last(mailbox, phone):
    """Queued for a phone that belongs to somebody else when it would be sent."""
    phone.is_told("private")
    phone.belongs_to_somebody_else()
    phone.is_told("private as well")
    assert take(mailbox) is None
    assert states(mailbox) == ["suppressed"]


def test_a_dead_sender_s_message_is_unsure(mailbox, phone, clock):
    """After its time, or at once when it starts anew; it is not sent again."""
    phone.is_told("one")
    take(mailbox, "w1")
    mailbox.release_deliveries("w2")
    mailbox.expire()
    assert states(mailbox) == ["sending"]
    mailbox.release_deliveries("w1")
    assert states(mailbox) == ["unsure"]
    phone.is_told("two")
    clock.pass_seconds(6)
    assert take(mailbox, unsure_waits=True) is None
    assert take(mailbox).text == "two"
    clock.pass_seconds(41)
    mailbox.expire()
    assert states(mailbox) == ["unsure", "unsure"]


def test_a_status_settles_what_was_unsure(mailbox, phone, clock):
    """By our key, since nobody learned the provider's id."""
    phone.is_told("one")
    mailbox.lost(take(mailbox), "answer_lost")
    assert mailbox.unsure_due() == []
    clock.pass_seconds(5)
    assert [unsure.key for unsure in mailbox.unsure_due()] == ["d1"]
    assert mailbox.note([Told("wamid.A", "sent", "d1")]) == 0
    assert (states(mailbox), mailbox.unsure_due()) == (["sent"], [])
    mailbox.note([Told("wamid.A", "read"), Told("wamid.A", "delivered")])
    assert states(mailbox) == ["read"]


def test_the_provider_s_list_settles_what_was_unsure(mailbox, phone, clock):
    """Not in it: it is sent, and only then."""
    phone.is_told("one")
    lost = take(mailbox)
    mailbox.lost(lost, "answer_lost")
    clock.pass_seconds(30)
    mailbox.send_again(lost)
    again = take(mailbox)
    assert (again.id, again.tries) == (lost.id, lost.tries + 1)
    mailbox.send_again(lost)
    mailbox.sent(lost, "wamid.late")
    assert states(mailbox) == ["sending"]


def test_a_status_that_is_faster_than_the_answer_stands(mailbox, phone):
    """Delivered while we still waited for the id."""
    phone.is_told("one")
    delivery = take(mailbox)
    mailbox.note([Told("wamid.A", "delivered", "d1")])
    mailbox.sent(delivery, "wamid.A")
    assert states(mailbox) == ["delivered"]
    mailbox.later(delivery, timedelta(seconds=1), "down")
    mailbox.fail(delivery, "invalid")
    assert states(mailbox) == ["delivered"]


def test_a_failure_told_later_is_the_staff_s(mailbox, phone):
    """Only of what had not reached the phone."""
    phone.is_told("one")
    mailbox.sent(take(mailbox), "wamid.A")
    mailbox.note([Told("wamid.A", "failed", "d1", "undeliverable (131026)")])
    assert [failed.error for failed in mailbox.failed_due()] == ["undeliverable (131026)"]
    mailbox.note([Told("wamid.A", "delivered", "d1")])
    assert states(mailbox) == ["failed"]


def test_a_window_that_was_closed_after_all_holds(mailbox, phone, clock):
    """The provider says so in a status; old news of that try changes nothing later."""
    phone.is_told("one")
    mailbox.sent(take(mailbox), "wamid.A")
    mailbox.note([Told("wamid.A", "failed", "d1", "window_closed (131047)", closed=True)])
    mailbox.note([Told("wamid.A", "sent", "d1")])
    assert states(mailbox) == ["held"]
    clock.pass_seconds(10)
    phone.writes()
    mailbox.release_held(opened_after(clock()))
    again = take(mailbox)
    mailbox.note([Told("wamid.A", "sent", "d1"), Told("wamid.A", "failed", "d1", closed=True)])
    assert states(mailbox) == ["sending"]
    mailbox.sent(again, "wamid.B")
    mailbox.note([Told("wamid.A", "failed", "d1"), Told("wamid.B", "delivered", "d1")])
    assert states(mailbox) == ["delivered"]


def test_a_failure_that_passes_is_tried_again(mailbox, phone, clock):
    """The provider took it and then had too much to do: again, but not for ever."""
    phone.is_told("one")
    for number in range(5):
        delivery = take(mailbox)
        mailbox.sent(delivery, f"wamid.{number}")
        told = Told(f"wamid.{number}", "failed", "d1", "rate (63018)", again=True)
        mailbox.note([told, told])
        assert take(mailbox) is None
        clock.pass_seconds(8)
    assert (states(mailbox), len(mailbox.failed_due())) == (["failed"], 1)


def test_news_of_what_we_never_sent_is_left_alone(mailbox, phone):
    """Another system's messages, keys that are none, and a key of nothing."""
    phone.is_told("one")
    strange = [None, "", "d", "1", "d99", "d1x", "d" + "9" * 30, "x1"]
    told = [Told(f"wamid.{n}", "read", key) for n, key in enumerate(strange)]
    assert mailbox.note(told) == len(strange)
    assert states(mailbox) == ["queued"]


def test_an_apology_for_a_wait_does_not_hold_up_the_answer(mailbox, phone, clock):
    """Not said yet when the answer comes, it is not said at all; said before, it was right."""
    clock.pass_seconds(9)
    [late] = mailbox.late(timedelta(seconds=8))
    mailbox.say_late(late, Outgoing("soon"))
    mailbox.answer(mailbox.claim("w1"), Outgoing("yes"))
    assert states(mailbox) == ["suppressed", "queued"]
    assert take(mailbox).text == "yes"


def test_what_was_asked_on_the_web_is_answered_there(mailbox, phone):
    """The patient has opened this conversation in the browser."""
    mailbox.answer(mailbox.claim("w1"), Outgoing("hello"))
    mailbox.accept([arrival(phone.conversation, "a")])
    mailbox.answer(mailbox.claim("w1"), Outgoing("on the web"))
    assert states(mailbox) == ["queued"]


def test_a_very_long_reply_goes_in_parts(mailbox, phone, clock):
    """In order, each by itself, before what comes after; splitting again changes nothing."""
    phone.is_told("long")
    phone.is_told("next")
    first = take(mailbox)
    mailbox.split(first, 3)
    mailbox.split(first, 3)
    mailbox.sent(first, "wamid.A")
    seen = []
    clock.pass_seconds(6)
    while (part := take(mailbox)) is not None:
        seen.append((part.text, part.part))
        mailbox.sent(part, f"wamid.{part.id}")
        clock.pass_seconds(6)
    assert seen == [("long", 1), ("long", 2), ("next", 0)]


def test_nothing_shows_what_was_said(mailbox, phone):
    """The repr of a delivery leaves words and numbers out."""
    phone.is_told("CANARY")
    assert "CANARY" not in repr(take(mailbox)) and "+1555" not in repr(mailbox)
