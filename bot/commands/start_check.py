"""Starts the check of a rule change in a process of its own, from the gateway."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from threading import Thread

import structlog

from bot.settings import ROOT, Settings
from bot.supervisor import leash

log = structlog.get_logger(__name__)


def check_starter(settings: Settings) -> Callable[[int, str], None]:
    """What begins a check and returns at once; the database tells how far it is."""

    def start(number: int, lease: str) -> None:
        # A thread that waits for it: the leash is on the thread that starts the process.
        Thread(target=_run, args=(settings, number, lease), daemon=True).start()

    return start


def _run(settings: Settings, number: int, lease: str) -> None:
    command = [sys.executable, leash.__file__, str(os.getpid()), sys.executable]
    command += ["-m", "bot.commands.checking", str(number), lease]
    folder = settings.data_dir / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "AFTERGLOW_DATABASE_URL": settings.register_url,
        "AFTERGLOW_DATA_DIR": str(settings.data_dir),
        "AFTERGLOW_PROTOCOL_DIR": str(settings.protocol_dir),
        "AFTERGLOW_MODEL_DIR": str(settings.model_dir),
        "PYTHONWARNINGS": "ignore",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
    with (folder / "checks.log").open("a") as lines:
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=lines, stderr=lines, check=False
        )
    log.info("check ended", change=number, status=ended.returncode)
