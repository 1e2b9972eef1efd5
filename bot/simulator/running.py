"""Runs the simulator behind a door that can be shut for a while."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn

from bot.simulator.account import Account
from bot.simulator.app import build
from bot.simulator.habits import Habits
from bot.simulator.world import World


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Doors:
    """Listens at one address, and can be shut for a while: then connections are refused."""

    def __init__(self, host: str, port: int) -> None:
        self._listener = _listening(host, port)
        self._address = self._listener.getsockname()[:2]
        self._shut_seconds: float | None = None
        self._stopped = False
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        host, port = self._address
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def refuse(self, seconds: float) -> None:
        """Shut now, open again after that time. The answer on its way still goes out."""
        self._shut_seconds = seconds
        if self._server:
            self._server.should_exit = True

    def stop(self) -> None:
        self._stopped = True
        if self._server:
            self._server.should_exit = True

    async def serve(self, app: object, ready: Callable[[], None]) -> None:
        """Until stopped."""
        while not self._stopped:
            config = uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                lifespan="off",
                ws="none",
                http="h11",
                timeout_graceful_shutdown=1,
            )
            self._server = _Server(config)
            serving = asyncio.create_task(self._server.serve(sockets=[self._listener]))
            while not self._server.started and not serving.done():
                await asyncio.sleep(0.005)
            ready()
            await serving
            self._listener.close()
            if self._stopped:
                return
            await asyncio.sleep(self._shut_seconds or 0)
            self._listener = _listening(*self._address)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=2048)
    # Python makes it without naming TCP, and asyncio then lets small answers wait 40 ms for more.
    return socket.socket(fileno=listener.detach())


async def serve(
    doors: Doors,
    account: Account,
    habits: Habits,
    people: list[dict],
    ready: Callable[[], None],
) -> None:
    """Until the doors are stopped."""
    habits.url = habits.url or doors.url
    simulator = build(World(account, habits, people), people, doors.refuse)
    try:
        await doors.serve(simulator.app, ready)
    finally:
        await simulator.courier.close()


def run_forever(
    doors: Doors, account: Account, habits: Habits, people: list[dict], ready: Callable[[], None]
) -> None:
    """In the foreground, until Ctrl-C or SIGTERM."""

    async def main() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, doors.stop)
        await serve(doors, account, habits, people, ready)

    with suppress(KeyboardInterrupt):
        asyncio.run(main())
