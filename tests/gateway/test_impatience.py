"""Connections that never finish their first request are closed; others are left alone."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.gateway.impatience import Impatient
from tests.gateway.loopback import serving

SECONDS = 0.5
APP = Starlette(routes=[Route("/", lambda _: PlainTextResponse("hello"))])


class Hurried(Impatient):
    """As impatient as a test."""

    header_seconds = SECONDS


@pytest.fixture
def port() -> Iterator[int]:
    with serving(APP, http=Hurried) as address:
        yield int(address.rsplit(":", 1)[1])


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: a", b"GET / HT"])
def test_half_a_header_holds_no_place(port, said):
    """However little was said, the connection ends soon after."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(said)
        begun = time.monotonic()
        assert client.recv(100) == b""
        assert time.monotonic() - begun < 5


def test_a_connection_in_use_is_left_alone(port):
    """A second request on the same connection, after the limit, is answered."""
    request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        for _ in range(2):
            client.sendall(request)
            assert b"hello" in client.recv(1000)
            time.sleep(SECONDS + 0.3)
