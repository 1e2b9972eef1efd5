"""A whole service with tiny children, run as a program by the tests of `service`.

`python -m tests.supervisor.tiny_service PORT FOLDER`: prints what the service says. Each child
writes "NAME PID" into FOLDER/pids and sleeps; the first has a child of its own, and the second
ignores SIGTERM.
"""

from __future__ import annotations

import sys
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.supervisor.child import Command
from bot.supervisor.ports import claim
from bot.supervisor.service import run

PARENT = """
import os, subprocess, sys, time
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open("pids", "a") as file:
    print("parent", os.getpid(), file=file)
    print("grandchild", inner.pid, file=file)
time.sleep(600)
"""
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
with open("pids", "a") as file:
    print("stubborn", os.getpid(), file=file)
time.sleep(600)
"""


def main(port: int, folder: Path) -> None:
    """Serve until told to stop."""
    commands = [
        Command(
            name,
            (sys.executable, "-c", code),
            folder / f"{name}.log",
            folder,
            grace_seconds=0.2,
        )
        for name, code in (("parent", PARENT), ("stubborn", STUBBORN))
    ]

    async def is_ready() -> bool:
        pids = folder / "pids"
        return pids.exists() and len(pids.read_text().splitlines()) >= 3

    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("page"))])
    listener = claim("127.0.0.1", port)
    run(app, listener, commands, is_ready, lambda line: print(line, flush=True), pauses=(0.0,))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
