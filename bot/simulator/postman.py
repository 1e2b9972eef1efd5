"""Carries one request to the clinic, whole or spoilt, and says what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx

from bot.simulator.faults import Fault
from bot.simulator.people import Unknown
from bot.simulator.posts import Outcome, Post
from bot.simulator.wires import Wire
from bot.simulator.world import World

TIMEOUT_SECONDS = 15.0


class Postman:
    """`wire` is the one of the provider that the simulator is just now."""

    def __init__(self, world: World, wire: Callable[[], Wire]) -> None:
        self._world = world
        self._wire = wire
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
        self._client = httpx.AsyncClient(
            trust_env=False, timeout=TIMEOUT_SECONDS, limits=limits, follow_redirects=False
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def post(self, post: Post, fault: Fault | None = None) -> Outcome:
        """One attempt, as it is or spoilt by a fault; not repeated."""
        what = fault.what if fault else ""
        if what == "delay":
            await asyncio.sleep(fault.seconds)
        if what == "drop":
            return Outcome(0, "dropped")
        body = post.body[: len(post.body) // 2] if what == "truncate" else post.body
        headers = self._wire().headers(Post(post.url, body, post.content_type, post.events))
        if what == "forge":
            headers = self._wire().forged(headers)
        timeout = (fault.seconds or 0.05) if what == "hang_up" else TIMEOUT_SECONDS
        return await self._post(post, body, headers, timeout)

    async def forge(self, post: Post, how: str) -> Outcome:
        """As somebody would who does not have the secret. Raises Unknown for no such way."""
        headers = self._wire().headers(post)
        body = post.body
        if how == "wrong":
            headers = self._wire().forged(headers)
        elif how == "unsigned":
            headers = {}
        elif how == "altered":
            body = body.replace(b"a", b"e", 1)
        else:
            raise Unknown("One can forge wrong, unsigned or altered.")
        return await self._post(post, body, headers, TIMEOUT_SECONDS)

    async def ask(self, url: str) -> tuple[int, str]:
        """A GET: status and text; 0 if nobody answered."""
        try:
            answer = await self._client.get(self._world.habits.delivery_url(url))
        except httpx.HTTPError:
            return 0, ""
        return answer.status_code, answer.text

    async def _post(
        self, post: Post, body: bytes, headers: dict[str, str], timeout: float
    ) -> Outcome:
        url = self._world.habits.delivery_url(post.url)
        headers = {**headers, "Content-Type": post.content_type}
        try:
            answer = await self._client.post(url, content=body, headers=headers, timeout=timeout)
        except httpx.ConnectError:
            return Outcome(0, "refused")
        except httpx.TimeoutException:
            return Outcome(0, "timeout")
        except (httpx.HTTPError, httpx.InvalidURL):
            return Outcome(0, "cut")
        return Outcome(answer.status_code, "answered")
