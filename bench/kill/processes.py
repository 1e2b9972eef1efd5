"""The service as a process, its children by kind, and their violent end (Linux)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What the supervisor itself said.
SAID = "supervisor.log"
# What stands in the command line of each kind.
KINDS = {
    "gateway": "bot.commands.parts\0gateway",
    "worker": "bot.commands.parts\0worker",
    "rasa": "bot.serving\0run",
    "actions": "-m\0rasa_sdk",
}


@contextmanager
def running_service(data_dir: Path, env: dict[str, str] | None = None) -> Iterator[Service]:
    """The service, listening; what is left of it at the end is ended."""
    argv = [sys.executable, "-m", "bench.kill.service", str(data_dir)]
    # Into a file, not a pipe: it says a line for each death, and a full pipe would stop it.
    with (data_dir / SAID).open("wb") as said:
        process = subprocess.Popen(
            argv,
            cwd=ROOT,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
        )
    try:
        yield Service(process, data_dir)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Service:
    """`address` is where it listens from the start on; `data_dir` holds its databases."""

    def __init__(self, process: subprocess.Popen, data_dir: Path) -> None:
        self.process = process
        self.data_dir = data_dir
        self.address = self._wait_for("Listening: ", 60)

    def wait_until_ready(self) -> None:
        """Returns when the service has said so for the first time."""
        self._wait_for("Ready: ", 180)

    def _wait_for(self, beginning: str, seconds: float) -> str:
        until = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < until:
            for line in (self.data_dir / SAID).read_text().splitlines():
                if line.startswith(beginning):
                    return line.split()[1]
            time.sleep(0.2)
        said = (self.data_dir / SAID).read_text()
        raise RuntimeError(f"the service never said {beginning!r}:\n{said[-2000:]}")

    def children(self) -> dict[str, list[int]]:
        """The processes of each kind that are alive now."""
        found: dict[str, list[int]] = {kind: [] for kind in KINDS}
        for pid in _children_of(self.process.pid):
            line = _command_line(pid)
            for kind, sign in KINDS.items():
                if sign in line:
                    found[kind].append(pid)
        return found

    def signal_one(self, kind: str, number: signal.Signals, chance: random.Random) -> bool:
        """Send it to one of this kind; False if none was alive."""
        pids = self.children()[kind]
        if not pids:
            return False
        try:
            os.kill(chance.choice(pids), number)
        except ProcessLookupError:
            return False
        return True


def _children_of(pid: int) -> list[int]:
    pids: list[int] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            pids += map(int, (thread / "children").read_text().split())
    except FileNotFoundError:
        pass
    return pids


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
