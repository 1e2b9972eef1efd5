"""The client of Twilio's API against servers on loopback, good and bad ones."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.whatsapp.records import Media, Outbound, Sender, SendFault, TooBig
from bot.whatsapp.twilio.client import Twilio
from tests.gateway.loopback import closed_address, serving
from tests.whatsapp.twilio.webhooks import ACCOUNT, PHONE, SID
from tests.whatsapp.wires import break_off, hang_up, misbehaving, reset, stall

TO = Sender(None, PHONE)
BASIC = "Basic " + base64.b64encode(f"{ACCOUNT.sid}:{ACCOUNT.token}".encode()).decode()
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
ROOT = f"/2010-04-01/Accounts/{ACCOUNT.sid}"


def listed(number: int, **more: Any) -> dict[str, Any]:
    """A message of the list, the higher the number the older."""
    entry = {
        "sid": f"SM{number:032d}",
        "direction": "inbound",
        "from": f"whatsapp:{PHONE}",
        "to": f"whatsapp:{ACCOUNT.number}",
        "body": f"message {number}",
        "num_media": "0",
        "status": "received",
        "error_code": None,
        "date_created": format_datetime(NOW - number * HOUR),
        "date_sent": format_datetime(NOW - number * HOUR),
    }
    return {**entry, **more}


class Api:
    """Twilio's API with the answers a test gives it; it keeps what it was asked."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.bearers: list[str] = []
        self.answer: tuple[int, Any] = (201, {"sid": SID, "status": "queued"})
        self.messages: list[dict[str, Any]] = []
        self.page = 2
        self.next_page: Any = None
        self.location = "/cdn/1"
        self.chunks = 1
        self.url = ""

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route(f"{ROOT}/Messages.json", self._send, methods=["POST"]),
                Route(f"{ROOT}/Messages.json", self._list, methods=["GET"]),
                Route(ROOT + "/Messages/{sid}/Media.json", self._files),
                Route(ROOT + "/Messages/{sid}/Media/{file}", self._file),
                Route("/cdn/{file}", self._cdn),
            ]
        )

    def _note(self, request: Request, fields: dict[str, str]) -> None:
        self.seen.append((request.method, request.url.path, fields))
        self.bearers.append(request.headers.get("authorization", ""))

    async def _send(self, request: Request) -> Response:
        self._note(request, dict(parse_qsl((await request.body()).decode())))
        status, body = self.answer
        return Response(body, status) if isinstance(body, bytes) else JSONResponse(body, status)

    async def _list(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self._note(request, asked)
        if self.answer[0] >= 400:
            return Response(b"", self.answer[0])
        first = int(asked.get("Page", 0)) * self.page
        following = f"{request.url.path}?Page={first // self.page + 1}"
        more = self.messages[first + self.page :]
        told = {
            "messages": self.messages[first : first + self.page],
            "next_page_uri": self.next_page or (following if more else None),
        }
        return JSONResponse(told)

    async def _files(self, request: Request) -> Response:
        self._note(request, {})
        uri = request.url.path.removesuffix(".json") + "/ME1.json"
        return JSONResponse({"media_list": [{"uri": uri, "content_type": "image/jpeg"}, 5]})

    async def _file(self, request: Request) -> Response:
        self._note(request, {})
        return RedirectResponse(self.location)

    async def _cdn(self, request: Request) -> Response:
        self._note(request, {})

        async def chunks() -> Any:
            for _ in range(self.chunks):
                yield b"12345"

        return StreamingResponse(chunks())


@pytest.fixture
def api() -> Iterator[Api]:
    fake = Api()
    with serving(fake.app()) as fake.url:
        yield fake


def run(url: str, work: Any, seconds: float = 5) -> Any:
    async def whole() -> Any:
        http = httpx.AsyncClient(timeout=seconds, trust_env=False)
        client = Twilio(replace(ACCOUNT, url=url), http)
        try:
            return await work(client)
        finally:
            await client.close()

    return asyncio.run(whole())


def send(url: str, seconds: float = 5) -> Any:
    return run(url, lambda client: client.send(Outbound("¡Hola! 😊 a+b"), TO, "d17"), seconds)


def test_sends_once_with_the_token(api):
    """One message is one request, with all of its words."""
    assert send(api.url) == SID
    [(method, path, fields)] = api.seen
    assert (method, path) == ("POST", f"{ROOT}/Messages.json")
    assert (fields["To"], fields["Body"]) == (f"whatsapp:{PHONE}", "¡Hola! 😊 a+b")
    assert api.bearers == [BASIC]


@pytest.mark.parametrize(
    "status, body, fault",
    [
        (400, {"code": 63016}, SendFault("window_closed", 63016)),
        (401, {"code": 20003}, SendFault("unauthorised", 20003)),
        (429, {"code": 20429}, SendFault("rate", 20429)),
        (500, {"code": 20500}, SendFault("answer_lost", 20500)),
        (503, b"", SendFault("down")),
        (301, b"", SendFault("invalid")),
        (201, b"not json", SendFault("answer_lost")),
        (201, {"sid": None}, SendFault("answer_lost")),
    ],
)
def test_an_answer_that_is_no_success(api, status, body, fault):
    """Each answer becomes the kind of fault that says whether it may be sent again."""
    api.answer = (status, body)
    with pytest.raises(SendFault) as raised:
        send(api.url)
    assert raised.value == fault
    assert len(api.seen) == 1


def test_nobody_listens():
    """What was never sent may be sent again."""
    with pytest.raises(SendFault) as raised:
        send(closed_address())
    assert raised.value == SendFault("down", retry=True)


@pytest.mark.parametrize("behaviour", [hang_up, reset, stall, break_off])
def test_an_answer_that_does_not_come(behaviour):
    """Once the request is out, whatever cuts off the answer leaves open whether it was sent."""
    with misbehaving(behaviour) as url, pytest.raises(SendFault) as raised:
        send(url, seconds=0.5)
    assert raised.value == SendFault("answer_lost", retry=False)


def media(url: str) -> Media:
    return Media(f"{url}{ROOT}/Messages/{SID}/Media/ME1", "image/jpeg", "photo")


def fetch(url: str, what: Media, most: int = 100) -> Any:
    return run(url, lambda client: client.fetch(what, most))


def test_a_file_is_fetched_where_the_api_points_to(api):
    """The API gets the token and names the place; the place gets no token."""
    assert fetch(api.url, media(api.url)) == b"12345"
    assert [path for _, path, _ in api.seen] == [f"{ROOT}/Messages/{SID}/Media/ME1", "/cdn/1"]
    assert api.bearers == [BASIC, ""]


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://evil.example/1",
        "http://mms.twiliocdn.com/1",
        "https://twiliocdn.com.evil.example/1",
        "https://mms.twiliocdn.com@evil.example/1",
        "https://eviltwiliocdn.com/1",
        "file:///etc/passwd",
    ],
)
def test_a_file_is_fetched_nowhere_else(api, location):
    """Any other place is not called."""
    api.location = location
    with pytest.raises(SendFault, match="invalid"):
        fetch(api.url, media(api.url))
    assert len(api.seen) == 1


