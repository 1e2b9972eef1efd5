"""A child with real processes: restarted when it ends, gone with all it started when stopped."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.supervisor.child import Child, Command
from tests.supervisor.processes import wait_for_end


def command(folder: Path, code: str, **env: str) -> Command:
    """A child that runs this Python."""
    argv = (sys.executable, "-c", code)
    return Command("Tiny", argv, folder / "logs" / "tiny.log", folder, env, grace_seconds=0.2)


async def lines_of(child_command: Command, count: int, pauses: tuple[float, ...]) -> list[str]:
    """The first lines that are said about a child that keeps ending."""
    said: asyncio.Queue[str] = asyncio.Queue()
    task = asyncio.create_task(Child(child_command, said.put_nowait, pauses).keep_running())
    lines = [await asyncio.wait_for(said.get(), 20) for _ in range(count)]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return lines


def test_a_child_that_ends_is_restarted_with_growing_pauses(tmp_path):
    """Each end is said in one line with its reason, the pause and the log; the last pause stays."""
    tiny = command(tmp_path, "raise SystemExit(3)")
    lines = asyncio.run(lines_of(tiny, 4, (0.0, 0.01, 0.02)))
    assert lines == [
        f"Tiny stopped (exit code 3); starting it again in {pause:g} s. Its log: {tiny.log}"
        for pause in (0.0, 0.01, 0.02, 0.02)
    ]


def test_a_child_that_is_killed_is_said_to_be_killed(tmp_path):
    """The line names the signal."""
    code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    (line,) = asyncio.run(lines_of(command(tmp_path, code), 1, (60.0,)))
    assert line.startswith("Tiny stopped (killed by SIGKILL)")


def test_the_log_starts_empty_keeps_all_restarts_and_is_private(tmp_path):
    """Old lines go at the start, those of each restart stay; only the owner can read them."""
    tiny = command(tmp_path, "import os; print(os.environ['WORD']); raise SystemExit(1)", WORD="hi")
    tiny.log.parent.mkdir()
    tiny.log.write_text("from yesterday\n")
    asyncio.run(lines_of(tiny, 3, (0.0,)))
    assert tiny.log.read_text().splitlines()[:3] == ["hi"] * 3
    assert tiny.log.stat().st_mode & 0o777 == 0o600
    asyncio.run(lines_of(tiny, 1, (60.0,)))
    assert tiny.log.read_text() == "hi\n"


def test_stopping_ends_a_child_and_what_it_started(tmp_path):
    """The whole process group goes, also one that ignores the polite request."""
    pids = tmp_path / "pids"
    os.mkfifo(pids)
    code = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open("pids", "w").write(f"{os.getpid()} {inner.pid}")
time.sleep(600)
"""

    async def start_and_stop() -> list[int]:
        child = Child(command(tmp_path, code), print)
        task = asyncio.create_task(child.keep_running())
        started = await asyncio.to_thread(pids.read_text)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return [int(pid) for pid in started.split()]

    for pid in asyncio.run(start_and_stop()):
        wait_for_end(pid)
