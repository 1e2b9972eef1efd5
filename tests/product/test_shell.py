"""`afterglow shell`: Rasa's own shell as one patient, for the staff."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from bot.protocol.loader import load
from bot.settings import ROOT, Settings
from tests.product.commands import AFTERGLOW, environment

pytestmark = pytest.mark.slow

SECONDS_TO_START, SECONDS_TO_ANSWER = 120, 60
COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
SCRIPT = [
    "there's pus and it's hot",
    ":day 0",
    "can I wear makeup?",
    ":why",
    ":day 1",
    "can I wear makeup?",
    "/may_i" + '{"pretended_today": "2020-01-01"}',
    ":help",
    "/stop",
]


class Session:
    """A shell with everything it showed, and the addresses it listened on meanwhile."""

    def __init__(self, shell: subprocess.Popen[str]) -> None:
        """Talk through SCRIPT, to the shell's end."""
        for line in shell.stdout:
            if "Bot loaded" in line:
                break
        self.listening = listening(shell.pid)
        output, _ = shell.communicate("\n".join(SCRIPT) + "\n", timeout=SECONDS_TO_ANSWER)
        self.shown = COLOURS.sub("", output)
        self.returncode = shell.returncode

    def reply(self, number: int) -> str:
        """What was shown between the message of this number and the next one."""
        place = 0
        for line in SCRIPT[: number + 1]:
            place = self.shown.index(line, place) + len(line)
        following = SCRIPT[number + 1]
        return self.shown[place : self.shown.index(following, place)]


def listening(pid: int) -> list[str]:
    """The addresses on which the process and all it started accept connections."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return [
        connection.laddr.ip
        for process in family
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]


def end(shell: subprocess.Popen[str]) -> None:
    """Kill the shell and all it started, if any of it is left."""
    with suppress(ProcessLookupError):
        os.killpg(shell.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def session(model: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One shell for all tests of this file, as a made-up patient on day 3."""
    data_dir: Path = tmp_path_factory.mktemp("shell")
    with subprocess.Popen(
        [*AFTERGLOW, "shell", "--day", "3"],
        cwd=ROOT,
        env=environment(data_dir),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    ) as shell:
        last_resort = threading.Timer(SECONDS_TO_START + SECONDS_TO_ANSWER, end, [shell])
        last_resort.start()
        try:
            yield Session(shell)
        finally:
            last_resort.cancel()
            end(shell)


def test_the_shell_ends_as_it_should(session: Session) -> None:
    """/stop ends it and all it started, with exit code 0."""
    assert session.returncode == 0
    assert "Traceback" not in session.shown


def test_a_danger_sign_shows_the_urgent_text(session: Session, model: Settings) -> None:
    """The protocol's fixed words, as in every other channel."""
    words = load(model.protocol_dir).flags["infection"].words["same_day"]
    assert words.split("{")[0].strip() in session.reply(0)


def test_the_pretended_day_can_be_changed(session: Session, model: Settings) -> None:
    """The same question on another day gets that day's words."""
    rules = {rule.id: rule.words for rule in load(model.protocol_dir).rules["makeup"]}
    assert "day 0" in session.reply(1)
    assert rules["makeup/day-0"] in session.reply(2)
    assert "day 1" in session.reply(4)
    assert rules["makeup/day-1"] in session.reply(5)


def test_why_shows_the_rule_behind_an_answer(session: Session, model: Settings) -> None:
    """Rule, quote and what was understood of the message."""
    rule = next(r for r in load(model.protocol_dir).rules["makeup"] if r.id == "makeup/day-0")
    assert rule.id in session.reply(3)
    assert rule.quote in session.reply(3)
    assert "may_i" in session.reply(3)


def test_help_lists_the_commands(session: Session) -> None:
    """Who forgot them can ask."""
    for command in (":day", ":on", ":why", ":help"):
        assert command in session.reply(7)


def test_the_shell_listens_on_this_machine_only(session: Session) -> None:
    """Rasa and the action server accept connections from 127.0.0.1 and nowhere else."""
    assert len(session.listening) >= 2
    assert set(session.listening) == {"127.0.0.1"}
