"""Every message fifty times at once, through the whole service: stored once, answered once."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench.forgery.copier import Copier, copying
from bench.forgery.gateway import TEMPLATE, stored
from bench.forgery.wire import PUBLIC, person
from bench.kill.processes import running_service
from bot.simulator.beside import simulating_apart
from bot.simulator.client import Simulated

# So long may nothing be answered before it is given up.
PATIENCE = 120.0
MOST_WAITING = 8
ASKED = (
    "Can I wear makeup on day 2? 😊",
    "¿Puedo usar maquillaje mañana?",
    "is flaking normal?",
    "My skin feels tight",
    "hello",
)


@dataclass(frozen=True)
class Outcome:
    """`messages` are the ids that stand in the inbox exactly once, `replies` those of them whose
    answer arrived at the phone, `delays` how often somebody was told that it takes longer.

    `doubled`: rows too many, and messages at a phone that nobody wrote or that say the same again.
    """

    ids: int
    copies: int
    messages: int
    replies: int
    doubled: int
    delays: int
    delivered: int
    sent: int
    seconds: float

    def as_dict(self) -> dict:
        return dict(vars(self))


def storm(
    provider: str, folder: Path, ids: int, copies: int, say: Callable[[str], None]
) -> Outcome:
    """One message of each of so many people, each delivered so many times in parallel."""
    with simulating_apart(provider=provider, public_url=PUBLIC, receipts=False) as phone:
        env = phone.settings(template=TEMPLATE[provider])
        with running_service(folder, env) as service:
            service.wait_until_ready()
            say(f"{provider}: ready; the copies begin")
            port = urlsplit(service.address).port or 80
            with copying(port, copies) as copier:
                phone.habits(service_url=copier.address)
                began = time.monotonic()
                told = [_said(phone, copier, number) for number in range(ids)]
                _until_still(phone, folder, ids, say)
                seconds = time.monotonic() - began
            return _outcome(phone, folder, told, copier, seconds)


def _said(phone: Simulated, copier: Copier, number: int) -> str:
    """The next one, as soon as few are under way: a late delivery would only be repeated."""
    while copier.waiting > MOST_WAITING:
        time.sleep(0.01)
    return phone.say(person(number), ASKED[number % len(ASKED)])


def _until_still(
    phone: Simulated, folder: Path, ids: int, say: Callable[[str], None]
) -> None:
    """Until everybody has an answer, and a moment longer for whatever would come twice."""
    until, before = time.monotonic() + PATIENCE, -1
    while time.monotonic() < until:
        delivered = phone.quiet(5)
        answered = answered_at(folder, {line["id"] for line in phone.sent()})
        if answered != before:
            say(f"{answered} of {ids} answered")
            until, before = time.monotonic() + PATIENCE, answered
        if delivered and answered >= ids:
            break
        time.sleep(2)
    time.sleep(10)


def _outcome(
    phone: Simulated, folder: Path, told: list[str], copier: Copier, seconds: float
) -> Outcome:
    rows = Counter(name for name, _ in stored(folder))
    sent = phone.sent()
    arrived = {line["id"] for line in sent}
    same = Counter((line["person"], line["text"]) for line in sent)
    kinds = _kinds(folder)
    twice = sum(rows.values()) - len(rows) + sum(same.values()) - len(same)
    return Outcome(
        ids=len(told),
        copies=copier.copies,
        messages=sum(rows[name] == 1 for name in told),
        replies=answered_at(folder, arrived),
        doubled=twice + len(arrived - set(kinds)),
        delays=sum(kinds.get(name) == "delay" for name in arrived),
        delivered=copier.statuses[200],
        sent=len(sent),
        seconds=round(seconds, 1),
    )


def answered_at(folder: Path, arrived: set[str]) -> int:
    """How many messages have a reply of which every part is among these ids of the provider's."""
    found = _asked(
        folder,
        "SELECT inbox.id, deliveries.provider_id FROM inbox "
        "JOIN outbox ON outbox.id = inbox.answered_by AND outbox.kind = 'reply' "
        "LEFT JOIN deliveries ON deliveries.outbox = outbox.id",
    )
    return len({row for row, _ in found} - {row for row, name in found if name not in arrived})


def _kinds(folder: Path) -> dict[str, str]:
    """What each message that went out was, by the provider's id."""
    found = _asked(
        folder,
        "SELECT provider_id, kind FROM deliveries JOIN outbox ON outbox.id = deliveries.outbox "
        "WHERE provider_id IS NOT NULL",
    )
    return dict(found)


def _asked(folder: Path, question: str) -> list[tuple]:
    with closing(sqlite3.connect(folder / "afterglow.db", timeout=30)) as database:
        return database.execute(question).fetchall()
