"""The real gateway as a process of its own, and many connections that knock at it."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from bench.forgery.wire import PUBLIC, Request
from bot.simulator.account import Account

ROOT = Path(__file__).parents[2]
CONNECTIONS = 24
START_TRIES = 60
# Nobody listens there: these requests are to be stored or refused, not answered.
NOWHERE = "http://127.0.0.1:9"
TEMPLATE = {"meta": "afterglow_reply", "twilio": "HX" + "0" * 31 + "1"}


@contextmanager
def gateway(folder: Path, provider: str, account: Account) -> Iterator[int]:
    """Its port. It is killed in the end: what it acknowledged must be on the disk."""
    from bot.commands.children import Loopback, children
    from bot.commands.serve import prepare
    from bot.settings import Settings
    from bot.supervisor.ports import claim

    told = account.settings(provider, NOWHERE, PUBLIC, TEMPLATE[provider])
    told = {**told, "AFTERGLOW_DATA_DIR": str(folder)}
    settings = Settings.from_env(told)
    prepare(settings)
    with claim("127.0.0.1", 0) as listener:
        loopback = Loopback.fresh(settings)
        command = children(settings, Path(), listener.fileno(), loopback, demo=False)[0]
        with (folder / "gateway.log").open("wb") as said:
            process = subprocess.Popen(
                command.argv,
                cwd=ROOT,
                env={**os.environ, **told, **command.env},
                pass_fds=command.fds,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        try:
            yield listener.getsockname()[1]
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()


def stored(folder: Path) -> list[tuple[str, str]]:
    """What stands in the inbox: the provider's id and the words of each message."""
    with closing(sqlite3.connect(folder / "afterglow.db")) as database:
        return database.execute("SELECT external_id, text FROM inbox").fetchall()


def knock(port: int, requests: Sequence[Request]) -> list[int]:
    """The status of each, in the order of the requests; 0 for a connection that broke off."""
    return asyncio.run(_knock(port, requests))


async def _knock(port: int, requests: Sequence[Request]) -> list[int]:
    await _until_it_serves(port)
    statuses = [0] * len(requests)
    places = iter(range(len(requests)))

    async def visitor() -> None:
        connection = Connection(port)
        for place in places:
            statuses[place] = await connection.send(requests[place].raw())
        connection.close()

    await asyncio.gather(*(visitor() for _ in range(CONNECTIONS)))
    return statuses


async def _until_it_serves(port: int) -> None:
    for _ in range(START_TRIES):
        # The socket is open before anybody serves on it: a question may stay without an answer.
        with suppress(asyncio.TimeoutError, OSError):
            if (await asyncio.wait_for(_ready(port), 1)).startswith(b"HTTP/1.1 200"):
                return
        await asyncio.sleep(0.1)
    raise RuntimeError("the gateway did not start")


async def _ready(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"GET /ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return await reader.read()
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """The head of an answer, once its body has come as well."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
    await reader.readexactly(length)
    return head


class Connection:
    """Kept alive as long as the gateway likes."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, raw: bytes) -> int:
        reader, writer = await self._open()
        try:
            writer.write(raw)
            head = await asyncio.wait_for(_answer(reader), 30)
            told = head.lower()
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            self.close()
            return 0
        if b"connection: close" in told:
            self.close()
        return int(head.split(b" ", 2)[1])

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        return self._streams

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
