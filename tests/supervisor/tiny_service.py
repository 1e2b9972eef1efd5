"""A whole service with tiny children, run as a program by the tests of `service`.

`python -m tests.supervisor.tiny_service PORT FOLDER`: prints what the service says. Each child
writes "NAME PID" into FOLDER/pids and sleeps; the first has a child of its own, and the second
ignores SIGTERM. The third answers "page" on the socket that the service listens on.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.supervisor.child import Command
from bot.supervisor.ports import address_of, claim
from bot.supervisor.service import run

PARENT = """
import os, subprocess, sys, time
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open("pids", "a") as file:
    print("parent", os.getpid(), file=file)
    print("grandchild", inner.pid, file=file)
time.sleep(600)
"""
# Serves the page on the socket that it inherits, as the gateway does.
PAGE = """
import http.server, os, socket
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"page")
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Page, bind_and_activate=False)
server.socket.close()
server.socket = socket.socket(fileno=int(os.environ["LISTENER"]))
with open("pids", "a") as file:
    print("page", os.getpid(), file=file)
server.serve_forever()
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
    listener = claim("127.0.0.1", port)
    fd = listener.fileno()
    commands = [
        Command(
            name,
            (sys.executable, "-c", code),
            folder / f"{name}.log",
            folder,
            {"LISTENER": str(fd)},
            grace_seconds=0.2,
            fds=(fd,) if name == "page" else (),
        )
        for name, code in (("parent", PARENT), ("stubborn", STUBBORN), ("page", PAGE))
    ]

    async def is_ready() -> bool:
        pids = folder / "pids"
        return pids.exists() and len(pids.read_text().splitlines()) >= 4

    address = address_of(listener)
    run(address, commands, is_ready, lambda line: print(line, flush=True), pauses=(0.0,))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
