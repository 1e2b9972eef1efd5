"""One child process: kept running, restarted with growing pauses or on request, stopped whole."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
STEADY_SECONDS = 60.0
GRACE_SECONDS = 5.0

_LEASH = Path(__file__).with_name("leash.py")


@dataclass(frozen=True)
class Command:
    """What to run. The log is emptied at the first start; `env` adds to our own environment.

    `is_ready(since)` says whether the process started at that time does its work already.
    `grace_seconds` is the time between the request to end and being killed. `fds` are open files
    that the program inherits. After a death it waits for the first of `pauses`, then the next.
    """

    name: str
    argv: tuple[str, ...]
    log: Path
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    grace_seconds: float = GRACE_SECONDS
    fds: tuple[int, ...] = ()
    pauses: tuple[float, ...] = PAUSES
    is_ready: Callable[[float], Awaitable[bool]] | None = field(
        default=None, repr=False, compare=False
    )


class Child:
    """Runs a command until it is told to stop.

    `say` gets a line for each time the program ended by itself. The pauses before a restart go
    from the first of `pauses` (the command's, unless others are given) to the last, and begin
    anew once it ran for a minute.
    """

    def __init__(
        self,
        command: Command,
        say: Callable[[str], None],
        pauses: Sequence[float] | None = None,
    ) -> None:
        self._command = command
        self._say = say
        self._pauses = command.pauses if pauses is None else pauses
        self._wanted_anew = asyncio.Event()
        self._started = asyncio.Event()

    @property
    def command(self) -> Command:
        """What it runs."""
        return self._command

    async def restart(self) -> None:
        """End the program politely and start it anew; returns when the new one has been started."""
        self._started.clear()
        self._wanted_anew.set()
        await self._started.wait()

    async def keep_running(self) -> None:
        """Ends only by being cancelled; the program has ended then too."""
        clock = asyncio.get_running_loop().time
        failures = 0
        with self._open_log() as log:
            while True:
                began = clock()
                code = await self._run_once(log)
                if code is None:
                    failures = 0
                    continue
                failures = 0 if clock() - began > STEADY_SECONDS else failures
                pause = self._pauses[min(failures, len(self._pauses) - 1)]
                failures += 1
                self._say(
                    f"{self._command.name} stopped ({_how(code)}); starting it again in "
                    f"{pause:g} s. Its log: {self._command.log}"
                )
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._wanted_anew.wait(), pause)

    async def _run_once(self, log: BinaryIO) -> int | None:
        """How it ended; None if that was wanted."""
        process = await asyncio.create_subprocess_exec(
            # -I -S: the leash itself needs nothing, and starts in a few milliseconds.
            *(sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), *self._command.argv),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=asyncio.subprocess.STDOUT,
            cwd=self._command.cwd,
            env={**os.environ, **self._command.env},
            start_new_session=True,
            pass_fds=self._command.fds,
        )
        # Whatever was asked for until now, this process is new enough.
        self._wanted_anew.clear()
        self._started.set()
        ended = asyncio.ensure_future(process.wait())
        wanted = asyncio.ensure_future(self._wanted_anew.wait())
        try:
            await asyncio.wait({ended, wanted}, return_when=asyncio.FIRST_COMPLETED)
            return ended.result() if ended.done() else None
        finally:
            ended.cancel()
            wanted.cancel()
            await _end_group(process, self._command.grace_seconds)

    def _open_log(self) -> BinaryIO:
        self._command.log.parent.mkdir(parents=True, exist_ok=True)
        log = self._command.log.open("wb")
        # Only the owner may read it: a traceback may show more than we would like.
        os.fchmod(log.fileno(), 0o600)
        return log


async def _end_group(process: asyncio.subprocess.Process, grace_seconds: float) -> None:
    """End the program, politely first, then whatever else is left in its group."""
    if process.returncode is None:
        _signal_group(process, signal.SIGTERM)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(process.wait(), grace_seconds)
    _signal_group(process, signal.SIGKILL)
    await process.wait()


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