def test_only_one_redirect_is_followed(api):
    """A second one is a file that cannot be had."""
    api.location = f"{ROOT}/Messages/{SID}/Media/ME2"
    with pytest.raises(SendFault, match="invalid"):
        fetch(api.url, media(api.url))
    assert (len(api.seen), api.bearers[1]) == (2, "")


@pytest.mark.parametrize(
    "source",
    ["http://169.254.169.254/", "http://127.0.0.1:9/x", "https://api.twilio.com/x", "x", ""],
)
def test_the_token_goes_to_the_api_alone(api, source):
    """A file that is said to be elsewhere than in our API is not asked for."""
    with pytest.raises(SendFault, match="invalid"):
        fetch(api.url, Media(source, "image/jpeg", "photo"))
    assert api.seen == []


def test_a_file_that_is_too_big(api):
    """It is given up while it comes."""
    api.chunks = 1000
    with pytest.raises(TooBig):
        fetch(api.url, media(api.url))


def test_what_was_missed_comes_in_the_order_it_was_said(api):
    """All pages are read, ours left out, files looked up, the oldest first."""
    api.messages = [
        listed(1),
        listed(2, direction="outbound-api"),
        listed(3, num_media="1", body="look"),
        listed(4, sid=None),
        listed(5),
    ]
    batch = run(api.url, lambda client: client.missed(NOW - 6 * HOUR))
    assert [message.text for message in batch.messages] == ["message 5", "look", "message 1"]
    assert (batch.statuses, batch.skipped) == ((), 1)
    [photo] = batch.messages[1].media
    assert photo == Media(f"{api.url}{ROOT}/Messages/SM{3:032d}/Media/ME1", "image/jpeg", "photo")
    assert batch.messages[0].sent_at == NOW - 5 * HOUR
    asked = api.seen[0][2]
    assert asked["To"] == f"whatsapp:{ACCOUNT.number}"
    assert asked["DateSent>"] == "2026-11-25T06:00:00Z"
    assert set(api.bearers) == {BASIC}


