"""The look at the provider's own list: how far back, how often, and what when it fails."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.mailbox import Work, open_mailbox
from bot.mailbox.records import Waiting
from bot.whatsapp.noticing import Noticing
from bot.whatsapp.receiving import NotStored
from bot.whatsapp.records import Batch, Incoming, Sender
from bot.whatsapp.sweeping import Sweep
from tests.mailbox.conftest import Clock
from tests.mailbox.reached import Phone
from tests.patients.databases import migrated_database
from tests.whatsapp.small_provider import SmallProvider

MISSED = Incoming("SM1", Sender(phone="+1"), "text", "hello?")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mailbox(tmp_path, clock):
    opened = open_mailbox(migrated_database("sqlite", tmp_path), clock)
    yield opened
    opened.close()


def swept(sweep: Sweep, seconds: float = 0.2) -> bool:
    """Let it run for a moment; whether it ended by itself."""

    async def run() -> bool:
        task = asyncio.create_task(sweep.run())
        await asyncio.sleep(seconds)
        ended = task.done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return ended

    return asyncio.run(run())


def test_what_was_missed_is_accepted(mailbox, clock):
    """Again at each look; who stores it knows it by its id."""
    provider, taken = SmallProvider(clock, "twilio"), []
    provider.batch = Batch((MISSED,))

    async def accept(messages):
        taken.append(messages)

    assert not swept(Sweep(mailbox, provider, accept, clock, seconds=0.05))
    assert taken[:2] == [(MISSED,), (MISSED,)]
    first, second = provider.asked_since[:2]
    assert first == clock() - timedelta(days=1, minutes=15)
    assert second == clock() - timedelta(minutes=15)


def test_after_a_long_time_away_it_looks_as_far_as_the_newest_message(mailbox, clock):
    """Three days off: from the last message on; never further than a week."""
    provider = SmallProvider(clock, "twilio")
    provider.batch = Batch()
    Phone(mailbox).writes(sent_at=clock())

    async def accept(messages):
        return None

    for days, back in ((3, timedelta(days=3, minutes=15)), (30, timedelta(days=7))):
        clock.now += timedelta(days=days) - (clock.now - Clock().now)
        swept(Sweep(mailbox, provider, accept, clock))
        assert provider.asked_since[-1] == clock() - back


def test_a_provider_without_a_list_is_left_alone(mailbox, clock):
    """Meta brings everything again by itself."""

    async def accept(messages):
        raise AssertionError

    assert swept(Sweep(mailbox, SmallProvider(clock), accept, clock))


def test_what_could_not_be_stored_is_looked_for_again(mailbox, clock):
    """From where the last good look began."""
    provider, tries = SmallProvider(clock, "twilio"), []
    provider.batch = Batch((MISSED,))

    async def accept(messages):
        tries.append(messages)
        if len(tries) == 1:
            raise NotStored

    swept(Sweep(mailbox, provider, accept, clock, seconds=0.05))
    assert len(tries) > 1 and provider.asked_since[0] == provider.asked_since[1]


def noticed(work: Work) -> list[str]:
    """The ids that the provider is told were read."""
    provider = SmallProvider(Clock())

    async def run() -> None:
        Noticing(provider).taken(work)
        await asyncio.sleep(0)

    asyncio.run(run())
    return provider.seen_ids


def test_only_what_came_from_a_phone_is_marked_as_read():
    """The newest of the messages that are answered together."""

    def work(channel: str, name: str) -> Work:
        waiting = Waiting(1, 1, "hi", None, True, Clock().now, external_id=name)
        return Work("wa-1", "w1:x", (waiting,), channel=channel)

    assert noticed(work("whatsapp", "wamid.A")) == ["wamid.A"]
    assert noticed(work("whatsapp", "wa-1/uuid")) == []
    assert noticed(work("web", "web-1/uuid")) == []
