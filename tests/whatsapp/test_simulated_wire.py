"""Our clients and the simulated providers understand each other in every direction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.settings import Settings
from bot.simulator.beside import simulating
from bot.simulator.client import Simulated
from bot.whatsapp.choosing import provider_of
from bot.whatsapp.provider import Provider
from bot.whatsapp.records import Batch, Incoming, Media, Outbound, Sender, SendFault, Status
from tests.gateway.loopback import serving

PUBLIC = "https://chat.clinic.example"
ANN = "+12125550100"
TO = Sender(None, ANN)


class Clinic:
    """Takes webhooks as the gateway does, and keeps what they told."""

    def __init__(self, phone: Simulated, name: str) -> None:
        self.phone = phone
        self.batches: list[Batch] = []
        self.refused = 0
        env = phone.settings(public_url=PUBLIC, provider=name)
        self.settings = Settings.from_env({**env, "AFTERGLOW_WHATSAPP_PRIVACY": "full"})
        self.provider = self._fresh()

    def _fresh(self) -> Provider:
        provider = provider_of(self.settings)
        assert provider is not None
        return provider

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        body, query = await request.body(), request.scope["query_string"].decode()
        if not self.provider.is_genuine(request.headers, body, query):
            self.refused += 1
            return Response(status_code=403)
        self.batches.append(self.provider.read(body, request.headers, query))
        return Response()

    def run(self, work: Callable[[Provider], Any]) -> Any:
        """Something with a provider of its own."""

        async def whole() -> Any:
            provider = self._fresh()
            try:
                return await work(provider)
            finally:
                await provider.close()

        return asyncio.run(whole())

    def heard(self) -> list[Incoming]:
        """All messages so far, once everything is delivered."""
        self.phone.quiet(10)
        assert sum(batch.skipped for batch in self.batches) == 0
        return [message for batch in self.batches for message in batch.messages]

    def statuses(self) -> list[Status]:
        """All statuses so far, once everything is delivered."""
        self.phone.quiet(10)
        return [status for batch in self.batches for status in batch.statuses]


@pytest.fixture(params=["meta", "twilio"])
def clinic(request: pytest.FixtureRequest) -> Iterator[Clinic]:
    with simulating(provider=request.param, public_url=PUBLIC) as phone:
        ours = Clinic(phone, request.param)
        with serving(ours.app()) as address:
            phone.habits(service_url=address)
            yield ours


def test_what_is_said_arrives(clinic):
    """A text with accents and emoji is genuine, and comes with its id, person and words."""
    told = clinic.phone.say(ANN, "¿Está bien? 😊 a+b & c=d")
    [message] = clinic.heard()
    assert (message.id, message.kind, message.text) == (told, "text", "¿Está bien? 😊 a+b & c=d")
    assert message.sender.phone == ANN
    assert clinic.refused == 0


@pytest.mark.parametrize(
    "kind",
    "photo voice audio video sticker document location contact reaction unknown".split(),
)
def test_every_kind_arrives(clinic, kind):
    """Each kind that the simulated phone can send is read as that kind."""
    clinic.phone.say(ANN, "Hi")
    told = clinic.phone.send(ANN, kind)
    found = {message.id: message.kind for message in clinic.heard()}
    # Twilio tells nothing but the type, and recorded voice is the only Ogg of WhatsApp's own.
    same = {"audio": "voice"} if clinic.provider.name == "twilio" else {}
    assert found[told] == same.get(kind, kind)


def test_a_hidden_number(clinic):
    """Of somebody with a username the id is known, and an answer reaches it."""
    clinic.phone.person(ANN, shows="user_id", username="ann")
    clinic.phone.say(ANN, "Hi")
    [message] = clinic.heard()
    assert message.sender.phone is None and message.sender.user_id
    clinic.run(lambda provider: provider.send(Outbound("Hello"), message.sender, "d1"))
    assert clinic.phone.sent(ANN)[0]["text"] == "Hello"


def test_a_photo_is_fetched(clinic):
    """The file comes as it was sent, in as many steps as the provider wants."""
    clinic.phone.send(ANN, "photo", file={"data": "iVBORw0KGgo=", "mime": "image/png"})
    [message] = clinic.heard()
    [photo] = message.media
    assert isinstance(photo, Media)
    file = clinic.run(lambda provider: provider.fetch(photo, 1000))
    assert file == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("count", [0, 2, 5, 10])
def test_what_is_sent_is_shown(clinic, count):
    """Text and options are shown whole, the answer's id is theirs, and statuses bring our key."""
    clinic.phone.say(ANN, "Hi")
    buttons = tuple((f"b1:{number}", f"Choice {number}") for number in range(count))
    message = Outbound("¿Cuál? 😊", buttons)
    sent = clinic.run(lambda provider: provider.send(message, TO, "d17"))
    [shown] = clinic.phone.sent(ANN)
    assert shown["id"] == sent
    assert "¿Cuál? 😊" in shown["text"]
    titles = [choice["title"] for choice in shown["choices"]] or shown["text"]
    assert all(title in titles for _, title in buttons)
    found = [(one.id, one.state, one.key, one.error) for one in clinic.statuses()]
    assert (sent, "delivered", "d17", None) in found


