"""The whole service as a program of its own, with tiny real children."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.supervisor.processes import wait_for_end

ROOT = Path(__file__).parents[2]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[subprocess.Popen]:
    """A running service; it is killed at the end if the test did not stop it."""
    argv = [sys.executable, "-m", "tests.supervisor.tiny_service", "0", str(tmp_path)]
    process = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def address_when_ready(service: subprocess.Popen) -> str:
    """Waits for the line that says where the page is."""
    line = next(line for line in service.stdout if line.startswith("Ready: "))
    return line.removeprefix("Ready: ").strip()


def pids(folder: Path) -> dict[str, int]:
    """The latest process of each name."""
    rows = [line.split() for line in (folder / "pids").read_text().splitlines()]
    return {name: int(pid) for name, pid in rows}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_nothing_and_is_a_success(service, tmp_path, number):
    """Ctrl-C and SIGTERM: exit code 0, nothing else printed, no process left of any generation."""
    address = address_when_ready(service)
    assert httpx.get(address).text == "page"
    service.send_signal(number)
    assert service.wait(20) == 0
    assert service.stdout.read() == "Stopping …\n"
    for pid in pids(tmp_path).values():
        wait_for_end(pid)


def test_a_child_that_dies_is_said_and_restarted(service, tmp_path):
    """One line when it dies, its own children go with it, and Ready again when it is back."""
    address_when_ready(service)
    before = pids(tmp_path)
    os.kill(before["parent"], signal.SIGKILL)
    line = service.stdout.readline()
    assert line.startswith("parent stopped (killed by SIGKILL); starting it again in 0 s.")
    wait_for_end(before["grandchild"])
    address = address_when_ready(service)
    assert httpx.get(address).text == "page"


def test_who_connects_while_the_server_is_dead_just_waits(service, tmp_path):
    """The service holds the socket: not one connection is refused while its server is replaced."""
    address = address_when_ready(service)
    for _ in range(5):
        os.kill(pids(tmp_path)["page"], signal.SIGKILL)
        assert httpx.get(address, timeout=20).text == "page"


def test_a_hangup_replaces_every_process_one_after_another(service, tmp_path):
    """SIGHUP: all are new, in their order, and the address never refused anybody."""
    address = address_when_ready(service)
    before = pids(tmp_path)
    service.send_signal(signal.SIGHUP)
    lines = []
    while not lines or not lines[-1].startswith("Restarted"):
        lines.append(service.stdout.readline().strip())
    restarted = [f"Restarting: {name} …" for name in ("parent", "stubborn", "page")]
    assert lines == [*restarted, "Restarted: 3 processes, one after another."]
    assert httpx.get(address, timeout=20).text == "page"
    after = pids(tmp_path)
    assert all(after[name] != before[name] for name in ("parent", "stubborn", "page"))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux only")
def test_children_die_with_a_service_that_is_killed(service, tmp_path):
    """Even SIGKILL, which nobody can handle, leaves no child behind."""
    address_when_ready(service)
    started = pids(tmp_path)
    service.kill()
    for name in ("parent", "stubborn"):
        wait_for_end(started[name])
    os.kill(started["grandchild"], signal.SIGKILL)
