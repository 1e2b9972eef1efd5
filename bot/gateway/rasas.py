"""Several Rasa processes: which are up, and which of them a conversation belongs to.

Every worker works that out for itself and comes to the same: no list is kept anywhere. When a Rasa
goes, only its own conversations move, each to the next in its own order; when it is back, they
return.
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx

HEALTH_SECONDS = 2.0
# Every turn asks whether all is up; what was up a moment ago still is.
FRESH_SECONDS = 0.5
# One that was up and answers late is only busy: its conversations stay with it for now.
PATIENCE_SECONDS = 0.3
# How long the addresses behind a name are believed.
NAME_SECONDS = 5.0


def ranked(addresses: Sequence[str], conversation: str) -> list[str]:
    """All of them, the conversation's own first (rendezvous hashing)."""

    def weight(address: str) -> bytes:
        return hashlib.blake2b(f"{address} {conversation}".encode(), digest_size=8).digest()

    return sorted(addresses, key=weight, reverse=True)


class Rasas:
    """`urls` with commas between them. A name with several addresses stands for all of these."""

    def __init__(self, urls: str, http: httpx.AsyncClient) -> None:
        self._urls = tuple(url.strip().rstrip("/") for url in urls.split(",") if url.strip())
        self._http = http
        self._well: dict[str, bool] = {}
        self._checks: dict[str, asyncio.Task] = {}
        self._asked_at = -FRESH_SECONDS
        self._named: tuple[str, ...] = ()
        self._named_at = -NAME_SECONDS

    async def up(self) -> tuple[str, ...]:
        """The addresses that answered now or a moment ago."""
        addresses = await self._addresses()
        if time.monotonic() - self._asked_at > FRESH_SECONDS or not self._of(addresses):
            self._asked_at = time.monotonic()
            for address in addresses:
                if address not in self._checks:
                    self._checks[address] = asyncio.create_task(self._check(address))
            await self._wait(addresses)
        return self._of(addresses)

    def doubt(self) -> None:
        """Something went wrong: ask anew before the next turn."""
        self._asked_at = -FRESH_SECONDS

    def leave_out(self, address: str) -> None:
        """It refused a connection: nothing more goes there until it says that it is up."""
        self._well[address] = False

    def _of(self, addresses: Sequence[str]) -> tuple[str, ...]:
        return tuple(address for address in addresses if self._well.get(address))

    async def _wait(self, addresses: Sequence[str]) -> None:
        """For a moment; without a time while none is up. What was down is not waited for."""
        checks = dict(self._checks)
        hopeful = [task for one, task in checks.items() if self._well.get(one, True)]
        if hopeful:
            await asyncio.wait(hopeful, timeout=PATIENCE_SECONDS)
        pending = {task for task in checks.values() if not task.done()}
        while pending and not self._of(addresses):
            _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)

    async def _check(self, address: str) -> None:
        try:
            url = f"{address}/webhooks/afterglow/health"
            self._well[address] = await answers(self._http, url)
        finally:
            del self._checks[address]

    async def _addresses(self) -> tuple[str, ...]:
        if time.monotonic() - self._named_at > NAME_SECONDS:
            found = await asyncio.gather(*map(_behind, self._urls))
            self._named = tuple(sorted({address for group in found for address in group}))
            self._named_at = time.monotonic()
        return self._named


async def answers(http: httpx.AsyncClient, url: str) -> bool:
    """Whether this says 200 within two seconds."""
    try:
        response = await http.get(url, timeout=HEALTH_SECONDS)
    except httpx.HTTPError:
        return False
    return response.status_code == 200


async def _behind(url: str) -> list[str]:
    """One URL for each address that its host has; none while the name is not known."""
    parts = urlsplit(url)
    port = parts.port or 80
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        return []
    hosts = {f"[{to[0]}]" if ":" in to[0] else to[0] for *_, to in found}
    return [f"{parts.scheme}://{host}:{port}" for host in hosts]
