"""The service as a process, its children by kind, and their violent end (Linux)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What stands in the command line of each kind.
KINDS = {
    "gateway": "bot.commands.parts\0gateway",
    "worker": "bot.commands.parts\0worker",
    "rasa": "-m\0rasa\0run",
    "actions": "-m\0rasa_sdk",
}


@contextmanager
def running_service(data_dir: Path, env: dict[str, str] | None = None) -> Iterator[Service]:
    """The service, listening; what is left of it at the end is ended."""
    argv = [sys.executable, "-m", "bench.kill.service", str(data_dir)]
    with (data_dir / "supervisor.log").open("wb") as log:
        process = subprocess.Popen(
            argv,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, **(env or {})},
        )
    service = Service(process, data_dir)
    try:
        yield service
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


class Service:
    """`address` is where it listens from the start on; `data_dir` holds its databases."""

    def __init__(self, process: subprocess.Popen, data_dir: Path) -> None:
        self.process = process
        self.data_dir = data_dir
        self.address = ""
        for line in process.stdout:
            if line.startswith("Listening: "):
                self.address = line.split()[1]
                break
        if not self.address:
            raise RuntimeError(f"the service did not start; see {data_dir / 'supervisor.log'}")

    def wait_until_ready(self) -> None:
        """Returns when the service has said so (again)."""
        for line in self.process.stdout:
            if line.startswith("Ready: "):
                return
        raise RuntimeError("the service ended")

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
