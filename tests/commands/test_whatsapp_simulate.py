"""`afterglow whatsapp simulate` as a program."""

from __future__ import annotations

import signal
import socket
import subprocess

import httpx
import pytest

from bot.settings import ROOT, Settings
from bot.simulator.account import Account
from bot.simulator.client import Simulated
from bot.training import NotTrained, trained_model
from bot.whatsapp.choosing import provider_of
from tests.product.commands import AFTERGLOW, afterglow, environment

pytestmark = pytest.mark.xdist_group("whole service")

SIMULATE = ("whatsapp", "simulate")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--provider", "smoke-signals"],
        ["--port", "8080", "--service-port", "8080"],
        ["--port", "many"],
        ["now"],
    ],
)
def test_wrong_usage_exits_2(tmp_path, arguments):
    """Said in words, before anything is started."""
    done = afterglow(tmp_path, *SIMULATE, *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_one_clear_line(tmp_path):
    """Of the phone's page and of the service; nothing is started and nothing written."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for arguments in (
            ["--port", port, "--service-port", "0"],
            ["--port", "0", "--service-port", port],
            ["--port", port, "--only"],
        ):
            done = afterglow(tmp_path, *SIMULATE, *arguments)
            assert done.returncode == 1
            assert f"Port {port} on 127.0.0.1 is in use." in done.stderr
            assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_clinics_own_database_gets_no_made_up_patients(tmp_path):
    """Where a database is set, it is refused with what to do instead."""
    url = f"sqlite:///{tmp_path / 'clinic.db'}"
    done = afterglow(tmp_path, *SIMULATE, AFTERGLOW_DATABASE_URL=url)
    assert done.returncode == 1
    assert "--only" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["meta", "twilio"])
def test_only_the_provider_prints_what_connects_a_service(tmp_path, name):
    """The settings are complete, the phone's page offers the demo patients, Ctrl-C ends it."""
    argv = [*AFTERGLOW, *SIMULATE, "--only", "--provider", name, "--port", "0"]
    with subprocess.Popen(
        argv, cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            phone = running.stdout.readline().split()[-1]
            assert "http://127.0.0.1:8080" in running.stdout.readline()
            people = httpx.get(f"{phone}/phone/people", trust_env=False).json()["people"]
        finally:
            running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
        given = dict(line.partition("=")[::2] for line in running.stdout.read().split())
    provider = provider_of(Settings.from_env(given))
    assert provider.name == name
    assert people[0]["note"] == "Ava, treated today"
    assert people[0]["ref"] == "+12125550100"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["meta", "twilio"])
def test_one_command_answers_a_demo_patient(tmp_path, name):
    """From the command line to the answer on Ben's phone, and an orderly end."""
    try:
        trained_model(Settings.from_env())
    except NotTrained as missing:
        pytest.skip(str(missing))
    argv = [*AFTERGLOW, *SIMULATE, "--provider", name, "--port", "0", "--service-port", "0"]
    argv += ["--data-dir", str(tmp_path)]
    with subprocess.Popen(
        argv, cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            ready = next(line for line in running.stdout if line.startswith("Ready: "))
            phone = Simulated(ready.split()[1], Account())
            phone.say("+12125550101", "can I wear makeup?")
            [answer] = phone.wait_sent(1, "+12125550101", seconds=30)
            phone.close()
        finally:
            running.terminate()
        assert running.wait(30) == 0
    assert "makeup" in answer["text"].lower()
    for log in (tmp_path / "logs").glob("*.log"):
        assert "can I wear makeup" not in log.read_text()
