"""What `afterglow serve` runs, as commands: gateway, workers, Rasa, and the actions if apart."""

from __future__ import annotations

import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path

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

    rasa_port: int
    actions_port: int | None
    key: str = field(repr=False)

    @classmethod
    def fresh(cls, settings: Settings) -> Loopback:
        """Free ports and a random key."""
        rasa_port = free_port()
        apart = settings.actions == "server"
        actions_port = free_port(avoid=frozenset({rasa_port})) if apart else None
        return cls(rasa_port, actions_port, secrets.token_urlsafe(32))

    def env(self) -> dict[str, str]:
        """For our own processes."""
        actions = f"http://127.0.0.1:{self.actions_port}" if self.actions_port else ""
        return {
            "AFTERGLOW_RASA_URL": f"http://127.0.0.1:{self.rasa_port}",
            "AFTERGLOW_ACTIONS_URL": actions,
            "AFTERGLOW_CHANNEL_KEY": self.key,
        }


def children(
    settings: Settings, model: Path, listener_fd: int, loopback: Loopback, demo: bool
) -> list[Command]:
    """In the order in which they are started: what patients see first, first."""
    return [
        _gateway(settings, listener_fd, loopback, demo),
        *_workers(settings, loopback),
        _rasa(settings, model, loopback),
        *([_actions(settings, loopback.actions_port)] if loopback.actions_port else []),
    ]


_QUIET = {
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
        {**_QUIET, **loopback.env(), **told},
        fds=(fd,),
        pauses=QUICK_PAUSES,
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
            {**_QUIET, **loopback.env(), "AFTERGLOW_WORKER": name},
            pauses=QUICK_PAUSES,
        )
        for number, name in enumerate(names, start=1)
    ]


def _rasa(settings: Settings, model: Path, loopback: Loopback) -> Command:
    argv = [sys.executable, "-m", "bot.serving", "run", "--model", str(model), "-i", "127.0.0.1"]
    argv += ["-p", str(loopback.rasa_port), "--credentials", str(ROOT / "credentials.yml")]
    argv += ["--endpoints", str(Path(child.__file__).with_name("endpoints.yml"))]
    told = {
        "AFTERGLOW_CHANNEL_KEY": loopback.key,
        "AFTERGLOW_ACTIONS": settings.actions,
        # Read from the endpoints even where nobody listens: the actions are inside then.
        "AFTERGLOW_ACTIONS_PORT": str(loopback.actions_port or 0),
        "AFTERGLOW_TRACKER_URL": settings.tracker_url,
        # Threads that each keep a heap of their own keep more than they use.
        "MALLOC_ARENA_MAX": "2",
        # More than one Rasa process would know nothing of each other's turns.
        "SANIC_WORKERS": "1",
    }
    return Command(
        "Rasa", tuple(argv), settings.data_dir / "logs" / "rasa.log", ROOT, {**_QUIET, **told}
    )


def _actions(settings: Settings, port: int) -> Command:
    argv = (sys.executable, "-m", "rasa_sdk", "--actions", "actions")
    return Command(
        "The action server",
        (*argv, "--port", str(port)),
        settings.data_dir / "logs" / "actions.log",
        ROOT,
        {**_QUIET, "SANIC_HOST": "127.0.0.1"},
    )
