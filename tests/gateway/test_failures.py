"""What a browser gets when something of ours breaks, on our own site and on an embedding one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from bot.gateway.failures import HonestFailure
from bot.gateway.headers import HEADERS, SafeHeaders
from bot.gateway.origins import KnownOrigins
from tests.gateway.loopback import serving

CLINIC = "https://www.clinic.example"


async def broken(_: Request) -> None:
    """A handler that fails with a patient's words in its error."""
    raise RuntimeError("my cheek is oozing")


async def broken_midway(_: Request) -> StreamingResponse:
    """An answer that has begun when it fails."""

    async def pieces() -> AsyncIterator[str]:
        yield "event: status\n\n"
        raise RuntimeError("my cheek is oozing")

    return StreamingResponse(pieces())


APP = Starlette(
    routes=[Route("/api/broken", broken), Route("/api/midway", broken_midway)],
    middleware=[
        Middleware(SafeHeaders),
        Middleware(KnownOrigins, allowed=(CLINIC,)),
        Middleware(HonestFailure),
    ],
)


def test_another_site_can_read_that_something_broke():
    """The sentence carries the header without which a browser hides it, and all the others."""
    with serving(APP) as address:
        answer = httpx.get(f"{address}/api/broken", headers={"Origin": CLINIC})
    assert (answer.status_code, answer.json()["code"]) == (503, "not_now")
    assert answer.headers["access-control-allow-origin"] == CLINIC
    assert answer.headers["retry-after"]
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_log_has_the_place_and_not_the_words():
    """An error's own words may quote a patient."""
    with capture_logs() as logged, serving(APP) as address:
        httpx.get(f"{address}/api/broken")
    (entry,) = [one for one in logged if one["event"] == "a request failed"]
    assert "RuntimeError" in entry["error"] and "oozing" not in str(entry)


def test_an_answer_that_has_begun_is_broken_off():
    """A second answer inside the first would be nonsense; the connection ends instead."""
    with serving(APP) as address:
        try:
            told = httpx.get(f"{address}/api/midway").text
        except httpx.HTTPError:
            told = ""
    assert "not_now" not in told
