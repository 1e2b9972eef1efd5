"""A flood of logins: few are checked at once, nobody waits for long, and the rest goes on."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.staff import passwords
from bot.staff.turnstile import AT_ONCE, MOST_FROM_ONE, MOST_QUEUED, TooMany, Turnstile
from tests.staff.people import Office


def flood(turnstile: Turnstile, addresses: list[str], release: threading.Event) -> list:
    async def all_of_them() -> list:
        asking = [
            asyncio.create_task(turnstile.through(address, lambda: release.wait(10)))
            for address in addresses
        ]
        await asyncio.sleep(0.05)
        release.set()
        return await asyncio.gather(*asking, return_exceptions=True)

    # In a thread of its own: the browser of the other tests has a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, all_of_them()).result()


@pytest.mark.parametrize(
    "addresses, through",
    [
        (["one"] * 100, MOST_FROM_ONE),
        ([f"address-{n}" for n in range(100)], MOST_QUEUED),
        (["one"] * 50 + ["other"], MOST_FROM_ONE + 1),
    ],
)
def test_only_a_short_queue_waits(addresses, through):
    """The rest is sent away at once, and whoever comes from elsewhere is not held up by them."""
    outcomes = flood(Turnstile(), addresses, threading.Event())
    assert outcomes.count(True) == through
    assert sum(isinstance(one, TooMany) for one in outcomes) == len(addresses) - through
    if addresses[-1] == "other":
        assert outcomes[-1] is True


def test_afterwards_there_is_room_again():
    """Nothing is counted that is over."""
    turnstile = Turnstile()
    for _ in range(3):
        assert flood(turnstile, ["one"] * 10, threading.Event()).count(True) == MOST_FROM_ONE


def test_a_flood_of_passwords_does_not_hold_up_a_page(office: Office, monkeypatch):
    """While every check hangs, somebody who is logged in reads the inbox as ever."""
    release = threading.Event()
    at_once: list[int] = []

    def slow(_kept, _password):
        at_once.append(1)
        release.wait(20)
        return False

    monkeypatch.setattr(passwords, "is_right", slow)
    person = office.person()
    # One event loop for all of its requests, as in the gateway.
    with person.client, ThreadPoolExecutor(20) as pool:
        person.get("/password")
        sent = [pool.submit(person.post, "/login", login="x", password="y") for _ in range(20)]
        time.sleep(0.5)
        began = time.monotonic()
        assert person.client.get("/staff/inbox").status_code == 200
        took = time.monotonic() - began
        waiting = len(at_once)
        release.set()
        statuses = [one.result().status_code for one in sent]
    assert took < 1.0
    assert waiting <= AT_ONCE
    assert statuses.count(429) == 20 - MOST_FROM_ONE
