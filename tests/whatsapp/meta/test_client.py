"""The client of Meta's API against servers on loopback, good and bad ones."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.whatsapp.meta.account import MetaAccount
from bot.whatsapp.meta.client import Meta
from bot.whatsapp.records import Media, Outbound, Sender, SendFault, TooBig
from tests.gateway.loopback import closed_address, serving
from tests.whatsapp.wires import babble, break_off, hang_up, misbehaving, reset, stall

TOKEN = "not-a-token-of-anybody"
TO = Sender(None, "+16505551234")
PHOTO = Media("1003383421387256", "image/jpeg", "photo")


class Graph:
    """A Graph API that answers what a test puts into `answer`, and keeps what it was asked."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, str, Any]] = []
        self.answer: tuple[int, Any] = (200, {"messages": [{"id": "wamid.1"}]})
        self.file: dict[str, Any] = {}
        self.url = ""

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v26.0/106/messages", self._messages, methods=["POST"]),
                Route("/file", self._file),
                Route("/elsewhere", self._file),
                Route("/v26.0/{media}", self._media),
            ]
        )

    def _note(self, request: Request, body: Any = None) -> None:
        bearer = request.headers.get("authorization", "")
        self.seen.append((request.method, request.url.path, bearer, body))

    async def _messages(self, request: Request) -> Response:
        self._note(request, await request.json())
        status, body = self.answer
        return JSONResponse(body, status) if not isinstance(body, bytes) else Response(body, status)

    async def _media(self, request: Request) -> Response:
        self._note(request)
        told = {"url": f"{self.url}/file", "file_size": 5, "mime_type": "image/jpeg", **self.file}
        return JSONResponse(told, self.answer[0])

    async def _file(self, request: Request) -> Response:
        self._note(request)
        if self.file.get("redirect") and request.url.path == "/file":
            return RedirectResponse(self.file["redirect"])
        headers = {"Content-Encoding": "gzip"} if self.file.get("gzip") else {}

        async def chunks() -> Any:
            for _ in range(self.file.get("chunks", 1)):
                yield b"12345"

        return StreamingResponse(chunks(), self.file.get("status", 200), headers)


@pytest.fixture
def graph() -> Iterator[Graph]:
    fake = Graph()
    with serving(fake.app()) as fake.url:
        yield fake


def client_of(url: str, seconds: float = 5) -> Meta:
    http = httpx.AsyncClient(timeout=seconds, trust_env=False)
    return Meta(MetaAccount("106", TOKEN, "s", "v", url=url), http)


def run(url: str, work: Any, seconds: float = 5) -> Any:
    async def whole() -> Any:
        client = client_of(url, seconds)
        try:
            return await work(client)
        finally:
            await client.close()

    return asyncio.run(whole())


def send(url: str, seconds: float = 5) -> Any:
    return run(url, lambda client: client.send(Outbound("¡Hola! 😊"), TO, "d17"), seconds)


def fault_of(url: str, seconds: float = 5) -> SendFault:
    with pytest.raises(SendFault) as raised:
        send(url, seconds)
    return raised.value


def test_sends_once_with_the_token(graph):
    """One message is one request, to our number's address, with the token and our key."""
    assert send(graph.url) == "wamid.1"
    [(method, path, bearer, body)] = graph.seen
    assert (method, path, bearer) == ("POST", "/v26.0/106/messages", f"Bearer {TOKEN}")
    assert (body["to"], body["text"]["body"]) == ("+16505551234", "¡Hola! 😊")
    assert body["biz_opaque_callback_data"] == "d17"


@pytest.mark.parametrize(
    "status, body, kind, code",
    [
        (400, {"error": {"code": 131047}}, "window_closed", 131047),
        (400, {"error": {"code": 131056}}, "pair_rate", 131056),
        (401, {"error": {"code": 190}}, "unauthorised", 190),
        (500, {"error": {"code": 131000}}, "down", 131000),
        (500, b"<html>", "answer_lost", None),
        (502, b"", "answer_lost", None),
        (503, b"", "down", None),
        (302, b"", "invalid", None),
        (200, b"not json", "answer_lost", None),
        (200, {"messages": []}, "answer_lost", None),
        (200, {"messages": [{"id": 5}]}, "answer_lost", None),
    ],
)
def test_an_answer_that_is_no_success(graph, status, body, kind, code):
    """Each answer becomes the kind of fault that says whether it may be sent again; a yes that
    does not say to what is an answer lost."""
    graph.answer = (status, body)
    fault = fault_of(graph.url)
    assert (fault.kind, fault.code) == (kind, code)
    assert len(graph.seen) == 1


def test_nobody_listens():
    """What was never sent may be sent again."""
    assert fault_of(closed_address()) == SendFault("down", retry=True)


@pytest.mark.parametrize("behaviour", [hang_up, reset, stall, break_off, babble])
def test_an_answer_that_does_not_come(behaviour):
    """Once the request is out, whatever cuts off the answer leaves open whether it was sent."""
    with misbehaving(behaviour) as url:
        assert fault_of(url, seconds=0.5) == SendFault("answer_lost", retry=False)


