"""A whole installation without containers: PostgreSQL, nginx, gateways, workers, Rasas."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.growth.databases import POSTGRESQL, databases
from bench.rolling.part import Part, ours
from bench.rolling.proxy import find_nginx, proxy
from bot.supervisor.ports import free_port

Say = Callable[[str], None]


class NotHere(RuntimeError):
    """Something that it is made of does not run on this machine; the text says what."""


@dataclass(frozen=True)
class Installation:
    """`address` is the proxy's, `database` where everything is kept."""

    address: str
    database: str
    parts: tuple[Part, ...]


@contextmanager
def installed(
    folder: Path, gateways: int, workers: int, rasas: int, say: Say, **env: str
) -> Iterator[Installation]:
    """Ready; ended with the block. Raises NotHere without PostgreSQL or nginx."""
    nginx = find_nginx()
    if nginx is None:
        raise NotHere("nginx is not installed (Debian: apt install nginx-light)")
    with databases(folder, say) as found:
        if POSTGRESQL not in found.kinds:
            raise NotHere("PostgreSQL does not run here (it comes with the test packages)")
        database = found.new(POSTGRESQL)
        ports = _ports(gateways + workers + rasas + 1)
        front, gates = ports[0], ports[1 : 1 + gateways]
        works, minds = ports[1 + gateways : 1 + gateways + workers], ports[1 + gateways + workers :]
        shared = {
            "AFTERGLOW_DATABASE_URL": database,
            "AFTERGLOW_DATA_DIR": str(folder),
            "AFTERGLOW_SECRET": secrets.token_urlsafe(32),
            "AFTERGLOW_CHANNEL_KEY": secrets.token_urlsafe(32),
            "AFTERGLOW_RASA_URL": ",".join(f"http://127.0.0.1:{port}" for port in minds),
            "AFTERGLOW_DEMO": "yes",
            "AFTERGLOW_NEW_SESSIONS": "100000",
            **env,
        }
        parts = [
            *(ours("rasa", n, port, folder, shared) for n, port in enumerate(minds, 1)),
            *(ours("worker", n, port, folder, shared) for n, port in enumerate(works, 1)),
            *(ours("gateway", n, port, folder, shared) for n, port in enumerate(gates, 1)),
            proxy(nginx, folder, front, gates),
        ]
        try:
            for part in parts:
                part.start()
            for part in parts:
                part.wait_until_ready()
                say(f"  {part.name} is ready")
            yield Installation(f"http://127.0.0.1:{front}", database, tuple(parts))
        finally:
            for part in reversed(parts):
                part.stop()


def _ports(count: int) -> list[int]:
    taken: list[int] = []
    for _ in range(count):
        taken.append(free_port(avoid=frozenset(taken)))
    return taken
