"""Stands between the provider and the gateway, and delivers everything many times at once."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bench.forgery.gateway import Connection


class Copier:
    """`statuses` counts how the gateway answered the copies, `waiting` the webhooks under way."""

    def __init__(self, port: int, copies: int) -> None:
        self.statuses: Counter[int] = Counter()
        self.waiting = 0
        self.copies = copies
        self.address = ""
        self._connections = [Connection(port) for _ in range(copies)]
        self._turn = asyncio.Lock()
        self._up = threading.Event()

    async def run(self) -> None:
        """Until `stop`."""
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.address = "http://127.0.0.1:{1}".format(*server.sockets[0].getsockname())
        self._up.set()
        await self._stopped.wait()
        server.close()

    def stop(self) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._stopped.set)

    def wait_until_up(self) -> None:
        """Raises RuntimeError if it never listens."""
        if not self._up.wait(10):
            raise RuntimeError("the copier did not start")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                status = await self._copied(await _request(reader))
                writer.write(b"HTTP/1.1 %d Copied\r\nContent-Length: 0\r\n\r\n" % status)
        writer.close()

    async def _copied(self, raw: bytes) -> int:
        """What the worst copy was answered."""
        self.waiting += 1
        async with self._turn:
            statuses = await asyncio.gather(*(one.send(raw) for one in self._connections))
        self.waiting -= 1
        self.statuses.update(statuses)
        return 200 if set(statuses) == {200} else 503


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
    return head + await reader.readexactly(length)


@contextmanager
def copying(port: int, copies: int) -> Iterator[Copier]:
    """A copier in a thread of its own, in front of the gateway at this port."""
    copier = Copier(port, copies)
    thread = threading.Thread(target=lambda: asyncio.run(copier.run()))
    thread.start()
    try:
        copier.wait_until_up()
        yield copier
    finally:
        copier.stop()
        thread.join(30)
