"""The whole service in the foreground: children, progress lines, a rolling restart, the end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence

from bot.supervisor.child import Child, Command
from bot.supervisor.rolling import restart_all

READY_POLL_SECONDS = 0.5


def run(
    address: str,
    commands: Sequence[Command],
    is_ready: Callable[[], Awaitable[bool]],
    say: Callable[[str], None],
    pauses: Sequence[float] | None = None,
) -> None:
    """Keep all running until Ctrl-C or SIGTERM. When this returns, nothing it started is left.

    SIGHUP starts all anew, one after another. `address` is what is said to be ready; `pauses`
    replace those of every command.
    """
    asyncio.run(_run(address, commands, is_ready, say, pauses))


async def _run(
    address: str,
    commands: Sequence[Command],
    is_ready: Callable[[], Awaitable[bool]],
    say: Callable[[str], None],
    pauses: Sequence[float] | None,
) -> None:
    stop, lost = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    def say_lost(line: str) -> None:
        lost.set()
        say(line)

    children = [Child(one, say_lost, pauses) for one in commands]
    anew = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, anew.set)
    asked = asyncio.create_task(stop.wait())
    helpers = [
        asyncio.create_task(_announce(address, is_ready, lost, say)),
        asyncio.create_task(_restart_when_asked(anew, children, say)),
        *(asyncio.create_task(child.keep_running()) for child in children),
    ]
    done, _ = await asyncio.wait({asked, *helpers}, return_when=asyncio.FIRST_COMPLETED)

    say("Stopping …")
    for task in (asked, *helpers):
        task.cancel()
    await asyncio.gather(asked, *helpers, return_exceptions=True)
    for task in done - {asked}:
        # Not asked to stop: something of ours broke, and that is not a success.
        task.result()
        raise RuntimeError("The supervisor ended by itself.")


async def _restart_when_asked(
    anew: asyncio.Event, children: Sequence[Child], say: Callable[[str], None]
) -> None:
    """Asked again meanwhile, it begins again: whoever asked wants what is on the disk now."""
    while True:
        await anew.wait()
        anew.clear()
        await restart_all(children, say)


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
