"""Whether a child of `afterglow serve` does its work: asked before the next one is restarted."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable

import httpx

from bot.mailbox import open_mailbox
from bot.settings import Settings
from bot.supervisor.ports import address_of

IsReady = Callable[[float], Awaitable[bool]]
_SECONDS = 5.0


def says_so(url: str, key: str = "") -> IsReady:
    """A part that listens by itself: only the new process can answer once the old one is gone."""

    async def is_ready(_: float) -> bool:
        return await _is_well(url, {"X-Afterglow-Key": key} if key else {})

    return is_ready


def serves_on(listener_fd: int) -> IsReady:
    """The gateway, behind the socket that we hold: until it accepts, we wait like everybody."""

    async def is_ready(_: float) -> bool:
        with socket.socket(fileno=os.dup(listener_fd)) as listener:
            address = address_of(listener)
        here = address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")
        return await _is_well(f"{here}/ready", {})

    return is_ready


def beats(settings: Settings, worker: str) -> IsReady:
    """A worker, which listens to nobody: it has told the database that it lives."""

    def has_beaten(since: float) -> bool:
        mailbox = open_mailbox(settings.register_url)
        try:
            seen = mailbox.seen(worker)
        except mailbox.unavailable:
            return False
        finally:
            mailbox.close()
        return seen is not None and seen.timestamp() > since

    async def is_ready(since: float) -> bool:
        return await asyncio.to_thread(has_beaten, since)

    return is_ready


async def _is_well(url: str, headers: dict[str, str]) -> bool:
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=_SECONDS) as client:
            return (await client.get(url, headers=headers)).status_code == 200
    except httpx.HTTPError:
        return False
