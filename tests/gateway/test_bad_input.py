"""Whatever a client sends: a clear refusal, nothing stored, nobody else slowed."""

from __future__ import annotations

import json
import socket
import threading
import time
import zlib

import pytest

from tests.gateway.test_messages import stored
from tests.gateway.town import HTTP


@pytest.fixture
def town(open_town):
    """Without Rasa and worker: what is refused never gets that far."""
    return open_town(is_up=False)


BAD_BODIES = (
    (b"", 400, "bad_json"),
    (b"{", 400, "bad_json"),
    (b"[]", 400, "bad_json"),
    (b"7", 400, "bad_json"),
    (b"null", 400, "bad_json"),
    (b'"text"', 400, "bad_json"),
    (b"\xff\xfe", 400, "bad_json"),
    (b'{"id": "i", "text": "\xc3\x28"}', 400, "bad_json"),
    (b'{"id": "i", "text": "\\ud800"}', 400, "bad_json"),
    (b"[" * 60_000, 400, "bad_json"),
    (b'{"id": "i", "text": NaN}', 400, "bad_text"),
    (b'{"id": "i"}', 400, "bad_text"),
    (b'{"id": "i", "text": null}', 400, "bad_text"),
    (b'{"id": "i", "text": 7}', 400, "bad_text"),
    (b'{"id": "i", "text": ["hello"]}', 400, "bad_text"),
    (b'{"id": "i", "text": {"text": "hello"}}', 400, "bad_text"),
    (b'{"id": "i", "text": ""}', 400, "bad_text"),
    (b'{"id": "i", "text": " \\u200b\\n\\t "}', 400, "bad_text"),
    (b'{"id": "i", "text": "////"}', 400, "bad_text"),
    (b'{"id": "i", "text": "hello", "button": "x"}', 400, "bad_text"),
    (b'{"text": "hello"}', 400, "bad_id"),
    (b'{"id": "", "text": "hello"}', 400, "bad_id"),
    (b'{"id": 7, "text": "hello"}', 400, "bad_id"),
    (b'{"id": "a/b", "text": "hello"}', 400, "bad_id"),
    (b'{"id": "%s", "text": "hello"}' % (b"a" * 65), 400, "bad_id"),
    (b'{"id": "i", "text": "%s"}' % (b"a" * 70_000), 413, "too_big"),
)


def test_bad_bodies_are_refused_with_a_sentence(town):
    """Broken, misshapen, empty, too big: a status, a code, a sentence, and nothing stored."""
    browser = town.browser()
    headers = {**browser.headers, "Content-Type": "application/json"}
    for body, status, code in BAD_BODIES:
        answer = HTTP.post(town.address + "/api/messages", content=body, headers=headers)
        told = answer.json()
        assert (body[:80], answer.status_code, told["code"]) == (body[:80], status, code)
        assert told["error"].endswith(".")
    assert stored(town) == []


def test_only_plain_json_is_read(town):
    """Forms, multipart, no type, and compressed bodies are refused before they are unfolded."""
    browser = town.browser()
    url, body = town.address + "/api/messages", b'{"id": "i", "text": "hello"}'
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/xml", ""):
        headers = {**browser.headers, "Content-Type": kind}
        assert HTTP.post(url, content=body, headers=headers).status_code == 415
    bomb = zlib.compress(b" " * 50_000_000)
    for encoding in ("deflate", "gzip", "br", "identity, deflate"):
        headers = {
            **browser.headers,
            "Content-Type": "application/json",
            "Content-Encoding": encoding,
        }
        answer = HTTP.post(url, content=bomb, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (415, "compressed")
    assert stored(town) == []


ODD_TEXTS = (
    "<script>alert(1)</script>?",
    "<img src=x onerror=alert(1)>?",
    "**bold** [link](javascript:alert(1))?",
    "'; DROP TABLE inbox; --?",
    "{{7*7}} ${7*7} %s %n \\?",
    "=cmd|' /C calc'!A0?",
    "\u202eevil\u202c \u2066x\u2069?",
    "line\r\nSet-Cookie: a=b?",
    "\x1b[31mred\x1b[0m\x00?",
    "z\u0335\u0321\u0322a\u0336l\u0337g\u0338o?",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467?",
)


def test_odd_text_is_text(town):
    """Markup, formulas, bidi and control characters come back as plain words, once each."""
    browser = town.browser()
    for text in ODD_TEXTS:
        browser.say(text)
    shown = [message["text"] for message in browser.messages(len(ODD_TEXTS))]
    assert not set("".join(shown)) & set("\x00\x1b\r\u202e\u202c\u2066\u2069\u200d")
    assert [text for text, _, _ in stored(town)] == shown


class Neighbour:
    """Sends a short message ten times a second and remembers how long each took."""

    def __init__(self, town) -> None:
        self.waits: list[float] = []
        self._browsers = [town.browser() for _ in range(3)]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Neighbour:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        number = 0
        while not self._stop.wait(0.1):
            number += 1
            began = time.monotonic()
            self._browsers[number % 3].say("can I swim?")
            self.waits.append(time.monotonic() - began)

    @property
    def p95(self) -> float:
        """In seconds."""
        return sorted(self.waits)[int(0.95 * len(self.waits))]


def test_a_noisy_client_does_not_slow_the_others(town):
    """Bodies of 5 MB, a hundred messages a second and endless requests: others' p95 below 2 s."""
    noisy = town.browser()
    headers = {**noisy.headers, "Content-Type": "application/json"}
    url = town.address + "/api/messages"
    big = json.dumps({"id": "big", "text": "a" * 5_000_000}).encode()
    port = int(town.address.rpartition(":")[2])
    with Neighbour(town) as neighbour:
        for _ in range(3):
            assert HTTP.post(url, content=big, headers=headers).status_code == 413
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(50)]
        for one in slow:
            one.sendall(
                b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
                b"Content-Type: application/json\r\nAuthorization: Bearer "
                + noisy.session.encode()
                + b"\r\n\r\n{"
            )
        codes = [noisy.post({"id": f"n{i}", "text": "hi?"}).status_code for i in range(200)]
        for one in slow:
            one.close()
        time.sleep(0.5)
    assert set(codes) <= {202, 429} and codes.count(202) < 80
    assert len(neighbour.waits) >= 5 and neighbour.p95 < 2


def test_a_body_that_never_ends_is_given_up(town, monkeypatch):
    """A client that sends one byte and stops is answered 408 in the end."""
    monkeypatch.setattr("bot.gateway.request_body.BODY_SECONDS", 0.3)
    browser = town.browser()
    port = int(town.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(
            b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
            b"Content-Type: application/json\r\n"
            b"Authorization: Bearer " + browser.session.encode() + b"\r\n\r\n{"
        )
        assert one.recv(200).startswith(b"HTTP/1.1 408")
