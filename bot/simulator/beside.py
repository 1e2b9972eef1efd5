"""Starts a simulator beside a test: in a thread of it, or as a process that outlives a kill."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.simulator.account import Account
from bot.simulator.client import Simulated
from bot.simulator.habits import Habits
from bot.simulator.running import Doors, serve

ROOT = Path(__file__).resolve().parents[2]
# What would only make a test slow.
QUICK = {
    "pace": 0.02,
    "receipt_seconds": 0.005,
    "linger": 0.05,
    "pair_seconds": 0.0,
    "per_second": 0,
}


@contextmanager
def simulating(
    account: Account | None = None, people: list[dict] | None = None, **habits: object
) -> Iterator[Simulated]:
    """A simulator in a thread of this process, at a free port: `with simulating() as phone:`.

    Quick by default (no rates, redelivery after 20 ms). `habits` are the fields of Habits;
    `public_url` and `service_url` can also be set later with `phone.habits(…)`.
    """
    account = account or Account.fresh()
    doors, up = Doors("127.0.0.1", 0), threading.Event()
    wished = Habits()
    wished.change({**QUICK, **habits})

    def work() -> None:
        asyncio.run(serve(doors, account, wished, people or [], up.set))

    thread = threading.Thread(target=work, name="simulator", daemon=True)
    thread.start()
    if not up.wait(10):
        raise RuntimeError("The simulator did not start.")
    phone = Simulated(doors.url, account)
    try:
        yield phone
    finally:
        phone.close()
        doors.stop()
        thread.join(10)


@contextmanager
def simulating_apart(
    account: Account | None = None, people: list[dict] | None = None, **habits: object
) -> Iterator[Simulated]:
    """The same as a process of its own: what a test kills takes nothing of it along."""
    account = account or Account.fresh()
    told = {"account": account.to_dict(), "people": people or [], "habits": {**QUICK, **habits}}
    process = subprocess.Popen(
        (sys.executable, "-m", "bot.simulator"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("The simulator did not start.")
        phone = Simulated(json.loads(line)["url"], account)
        yield phone
        phone.close()
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdin.close()
        process.stdout.close()
