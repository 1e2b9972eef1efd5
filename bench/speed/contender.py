"""A Rasa with its actions, trained and served in the way that is measured."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.speed.tree import Usage, usage
from bot.commands.children import Loopback, children
from bot.commands.serve import prepare
from bot.settings import ROOT, Settings
from bot.supervisor.child import Command

Started = list[subprocess.Popen]
_QUICKSTART = Path(__file__).with_name("quickstart.yml")


@dataclass(frozen=True)
class Contender:
    """`module` is the program that trains and serves; `actions` as in `Settings`.

    Without a `store` it keeps its conversations in memory, as `rasa init` sets it up.
    """

    name: str
    config: Path
    module: str
    actions: str
    store: str = "bot.serving.history.HistoryStore"

    def train(self, lessons: Path, out: Path) -> tuple[Path, float, float]:
        """The model, and the seconds and processor seconds that it took, from start to end."""
        argv = [sys.executable, "-m", self.module, "train", "--config", str(self.config)]
        argv += ["--data", str(lessons / "data"), "--domain", str(lessons / "domain.yml")]
        argv += ["--out", str(out), "--fixed-model-name", self.name, "--force"]
        with (out.parent / f"train-{self.name}.log").open("w") as log:
            before, began = os.times(), time.monotonic()
            done = subprocess.run(argv, cwd=ROOT, env=_quiet(), stdout=log, stderr=log)
            seconds, after = time.monotonic() - began, os.times()
        model = out / f"{self.name}.tar.gz"
        if done.returncode or not model.exists():
            raise RuntimeError(f"{self.name} could not be trained; see {log.name}")
        used = after.children_user + after.children_system
        return model, seconds, used - before.children_user - before.children_system

    @contextmanager
    def served(self, model: Path, folder: Path, url: str = "") -> Iterator[Server]:
        """Its processes, just started; ended with the block. `url` of a database of its own."""
        data = folder / self.name
        shutil.rmtree(data, ignore_errors=True)
        settings = replace(
            Settings.from_env(), data_dir=data, database_url=url, actions=self.actions
        )
        prepare(settings)
        loopback = Loopback.fresh(settings)
        # The gateway and the worker come before what is measured here.
        commands = children(settings, model, 0, loopback, demo=False)[1 + settings.workers :]
        commands = [self._own(command, data) for command in commands]
        began = time.monotonic()
        started = [_start(command, settings) for command in commands]
        try:
            yield Server(self.name, loopback.rasa_port, loopback.key, settings, started, began)
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(30)

    def _own(self, command: Command, data: Path) -> Command:
        argv = [self.module if part == "bot.serving" else part for part in command.argv]
        if "--endpoints" in argv:
            endpoints = data / "endpoints.yml"
            url = "${AFTERGLOW_ACTIONS_URL}/webhook"
            text = f"action_endpoint:\n  url: {url}\n"
            if self.store:
                url = "${AFTERGLOW_TRACKER_URL}"
                text += f"tracker_store:\n  type: {self.store}\n  url: {url}\n"
            endpoints.write_text(text)
            argv[argv.index("--endpoints") + 1] = str(endpoints)
        return replace(command, argv=tuple(argv))


@dataclass(frozen=True)
class Server:
    """Where a contender listens; `began` is when it was started."""

    name: str
    port: int
    key: str
    settings: Settings
    processes: Sequence[subprocess.Popen]
    began: float

    def usage(self) -> Usage:
        """What all of its processes hold and have used."""
        return usage(*(process.pid for process in self.processes))

    def check(self) -> None:
        """Raises RuntimeError when one of its processes has ended."""
        for process in self.processes:
            if process.poll() is not None:
                raise RuntimeError(f"{self.name}: {process.args} ended; see its log")


def _start(command: Command, settings: Settings) -> subprocess.Popen:
    environment = {
        **_quiet(),
        **command.env,
        "AFTERGLOW_DATA_DIR": str(settings.data_dir),
        "AFTERGLOW_DATABASE_URL": settings.database_url,
    }
    command.log.parent.mkdir(exist_ok=True)
    with command.log.open("wb") as log:
        return subprocess.Popen(
            command.argv, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )


def _quiet() -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "CUDA_VISIBLE_DEVICES": "",
    }


QUICKSTART = Contender("quickstart", _QUICKSTART, "rasa", "server", store="")
OURS = Contender("ours", ROOT / "config.yml", "bot.serving", "inside")
