"""Doubt, failure and waiting, with a clock that is turned: an end for each, and no guess."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from bot.mailbox import open_mailbox
from bot.patients.register import open_register
from bot.whatsapp.calls import FAIL, HOLD, LATER, LOST, PAUSES, URGENT_PAUSES, step_after
from bot.whatsapp.delivering import Deliverer
from bot.whatsapp.records import SendFault, SentMessage
from bot.whatsapp.settling import Settling
from bot.whatsapp.tasks import Tasks
from bot.whatsapp.window import PAIR_PAUSE
from bot.whatsapp.wording import Wording
from tests.mailbox.conftest import Clock
from tests.mailbox.reached import DANGER, Phone, states
from tests.patients.databases import migrated_database
from tests.whatsapp.small_provider import SmallProvider


class Plain:
    """Phrases that are their own names."""

    def phrase(self, key: str, **values: object) -> str:
        return key


class Told(Wording):
    """Words that a test can take away."""

    __setattr__ = object.__setattr__


class Room:
    """A sender and a settler with one phone; `run` lets both work for a moment."""

    def __init__(self, folder, name: str, template: str = "asks") -> None:
        url = migrated_database("sqlite", folder)
        self.clock = Clock()
        self.mailbox = open_mailbox(url, self.clock)
        self.register = open_register(url, clock=self.clock)
        self.provider = SmallProvider(self.clock, name)
        self.phone = Phone(self.mailbox)
        self.wording = wording = Told(lambda language: Plain(), 4096, template)
        tasks = Tasks(self.register, lambda: date(2026, 11, 20))
        sender = (self.mailbox, self.provider, wording, tasks.locked_out, name == "twilio")
        self.deliverer = Deliverer("w1", *sender)
        self.settling = Settling(self.mailbox, self.provider, wording, tasks, self.clock)

    def run(self, seconds: float = 0.0) -> list[str]:
        """Time goes by, both work; the states afterwards."""
        self.clock.pass_seconds(seconds)

        async def both() -> None:
            steps = [self.deliverer.run(), self.settling.run()]
            tasks = [asyncio.create_task(step) for step in steps]
            await asyncio.sleep(0.4)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.deliverer.close()

        asyncio.run(both())
        return states(self.mailbox)

    def close(self) -> None:
        self.mailbox.close()
        self.register.close()

    @property
    def tasks(self) -> list:
        return self.register.escalations()


@pytest.fixture
def room(tmp_path, request):
    made = Room(tmp_path, getattr(request, "param", "meta"))
    yield made
    made.close()


def test_doubt_that_nothing_settles_is_the_staff_s_after_two_minutes(room):
    """Once, as a routine task with the words in question; nothing is sent again."""
    room.provider.faults = [SendFault("answer_lost")]
    room.phone.is_told("yes, you can")
    assert room.run() == ["unsure"]
    assert room.run(119) == ["unsure"] and room.tasks == []
    assert room.run(2) == ["unsure"]
    [task] = room.tasks
    assert (task.level, task.words) == ("routine", "yes, you can")
    assert task.understood == "whatsapp: may not have arrived: answer_lost"
    room.run(3600)
    assert (len(room.tasks), room.provider.taken) == (1, [])


def test_a_fault_of_ours_during_a_call_is_doubt(room):
    """It may have gone out before whatever broke."""
    room.provider.faults = [KeyError("CANARY")]
    room.phone.is_told()
    assert room.run() == ["unsure"]


@pytest.mark.parametrize("room", ["twilio"], indirect=True)
def test_the_list_shows_that_it_was_sent(room):
    """By its words; what another system sent over the same number is not ours."""
    room.provider.faults, room.provider.takes_anyway = [SendFault("answer_lost")], True
    room.phone.is_told("yes, you can")
    assert room.run() == ["unsure"]
    room.provider.listed.insert(0, SentMessage("SMother", "Your appointment", "sent"))
    assert room.run(5) == ["sent"]
    assert len(room.provider.taken) == 1 and room.tasks == []


@pytest.mark.parametrize("room", ["twilio"], indirect=True)
def test_what_the_list_never_shows_is_sent_again(room):
    """After so long that no call can still be under way; what comes after it waits so long."""
    room.provider.faults = [SendFault("answer_lost")]
    room.phone.is_told("one")
    room.phone.is_told("two")
    assert room.run() == ["unsure", "queued"]
    assert room.run(20) == ["unsure", "queued"]
    assert room.run(10)[0] == "sent"
    assert room.run(6) == ["sent", "sent"]
    assert [message.text for _, message in room.provider.taken] == ["one", "two"]


@pytest.mark.parametrize("room", ["twilio"], indirect=True)
def test_a_list_that_cannot_be_read_decides_nothing(room):
    """Then the staff are told, as where there is no list."""
    room.provider.faults = [SendFault("answer_lost")]
    room.provider.list_fault = SendFault("down")
    room.phone.is_told()
    room.run()
    assert room.run(60) == ["unsure"] and room.tasks == []
    room.run(61)
    assert (len(room.tasks), room.provider.taken) == (1, [])


def test_what_failed_is_told_once(room):
    """With the provider's reason, however often anybody looks."""
    room.provider.faults = [SendFault("undeliverable", 131026)]
    room.phone.is_told("yes")
    assert room.run() == ["failed"]
    room.run(10)
    [task] = room.tasks
    assert task.understood == "whatsapp: not delivered: undeliverable (131026)"


