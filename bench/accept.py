"""`make bench-accept SECONDS=60`: messages accepted durably by one gateway, on SQLite.

The real gateway process behind a real socket; nothing else runs, because what comes after is
asked of the worker. Browsers are plain keep-alive connections, each waiting for its answer before
it sends again, so that they take as little as possible of the cores that are measured.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import signal
import sqlite3
import subprocess
import tempfile
import time
import uuid
from contextlib import closing
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "bench" / "results" / "accept.json"
SESSIONS = 3000
CONNECTIONS = 48
TEXT = "Can I wear makeup on day 2? My skin is still a bit red."


def main() -> None:
    """Measure, write, and end with the figures by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="afterglow-accept-") as folder:
        os.environ["AFTERGLOW_DATA_DIR"] = folder
        figures = _measure(Path(folder), seconds)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(
        f"accepts_per_s {figures['accepts_per_s']} p99_ms {figures['p99_ms']} "
        f"lost {figures['lost']}"
    )


def _measure(folder: Path, seconds: float) -> dict:
    from bot.commands.children import Loopback, children
    from bot.commands.serve import prepare
    from bot.mailbox import open_mailbox
    from bot.settings import Settings
    from bot.supervisor.ports import claim

    settings = Settings.from_env()
    prepare(settings)
    mailbox = open_mailbox(settings.register_url)
    tokens = [mailbox.open_session(None, "en") for _ in range(SESSIONS)]
    with claim("127.0.0.1", 0) as listener:
        loopback = Loopback.fresh(settings)
        command = children(settings, Path(), listener.fileno(), loopback, demo=False)[0]
        gateway = subprocess.Popen(
            command.argv, cwd=ROOT, env={**os.environ, **command.env}, pass_fds=command.fds
        )
        try:
            load = _Load(listener.getsockname()[1], tokens)
            took = asyncio.run(load.run(seconds))
        finally:
            gateway.send_signal(signal.SIGKILL)
            gateway.wait()
    # Killed, not stopped: what was acknowledged must be on the disk without a last word.
    with closing(sqlite3.connect(folder / "afterglow.db")) as database:
        rows = database.execute("SELECT external_id FROM inbox").fetchall()
    stored = [external.rpartition("/")[2] for (external,) in rows]
    waits = sorted(load.waits)
    return {
        "measured": date.today().isoformat(),
        "machine": {"cores": os.cpu_count(), "system": f"{platform.system()} {platform.machine()}"},
        "seconds": round(took, 1),
        "connections": CONNECTIONS,
        "sessions": SESSIONS,
        "accepted": len(waits),
        "accepts_per_s": round(len(waits) / took),
        "p50_ms": _ms(waits, 0.5),
        "p95_ms": _ms(waits, 0.95),
        "p99_ms": _ms(waits, 0.99),
        "worst_ms": _ms(waits, 1.0),
        "refused": load.refused,
        "lost": len(load.acknowledged - set(stored)),
        "doubled": len(stored) - len(set(stored)),
    }


def _ms(waits: list[float], share: float) -> int:
    return round(1000 * waits[min(len(waits) - 1, int(share * len(waits)))])


class _Load:
    def __init__(self, port: int, tokens: list[str]) -> None:
        self.acknowledged: set[str] = set()
        self.waits: list[float] = []
        self.refused = 0
        self._port = port
        self._tokens = tokens
        self._next = 0

    async def run(self, seconds: float) -> float:
        """Send for so long; returns how long it took."""
        await self._until_it_serves()
        began = time.monotonic()
        await asyncio.gather(*(self._browser(began + seconds) for _ in range(CONNECTIONS)))
        return time.monotonic() - began

    async def _until_it_serves(self) -> None:
        for _ in range(200):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(b"GET /ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            if (await reader.read()).startswith(b"HTTP/1.1 200"):
                return
            await asyncio.sleep(0.1)

    async def _browser(self, until: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        while time.monotonic() < until:
            name = uuid.uuid4().hex
            began = time.monotonic()
            writer.write(self._request(name))
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            await reader.readexactly(length)
            if head.startswith(b"HTTP/1.1 202"):
                self.waits.append(time.monotonic() - began)
                self.acknowledged.add(name)
            else:
                self.refused += 1
        writer.close()

    def _request(self, name: str) -> bytes:
        token = self._tokens[self._next % len(self._tokens)]
        self._next += 1
        body = json.dumps({"id": name, "text": TEXT}).encode()
        head = (
            f"POST /api/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


if __name__ == "__main__":
    main()
