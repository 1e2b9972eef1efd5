"""One part as a process of its own, started, asked whether it works, and replaced."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
READY_SECONDS = 120.0
END_SECONDS = 15.0


@dataclass
class Part:
    """`probe` is asked with GET on `port`."""

    name: str
    argv: Sequence[str]
    port: int
    probe: str
    log: Path
    env: dict[str, str] = field(repr=False)
    process: subprocess.Popen | None = None

    def start(self) -> None:
        """Does not wait until it is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.argv,
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.env},
            )

    def stop(self) -> None:
        """As an orchestrator does: asked politely, killed after a while."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait_until_ready(self) -> None:
        """Raises RuntimeError with the end of its log when it ends or takes too long."""
        until = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                said = self.log.read_text(errors="replace")[-1500:]
                raise RuntimeError(f"{self.name} does not become ready:\n{said}")
            time.sleep(0.2)

    def _is_ready(self) -> bool:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asking.request("GET", self.probe)
            return asking.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asking.close()


def ours(kind: str, number: int, port: int, folder: Path, env: dict[str, str]) -> Part:
    """`afterglow part KIND` on a port of loopback."""
    from bot.commands.part import PROBES

    own = {"AFTERGLOW_LISTEN": f"127.0.0.1:{port}", "AFTERGLOW_WORKER": f"{kind}-{number}"}
    return Part(
        f"{kind} {number}",
        (sys.executable, "-c", "from bot.cli import main; main()", "part", kind),
        port,
        PROBES[kind],
        folder / f"{kind}-{number}.log",
        {**env, **own},
    )
