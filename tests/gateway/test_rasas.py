"""Several Rasas: who gets which conversation, and what happens when one goes."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import ExitStack
from datetime import date

import pytest

from bot.gateway.rasa_client import NotReady, Question, RasaClient
from bot.gateway.rasas import ranked
from tests.gateway.loopback import KEY, WireRasa, closed_address, serving

TODAY = date(2026, 11, 20)
FOUR = [f"http://10.0.0.{n}:5005" for n in range(1, 5)]
TALKS = [f"web-{n}" for n in range(400)]


def test_every_rasa_gets_its_share_and_a_conversation_always_the_same():
    """The order in which they are named does not matter; no Rasa has much more than a quarter."""
    places = Counter(ranked(FOUR, talk)[0] for talk in TALKS)
    assert len(places) == 4 and max(places.values()) < 140
    assert all(ranked(FOUR[::-1], talk) == ranked(FOUR, talk) for talk in TALKS)


def test_only_the_conversations_of_a_lost_rasa_move():
    """Everybody else stays where they are."""
    left = FOUR[1:]
    for talk in TALKS:
        first, second = ranked(FOUR, talk)[:2]
        assert ranked(left, talk)[0] == (second if first == FOUR[0] else first)


def say(client: RasaClient, talk: str, text: str = "hello") -> list[dict]:
    """One message of this conversation."""
    return client.say(Question(talk, text, f"m-{talk}-{text}"), TODAY)


def test_messages_stick_and_move_on_when_their_rasa_refuses():
    """Two real servers: each conversation at one of them; one is closed and all go to the other."""
    rasas = [WireRasa(), WireRasa()]

    async def talk(urls: list[str], first: ExitStack) -> None:
        client = RasaClient(",".join(urls), "", KEY)
        try:
            for one in TALKS[:20]:
                for text in ("hello", "again"):
                    await say(client, one, text)
            before = [{got["conversation"] for got in rasa.received} for rasa in rasas]
            assert before[0] and before[1] and not before[0] & before[1]
            first.close()
            for one in TALKS[:20]:
                assert await say(client, one, "later")
            after = Counter(got["text"] for got in rasas[1].received)
            assert after["later"] == 20
        finally:
            await client.close()

    with ExitStack() as first, serving(rasas[1].app()) as other:
        url = first.enter_context(serving(rasas[0].app()))
        asyncio.run(talk([url, other], first))


def test_with_no_rasa_at_all_the_message_must_wait():
    """Not the message's fault: NotReady, whatever number of them is named; also an unknown name."""

    async def talk() -> None:
        urls = f"{closed_address()},{closed_address()},http://no-such-host.invalid:5005"
        client = RasaClient(urls, "", KEY)
        try:
            assert await client.starting() == ("rasa",)
            with pytest.raises(NotReady):
                await say(client, "web-1")
        finally:
            await client.close()

    asyncio.run(talk())