def test_danger_that_did_not_arrive_keeps_its_level(room):
    """A person calls them now, not some time."""
    room.provider.faults = [SendFault("undeliverable")]
    room.phone.is_told("call 911", aftercare=DANGER)
    room.run()
    assert room.run(1) == ["failed"]
    assert room.tasks[0].level == "emergency"


def test_who_may_not_send_any_more_says_so_once_a_day(room):
    """Everything stays queued; it goes out when the key is right again."""
    room.provider.faults = [SendFault("unauthorised", 190)] * 3
    room.phone.is_told("one")
    for _ in range(3):
        assert room.run() == ["queued"]
        room.clock.pass_seconds(41)
    assert len(room.tasks) == 1 and "access token" in room.tasks[0].understood
    assert room.run() == ["sent"]


def test_a_bad_template_is_the_staff_s(room):
    """What is held stays held; the patient may still write."""
    room.clock.pass_seconds(25 * 3600)
    room.provider.faults = [SendFault("bad_template", 132001)]
    room.phone.is_told("late")
    room.run()
    assert room.run(1) == ["held", "failed"]
    room.run(1)
    assert [task.understood for task in room.tasks] == [
        "whatsapp: not delivered: bad_template (132001)"
    ]
    room.phone.writes()
    assert room.run(1)[0] == "queued" or room.run(1)[0] == "sent"


def test_words_that_cannot_be_put_together_are_tried_again(room):
    """Nothing was sent, so nothing is in doubt; but it is not tried for ever."""
    words = room.wording.said
    room.wording.said = lambda language: {}[language]
    room.phone.is_told("one")
    assert room.run() == ["queued"]
    room.wording.said = words
    assert room.run(5) == ["sent"]
    room.wording.said = lambda language: {}[language]
    room.phone.is_told("two")
    for _ in range(7):
        room.run(45)
    assert states(room.mailbox) == ["sent", "failed"]
    assert [task.words for task in room.tasks] == ["two"]


def test_a_call_under_way_is_waited_for_at_the_end(room):
    """A worker that is told to stop leaves nothing in doubt."""
    room.provider.seconds = 0.6
    room.phone.is_told()
    assert room.run() == ["sent"]


@pytest.mark.parametrize(
    ("kind", "does"),
    [
        ("window_closed", HOLD),
        ("pair_rate", LATER),
        ("rate", LATER),
        ("down", LATER),
        ("unauthorised", LATER),
        ("answer_lost", LOST),
        ("undeliverable", FAIL),
        ("bad_template", FAIL),
        ("invalid", FAIL),
    ],
)
def test_each_fault_has_its_step(kind, does):
    """Only what the provider says was not sent is sent again."""
    assert step_after(SendFault(kind), 1, urgent=False, is_template=False).does == does


def test_a_template_is_not_held_for_itself():
    """A provider that wants a template before a template is not understood by anybody."""
    assert step_after(SendFault("window_closed"), 1, False, is_template=True).does == FAIL


def test_pauses_grow_and_end():
    """Longer each time, for danger shorter; the pair rate's is the provider's own."""
    for urgent, pauses in ((False, PAUSES), (True, URGENT_PAUSES)):
        after = [step_after(SendFault("down"), n, urgent, False).after for n in range(1, 9)]
        assert after == sorted(after) and after[0] == timedelta(seconds=pauses[0])
        assert after[-1] == timedelta(seconds=pauses[-1]) < timedelta(minutes=1)
    assert step_after(SendFault("pair_rate"), 9, True, False).after == PAIR_PAUSE
