"""A clinic's webhook that only listens: what it is sent can be read back, its answers be set."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.simulator.beside import simulating
from bot.simulator.client import Simulated
from tests.gateway.loopback import serving

PUBLIC = "https://chat.clinic.example"
AVA = "+12125550100"
BEN = "+12125550101"
CAST = [
    {"ref": AVA, "name": "Ava", "note": "Ava, treated today"},
    {"ref": BEN, "name": "Ben", "note": "Ben, treated yesterday"},
]


@dataclass(frozen=True)
class Heard:
    """One request. `url` is the public address that the provider means."""

    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class Clinic:
    """`answers` are used up one by one; afterwards everything is taken."""

    requests: list[Heard] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/{path:path}", self.take, methods=["POST"]),
                Route("/{path:path}", self.greet),
            ]
        )

    async def take(self, request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        url = PUBLIC + request.url.path + query
        self.requests.append(Heard(url, dict(request.headers), await request.body()))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)

    async def greet(self, request: Request) -> Response:
        """As a clinic does that believes every word."""
        return Response(request.query_params.get("hub.challenge", ""))

    def bodies(self) -> Counter:
        """How often each body came."""
        return Counter(one.body for one in self.requests)


@contextmanager
def beside(clinic: Clinic, **habits: object) -> Iterator[Simulated]:
    """A simulator that posts to this clinic."""
    with (
        serving(clinic.app()) as service,
        simulating(public_url=PUBLIC, service_url=service, **habits) as phone,
    ):
        yield phone


def eventually(look: Callable[[], object], seconds: float = 5.0) -> object:
    """The first true value of `look`."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)
    return found
