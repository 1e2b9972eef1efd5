"""What the delivery relies on: every state and fault that our own clients see in the simulator."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone

import pytest

from bot.settings import Settings
from bot.whatsapp.choosing import provider_of
from bot.whatsapp.provider import Provider
from bot.whatsapp.records import Batch, Outbound, Sender, SendFault
from tests.simulator.clinic import AVA, Clinic

Work = Callable[[Provider], Awaitable[object]]


def with_provider(phone, name: str, work: Work) -> object:
    """Run with the client that a service with this simulator's settings would have."""
    phone.habits(provider=name)
    provider = provider_of(Settings.from_env(phone.settings()))
    assert provider is not None

    async def run() -> object:
        try:
            return await work(provider)
        finally:
            await provider.close()

    return asyncio.run(run())


def read(provider: Provider, clinic: Clinic) -> Batch:
    """All webhooks, each genuine, as one batch."""
    messages, statuses = [], []
    for request in clinic.requests:
        query = request.url.partition("?")[2]
        assert provider.is_genuine(request.headers, request.body, query)
        batch = provider.read(request.body, request.headers, query)
        assert batch.skipped == 0
        messages += batch.messages
        statuses += batch.statuses
    return Batch(tuple(messages), tuple(statuses))


both = pytest.mark.parametrize("name", ["meta", "twilio"])
MENU = tuple((f"id{number}", f"Topic {number}") for number in range(7))


@both
def test_text_buttons_lists_and_templates_arrive(phone, clinic, name):
    """And each comes back in the statuses with its id and key."""
    template = {"meta": "afterglow_reply", "twilio": "HX" + "0" * 31 + "1"}[name]
    outbounds = [
        Outbound("Hello 💄 ¿sí?"),
        Outbound("Which?", buttons=MENU[:3]),
        Outbound("Which?", buttons=MENU),
        Outbound(template=template, language="en"),
    ]

    async def work(provider: Provider) -> Batch:
        phone.say(AVA, "hello")
        ids = [
            await provider.send(one, Sender(phone=AVA), f"d{number}")
            for number, one in enumerate(outbounds)
        ]
        assert [one["id"] for one in phone.sent(AVA)] == ids
        assert await asyncio.to_thread(phone.quiet)
        return read(provider, clinic)

    statuses = with_provider(phone, name, work).statuses
    ids = [one["id"] for one in phone.sent(AVA)]
    assert {(one.id, one.key) for one in statuses} == {(i, f"d{n}") for n, i in enumerate(ids)}
    assert {one.state for one in statuses} == {"sent", "delivered"}
    first, _, _, last = phone.sent(AVA)
    assert first["text"] == "Hello 💄 ¿sí?"
    assert last["template"] == "afterglow_reply"


FAULTS = {
    ("meta", "answer_lost"): "answer_lost",
    ("meta", "cut"): "answer_lost",
    ("meta", "server_error"): "down",
    ("meta", "rate"): "rate",
    ("meta", 131056): "pair_rate",
    ("meta", 131047): "window_closed",
    ("meta", 131026): "undeliverable",
    ("meta", 132001): "bad_template",
    ("meta", 190): "unauthorised",
    ("meta", 131009): "invalid",
    ("twilio", "answer_lost"): "answer_lost",
    ("twilio", "cut"): "answer_lost",
    ("twilio", "rate"): "rate",
    ("twilio", 63016): "window_closed",
    ("twilio", 20003): "unauthorised",
    ("twilio", 21211): "undeliverable",
}


@pytest.mark.parametrize(("name", "what"), FAULTS)
def test_every_fault_is_known_for_what_it_is(phone, name, what):
    """The kind on which the delivery decides; and what was lost on the way did arrive."""

    async def work(provider: Provider) -> SendFault:
        phone.say(AVA, "hello")
        if isinstance(what, int):
            phone.fault("send", "error", code=what)
        else:
            phone.fault("send", what)
        with pytest.raises(SendFault) as caught:
            await provider.send(Outbound("Hello"), Sender(phone=AVA), "d1")
        return caught.value

    assert with_provider(phone, name, work).kind == FAULTS[name, what]
    assert len(phone.sent(AVA)) == (what == "answer_lost")


@both
def test_a_provider_that_refuses_connections_is_down(phone, name):
    """Known for certain not to have been sent."""

    async def work(provider: Provider) -> SendFault:
        phone.say(AVA, "hello")
        phone.refuse(1.0)
        await asyncio.sleep(0.4)
        with pytest.raises(SendFault) as caught:
            await provider.send(Outbound("Hello"), Sender(phone=AVA), "d1")
        await asyncio.sleep(1.0)
        return caught.value

    assert with_provider(phone, name, work).kind == "down"
    assert phone.sent(AVA) == []


def test_what_went_to_a_user_id_is_found_by_it(phone):
    """Twilio's list echoes the address that was written to: a lost answer can be looked up."""

    async def work(provider: Provider) -> None:
        since = datetime.now(timezone.utc) - timedelta(minutes=5)
        phone.say(AVA, "hello")
        to = Sender(phone=AVA, user_id=phone.people()[0]["user_id"])
        phone.fault("send", "answer_lost")
        with pytest.raises(SendFault):
            await provider.send(Outbound("Hello"), to, "d1")
        [found] = await provider.sent_since(to, since)
        assert found.id == phone.sent(AVA)[0]["id"]

    with_provider(phone, "twilio", work)