def test_what_cannot_be_sent_is_never_tried(graph):
    """A text that Meta would refuse does not even leave."""
    with pytest.raises(SendFault, match="invalid"):
        run(graph.url, lambda client: client.send(Outbound(""), TO, "d1"))
    assert graph.seen == []


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "nonsense", "http://[::1"])
def test_an_address_that_is_none(url):
    """A setting that is no address is a fault like any other."""
    assert fault_of(url).kind in ("invalid", "down")


def test_a_read_mark_never_fails(graph):
    """Reading is shown where it can be; where not, nothing happens."""
    run(graph.url, lambda client: client.seen("wamid.9", True))
    assert graph.seen[0][3]["typing_indicator"] == {"type": "text"}
    graph.answer = (500, b"")
    run(graph.url, lambda client: client.seen("wamid.9", True))
    run(closed_address(), lambda client: client.seen("wamid.9", False))


def fetch(url: str, media: Media = PHOTO, most: int = 100) -> Any:
    return run(url, lambda client: client.fetch(media, most))


def refusal(graph: Graph, **file: Any) -> tuple[str, list[str]]:
    """Why this file is not fetched, and which addresses were asked."""
    graph.file = file
    with pytest.raises(SendFault) as raised:
        fetch(graph.url)
    return raised.value.kind, [path for _, path, _, _ in graph.seen]


def test_a_file_is_fetched_in_two_steps(graph):
    """The address is asked for first, then the file, both with the token."""
    assert fetch(graph.url) == b"12345"
    assert [(path, bearer) for _, path, bearer, _ in graph.seen] == [
        ("/v26.0/1003383421387256", f"Bearer {TOKEN}"),
        ("/file", f"Bearer {TOKEN}"),
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/",
        "http://127.0.0.1:9/file",
        "http://localhost/file",
        "http://lookaside.fbsbx.com/file",
        "https://lookaside.fbsbx.com:8443/file",
        "https://lookaside.fbsbx.com@evil.example/file",
        "https://user:word@lookaside.fbsbx.com/file",
        "https://lookaside.fbsbx.com.evil.example/file",
        "https://evilfbcdn.net/file",
        "https://fbcdn.net.evil.example/file",
        "https://lookaside.fbsbx.com%2eevil.example/",
        "//lookaside.fbsbx.com/file",
        "file:///etc/passwd",
        "https://",
        "",
        5,
        None,
        ["https://lookaside.fbsbx.com"],
    ],
)
def test_the_token_goes_to_nobody_else(graph, url):
    """An address anywhere but at Meta is not called, whatever the answer names."""
    assert refusal(graph, url=url) == ("invalid", ["/v26.0/1003383421387256"])


@pytest.mark.parametrize(
    "url",
    [
        "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
        "https://scontent.xx.fbcdn.net/v/t61",
        "https://graph.facebook.com/v26.0/1",
    ],
)
def test_meta_s_own_hosts_are_known(url):
    """Where Meta keeps files is where we go."""
    assert client_of("https://graph.facebook.com")._is_metas(url)


def test_no_redirect_is_followed(graph):
    """A file that is said to be elsewhere is not fetched there, not even on the same host."""
    kind, asked = refusal(graph, redirect=f"{graph.url}/elsewhere")
    assert kind == "invalid" and asked[-1] == "/file"


@pytest.mark.parametrize(
    "file, kind",
    [({"status": 404}, "invalid"), ({"status": 500}, "down"), ({"gzip": True}, "invalid")],
)
def test_a_file_that_cannot_be_had(graph, file, kind):
    """Gone for good and gone for now are told apart; packed files are not unpacked."""
    assert refusal(graph, **file)[0] == kind


def test_a_file_that_is_too_big(graph):
    """Too much is refused as soon as it is told, and where it was not told, as soon as it comes."""
    graph.file = {"file_size": 101}
    with pytest.raises(TooBig):
        fetch(graph.url)
    assert len(graph.seen) == 1
    graph.file = {"file_size": 5, "chunks": 1000}
    with pytest.raises(TooBig):
        fetch(graph.url)


@pytest.mark.parametrize("source", ["../me/accounts", "1?fields=x", "", "a/b", "1#x", "é"])
def test_a_media_id_that_is_none(graph, source):
    """What is no id becomes no part of an address."""
    with pytest.raises(SendFault, match="invalid"):
        fetch(graph.url, Media(source, "image/jpeg", "photo"))
    assert graph.seen == []


@pytest.mark.parametrize("behaviour", [hang_up, reset, break_off])
def test_a_fetch_may_be_repeated(behaviour):
    """Asking changes nothing, so whatever went wrong may be tried again."""
    with misbehaving(behaviour) as url, pytest.raises(SendFault) as raised:
        fetch(url)
    assert raised.value == SendFault("down", retry=True)


def test_meta_keeps_no_list(graph):
    """What was missed comes again by itself, and nothing else can be asked."""
    assert run(graph.url, lambda client: client.missed(None)) is None
    assert run(graph.url, lambda client: client.sent_since(TO, None)) is None


def test_what_is_asked_fits_in_json(graph):
    """The body is UTF-8 JSON whatever is said."""
    run(graph.url, lambda client: client.send(Outbound("\u2028\U0001f926\u200d"), TO, "d1"))
    assert json.dumps(graph.seen[0][3])
