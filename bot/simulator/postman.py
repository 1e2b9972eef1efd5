"""Carries one request to the clinic, whole or spoilt, and says what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp
from yarl import URL

from bot.simulator.faults import Fault
from bot.simulator.people import Unknown
from bot.simulator.posts import Outcome, Post
from bot.simulator.wires import Wire
from bot.simulator.world import World

TIMEOUT_SECONDS = 15.0
AT_ONCE = 64


class Postman:
    """`wire` is the one of the provider that the simulator is just now."""

    def __init__(self, world: World, wire: Callable[[], Wire]) -> None:
        self._world = world
        self._wire = wire
        # Not httpx: fifty copies at once, a thousand times, take it ten times as long.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=AT_ONCE),
            skip_auto_headers=("Accept", "Accept-Encoding"),
        )

    async def close(self) -> None:
        await self._session.close()

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
            async with self._session.get(self._world.habits.delivery_url(url)) as answer:
                return answer.status, await answer.text()
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return 0, ""

    async def _post(
        self, post: Post, body: bytes, headers: dict[str, str], timeout: float
    ) -> Outcome:
        # As it is written: the signature is over these very characters.
        url = URL(self._world.habits.delivery_url(post.url), encoded=True)
        headers = {**headers, "Content-Type": post.content_type}
        limit = aiohttp.ClientTimeout(total=None, sock_connect=timeout, sock_read=timeout)
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as answer:
                await answer.read()
                return Outcome(answer.status, "answered")
        except aiohttp.ClientConnectorError:
            return Outcome(0, "refused")
        except asyncio.TimeoutError:
            return Outcome(0, "timeout")
        except (aiohttp.ClientError, ValueError):
            return Outcome(0, "cut")