def test_a_press_comes_back_with_our_id(clinic):
    """What the patient presses is the id that we gave; where options are numbered, the number."""
    clinic.phone.say(ANN, "Hi")
    message = Outbound("Which?", (("b1:1", "Makeup"), ("b1:2", "Swimming")))
    clinic.run(lambda provider: provider.send(message, TO, "d1"))
    if clinic.provider.name == "meta":
        clinic.phone.press(ANN, "Swimming")
        pressed = clinic.heard()[-1]
        assert (pressed.kind, pressed.button, pressed.text) == ("button", "b1:2", "Swimming")
    else:
        assert "2. Swimming" in clinic.phone.sent(ANN)[0]["text"]


def test_a_closed_window_and_its_template(clinic):
    """Free words are refused in the end, the template goes out."""
    clinic.phone.say(ANN, "Hi")
    clinic.phone.age(hours=25)
    try:
        clinic.run(lambda provider: provider.send(Outbound("Hello"), TO, "d1"))
        [fault] = [status.error for status in clinic.statuses() if status.state == "failed"]
    except SendFault as told:
        fault = told
    assert fault.kind == "window_closed"
    template = Outbound(template=clinic.settings.whatsapp_template)
    clinic.run(lambda provider: provider.send(template, TO, "d2"))
    assert clinic.phone.sent(ANN)[-1]["template"]


@pytest.mark.parametrize(
    "what, kind",
    [("cut", "answer_lost"), ("answer_lost", "answer_lost"), ("rate", "rate")],
)
def test_faults_of_the_provider(clinic, what, kind):
    """Each way in which sending fails is told as what it is."""
    clinic.phone.say(ANN, "Hi")
    clinic.phone.fault("send", what)
    with pytest.raises(SendFault) as raised:
        clinic.run(lambda provider: provider.send(Outbound("Hello"), TO, "d1"))
    assert raised.value.kind == kind


def test_forgeries_are_refused(clinic):
    """What the simulator signs wrongly, not at all, or alters afterwards is nobody's."""
    for how in ("wrong", "unsigned", "altered"):
        assert clinic.phone.forge(ANN, "Hi", how) == 403
    assert (clinic.heard(), clinic.refused) == ([], 3)


def test_the_list_knows_what_was_missed_and_sent(clinic):
    """Twilio's list tells what no webhook brought and what was sent; Meta keeps none."""
    since = datetime.now(timezone.utc) - timedelta(hours=1)
    clinic.phone.fault("webhook", "drop", times=3)
    told = [clinic.phone.say(ANN, "one"), clinic.phone.send(ANN, "photo", text="look")]
    numbered = Outbound("Which?", (("b1:1", "Makeup"),))
    sent = clinic.run(lambda provider: provider.send(numbered, TO, "d1"))
    missed = clinic.run(lambda provider: provider.missed(since))
    known = clinic.run(lambda provider: provider.sent_since(TO, since))
    if clinic.provider.name == "meta":
        assert (missed, known) == (None, None)
        return
    assert [message.id for message in missed.messages] == told
    assert [(message.kind, message.text) for message in missed.messages] == [
        ("text", "one"),
        ("photo", "look"),
    ]
    file = clinic.run(lambda provider: provider.fetch(missed.messages[1].media[0], 10**7))
    assert file
    assert [(one.id, one.text) for one in known] == [
        (sent, "Which?\n\n1. Makeup\n\nReply with a number.")
    ]


def test_a_changed_number(clinic):
    """Meta tells when an account moves to another number, with both ids."""
    if clinic.provider.name == "twilio":
        return
    clinic.phone.say(ANN, "Hi")
    clinic.phone.change(ANN, phone="+12125550142")
    first, changed = clinic.heard()
    assert changed.kind == "changed"
    assert changed.sender.phone == ANN and changed.sender.user_id == first.sender.user_id
    assert changed.becomes.phone == "+12125550142" and changed.becomes.user_id


def test_reading_is_shown(clinic):
    """A read mark is accepted."""
    told = clinic.phone.say(ANN, "Hi")
    clinic.heard()
    clinic.run(lambda provider: provider.seen(told, True))
    if clinic.provider.name == "meta":
        assert clinic.phone.heard(ANN)[0]["seen"]
