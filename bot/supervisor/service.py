"""The whole service in the foreground: children, gateway, progress lines, an orderly end."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.supervisor.child import PAUSES, Child, Command

READY_POLL_SECONDS = 0.5
OPEN_REQUESTS_SECONDS = 3


def run(
    app: ASGIApp,
    listener: socket.socket,
    commands: Sequence[Command],
    is_ready: Callable[[], Awaitable[bool]],
    say: Callable[[str], None],
    pauses: Sequence[float] = PAUSES,
) -> None:
    """Serve until Ctrl-C or SIGTERM. When this returns, nothing that it started is left."""
    asyncio.run(_run(app, listener, commands, is_ready, say, pauses))


async def _run(
    app: ASGIApp,
    listener: socket.socket,
    commands: Sequence[Command],
    is_ready: Callable[[], Awaitable[bool]],
    say: Callable[[str], None],
    pauses: Sequence[float],
) -> None:
    stop, lost = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    def say_lost(line: str) -> None:
        lost.set()
        say(line)

    gateway = _Gateway(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            # uvicorn's WebSockets need a newer library than Rasa allows, and we have none.
            ws="none",
            lifespan="on",
            timeout_graceful_shutdown=OPEN_REQUESTS_SECONDS,
        )
    )
    asked = asyncio.create_task(stop.wait())
    serving = asyncio.create_task(gateway.serve(sockets=[listener]))
    helpers = [
        asyncio.create_task(_announce(_address(listener), is_ready, lost, say)),
        *(asyncio.create_task(Child(one, say_lost, pauses).keep_running()) for one in commands),
    ]
    done, _ = await asyncio.wait({asked, serving, *helpers}, return_when=asyncio.FIRST_COMPLETED)

    say("Stopping …")
    gateway.should_exit = True
    for task in (asked, *helpers):
        task.cancel()
    await asyncio.gather(asked, serving, *helpers, return_exceptions=True)
    for task in done - {asked}:
        # Not asked to stop: something of ours broke, and that is not a success.
        task.result()
        raise RuntimeError("The gateway ended by itself.")


async def _announce(
    address: str,
    is_ready: Callable[[], Awaitable[bool]],
    lost: asyncio.Event,
    say: Callable[[str], None],
) -> None:
    """Say when all is ready, and again each time after a child was lost."""
    while True:
        while not await is_ready():
            await asyncio.sleep(READY_POLL_SECONDS)
        lost.clear()
        say(f"Ready: {address}")
        await lost.wait()


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Gateway(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are for the whole service: uvicorn's own handling would end us with an error."""
        yield
