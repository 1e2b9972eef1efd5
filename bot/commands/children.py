"""What `afterglow serve` runs, as commands: gateway, workers, Rasa, and the actions if apart."""

from __future__ import annotations

import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bot.commands.readiness import beats, says_so, serves_on
from bot.settings import ROOT, Settings
from bot.supervisor import child
from bot.supervisor.child import Command
from bot.supervisor.ports import free_port

# Ours start in a second, and while one is away a patient waits.
QUICK_PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True)
class Loopback:
    """Where the parts find each other, made anew at each start. Only they know the key.

    Without an `actions_port` the actions run inside Rasa.
    """

    rasa_ports: tuple[int, ...]
    actions_port: int | None
    key: str = field(repr=False)

    @classmethod
    def fresh(cls, settings: Settings) -> Loopback:
        """Free ports and a random key."""
        taken: list[int] = []
        for _ in range(settings.rasas + 1):
            taken.append(free_port(avoid=frozenset(taken)))
        *rasa_ports, actions_port = taken
        apart = settings.actions == "server"
        key = secrets.token_urlsafe(32)
        return cls(tuple(rasa_ports), actions_port if apart else None, key)

    @property
    def rasa_port(self) -> int:
        """The first one's, for whoever starts only one."""
        return self.rasa_ports[0]

    @property
    def actions_url(self) -> str:
        """Empty without an action server."""
        return f"http://127.0.0.1:{self.actions_port}" if self.actions_port else ""

    def env(self) -> dict[str, str]:
        """For our own processes."""
        rasas = ",".join(f"http://127.0.0.1:{port}" for port in self.rasa_ports)
        return {
            "AFTERGLOW_RASA_URL": rasas,
            "AFTERGLOW_ACTIONS_URL": self.actions_url,
            "AFTERGLOW_CHANNEL_KEY": self.key,
        }


def children(
    settings: Settings, model: Path, listener_fd: int, loopback: Loopback, demo: bool
) -> list[Command]:
    """In the order in which they are started: what patients see first, first."""
    return [
        _gateway(settings, listener_fd, loopback, demo),
        *_workers(settings, loopback),
        *_rasas(settings, model, loopback),
        *([_actions(settings, loopback.actions_port)] if loopback.actions_port else []),
    ]


QUIET = {
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
    # Rasa's finer levels write down what patients say, whatever the machine's own setting is.
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def _gateway(settings: Settings, fd: int, loopback: Loopback, demo: bool) -> Command:
    told = {"AFTERGLOW_LISTENER": str(fd), "AFTERGLOW_DEMO": "yes" if demo else "no"}
    return Command(
        "The gateway",
        (sys.executable, "-m", "bot.commands.parts", "gateway"),
        settings.data_dir / "logs" / "gateway.log",
        ROOT,
        {**QUIET, **loopback.env(), **told},
        fds=(fd,),
        pauses=QUICK_PAUSES,
        is_ready=serves_on(fd),
    )


def _workers(settings: Settings, loopback: Loopback) -> list[Command]:
    # A name that no other start, here or on another machine, has: it holds leases.
    start = secrets.token_hex(4)
    names = [f"w{start}-{number}" for number in range(1, settings.workers + 1)]
    return [
        Command(
            f"Worker {number}" if len(names) > 1 else "The worker",
            (sys.executable, "-m", "bot.commands.parts", "worker"),
            settings.data_dir / "logs" / f"worker-{number}.log",
            ROOT,
            {**QUIET, **loopback.env(), "AFTERGLOW_WORKER": name},
            pauses=QUICK_PAUSES,
            is_ready=beats(settings, name),
        )
        for number, name in enumerate(names, start=1)
    ]


def _rasas(settings: Settings, model: Path, loopback: Loopback) -> list[Command]:
    many = len(loopback.rasa_ports) > 1
    return [
        Command(
            f"Rasa {number}" if many else "Rasa",
            rasa_argv(model, "127.0.0.1", port),
            settings.data_dir / "logs" / (f"rasa-{number}.log" if many else "rasa.log"),
            ROOT,
            rasa_env(settings, loopback.key, loopback.actions_url),
            is_ready=says_so(f"http://127.0.0.1:{port}/webhooks/afterglow/health", loopback.key),
        )
        for number, port in enumerate(loopback.rasa_ports, start=1)
    ]


def rasa_argv(model: Path, host: str, port: int) -> tuple[str, ...]:
    """The command of one Rasa process."""
    argv = [sys.executable, "-m", "bot.serving", "run", "--model", str(model), "-i", host]
    argv += ["-p", str(port), "--credentials", str(ROOT / "credentials.yml")]
    return (*argv, "--endpoints", str(Path(child.__file__).with_name("endpoints.yml")))


def rasa_env(settings: Settings, key: str, actions_url: str) -> dict[str, str]:
    """What its credentials and endpoints are filled in with, and what keeps it quiet."""
    return {
        **QUIET,
        "AFTERGLOW_CHANNEL_KEY": key,
        "AFTERGLOW_ACTIONS": settings.actions,
        # Read from the endpoints even where nobody listens: the actions are inside then.
        "AFTERGLOW_ACTIONS_URL": actions_url or "http://127.0.0.1:0",
        "AFTERGLOW_TRACKER_URL": settings.tracker_url,
        # Threads that each keep a heap of their own keep more than they use.
        "MALLOC_ARENA_MAX": "2",
        # Rasa's own way to have several knows nothing of who answers which conversation.
        "SANIC_WORKERS": "1",
    }


def _actions(settings: Settings, port: int) -> Command:
    argv = (sys.executable, "-m", "rasa_sdk", "--actions", "actions")
    return Command(
        "The action server",
        (*argv, "--port", str(port)),
        settings.data_dir / "logs" / "actions.log",
        ROOT,
        {**QUIET, "SANIC_HOST": "127.0.0.1"},
        is_ready=says_so(f"http://127.0.0.1:{port}/health"),
    )
