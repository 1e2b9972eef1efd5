"""A rolling restart with real processes: one after another, each ready before the next goes."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.supervisor import rolling
from bot.supervisor.child import Child, Command
from bot.supervisor.rolling import restart_all

CODE = "import os, time; open('pids', 'a').write(f'{os.getpid()}\\n'); time.sleep(600)"


def child(folder: Path, name: str, said: list[str], ready: bool = True) -> Child:
    """Writes its process number into its folder each time it starts."""
    own = folder / name
    own.mkdir()

    async def is_ready(_: float) -> bool:
        said.append(f"asked {name}")
        return ready

    argv = (sys.executable, "-c", CODE)
    command = Command(name, argv, folder / f"{name}.log", own, grace_seconds=0.2, is_ready=is_ready)
    return Child(command, said.append)


def starts(folder: Path, name: str) -> list[str]:
    """The process numbers so far."""
    file = folder / name / "pids"
    return file.read_text().split() if file.exists() else []


async def restarted(folder: Path, children: list[Child], said: list[str]) -> bool:
    """All running, then restarted, then stopped."""
    tasks = [asyncio.create_task(one.keep_running()) for one in children]
    while not all(starts(folder, one.command.name) for one in children):
        await asyncio.sleep(0.02)
    done = await restart_all(children, said.append)
    await asyncio.sleep(0.3)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return done


def test_each_is_replaced_once_and_asked_before_the_next(tmp_path):
    """In their order, with no word about a child that was lost."""
    said: list[str] = []
    children = [child(tmp_path, name, said) for name in ("a", "b")]
    assert asyncio.run(restarted(tmp_path, children, said))
    assert [line for line in said if not line.startswith("asked")] == [
        "Restarting: a …",
        "Restarting: b …",
        "Restarted: 2 processes, one after another.",
    ]
    assert said.index("asked a") < said.index("Restarting: b …")
    for name in ("a", "b"):
        assert len(set(starts(tmp_path, name))) == 2


def test_one_that_does_not_become_ready_stops_the_rest(tmp_path, monkeypatch):
    """A new version that cannot start must not take down what still runs."""
    monkeypatch.setattr(rolling, "READY_SECONDS", 0.3)
    said: list[str] = []
    children = [child(tmp_path, "a", said, ready=False), child(tmp_path, "b", said)]
    assert not asyncio.run(restarted(tmp_path, children, said))
    assert len(starts(tmp_path, "b")) == 1