def test_what_was_said_within_one_second_keeps_its_order(api):
    """The list begins with the newest; two of the same second are turned round as all others."""
    same = listed(1)["date_sent"]
    api.messages = [listed(number, date_sent=same) for number in range(4)]
    batch = run(api.url, lambda client: client.missed(NOW - 6 * HOUR))
    assert [message.text[-1] for message in batch.messages] == list("3210")


def test_a_message_from_the_list_is_the_one_of_the_webhook(api):
    """Id and person are the same either way, so that it is taken only once."""
    api.messages = [listed(1, sid=SID, **{"from": "whatsapp:US.1"})]
    [found] = run(api.url, lambda client: client.missed(NOW)).messages
    assert (found.id, found.kind, found.sender) == (SID, "text", Sender("US.1"))


@pytest.mark.parametrize("following", ["https://evil.example/x", "//evil.example/x", "@evil/x", 7])
def test_a_next_page_elsewhere_is_not_asked(api, following):
    """The token stays with the API, also if a page names another place."""
    api.messages, api.next_page = [listed(1)], following
    try:
        run(api.url, lambda client: client.missed(NOW))
    except SendFault as fault:
        assert fault.kind in ("invalid", "down")
    assert 1 <= len(api.seen) <= 2 and set(api.bearers) == {BASIC}


def test_pages_without_end_are_given_up(api):
    """A list that goes in circles neither holds us for ever nor passes for a whole one."""
    api.messages, api.next_page = [listed(1)], f"{ROOT}/Messages.json?Page=0"
    with pytest.raises(SendFault, match="down"):
        run(api.url, lambda client: client.missed(NOW - HOUR))
    assert len(api.seen) == 100


def test_what_was_sent_to_one_person(api):
    """What Twilio has, waiting messages too, back to the moment that is asked for."""
    ours = {"direction": "outbound-api", "from": f"whatsapp:{ACCOUNT.number}"}
    api.messages = [
        listed(0, status="queued", date_sent=None, **ours),
        listed(1, status="read", **ours),
        listed(2, status="undelivered", error_code=63016, **ours),
        listed(9, **ours),
        listed(10, **ours),
        listed(11, **ours),
        listed(12, **ours),
    ]
    sent = run(api.url, lambda client: client.sent_since(TO, NOW - 2 * HOUR))
    assert [(one.text, one.state) for one in sent] == [
        ("message 0", "queued"),
        ("message 1", "read"),
        ("message 2", "failed"),
    ]
    assert sent[2].error == SendFault("window_closed", 63016)
    assert sent[0].sent_at == NOW
    assert (api.seen[0][2]["To"], len(api.seen)) == (f"whatsapp:{PHONE}", 3)


def test_what_was_sent_to_another_address_of_theirs(api):
    """A message went to the number while the id was not known yet; it is found all the same."""
    run(api.url, lambda client: client.sent_since(Sender("US.1", PHONE, "US.ENT.1"), NOW))
    asked = [fields["To"] for _, _, fields in api.seen]
    assert asked == ["whatsapp:US.1", "whatsapp:US.ENT.1", f"whatsapp:{PHONE}"]


@pytest.mark.parametrize("status", [500, 503, 429, 401])
def test_a_list_that_cannot_be_had(api, status):
    """Asking again later is all that is left; nothing is taken for an empty list."""
    api.answer = (status, b"")
    with pytest.raises(SendFault) as raised:
        run(api.url, lambda client: client.sent_since(TO, NOW))
    assert raised.value.kind in ("down", "rate", "unauthorised")


def test_a_list_of_another_shape_is_none():
    """A page that is no list must not say that nothing was sent."""
    app = Starlette(routes=[Route("/{rest:path}", lambda request: JSONResponse({"x": 1}))])
    with serving(app) as url, pytest.raises(SendFault, match="down"):
        run(url, lambda client: client.sent_since(TO, NOW))


def test_reading_is_not_shown():
    """Twilio knows neither read marks nor typing; asking does no harm."""
    run(closed_address(), lambda client: client.seen(SID, True))
    assert Twilio(ACCOUNT).setup_answer({"hub.mode": "subscribe"}) is None
