"""`afterglow serve` as a program: the real model, the real actions, the real page."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bot.settings import Settings
from bot.training import NotTrained, trained_model
from tests.gateway.town import Browser

ROOT = Path(__file__).parents[2]
SERVE = [sys.executable, "-c", "from bot.cli import main; main()", "serve"]


def test_a_busy_port_is_one_clear_line_and_exit_code_1(tmp_path):
    """Nothing is started and nothing is written when the port is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        argv = [*SERVE, "--port", str(port), "--data-dir", str(tmp_path / "data")]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is in use." in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.slow
def test_the_service_starts_answers_and_stops(tmp_path):
    """From the command line to an answer for a demo patient, and an orderly end."""
    try:
        trained_model(Settings.from_env())
    except NotTrained as missing:
        pytest.skip(str(missing))
    argv = [*SERVE, "--port", "0", "--data-dir", str(tmp_path)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as service:
        try:
            ready = next(line for line in service.stdout if line.startswith("Ready: "))
            with httpx.Client(base_url=ready.split()[1], timeout=30, trust_env=False) as client:
                assert client.get("/health").json() == {"status": "ready"}
                patients = client.get("/demo/patients").json()["patients"]
                one_day_on = next(p["reference"] for p in patients if p["day"] == 1)
                link = client.post("/demo/link", json={"reference": one_day_on}).json()
                session = client.post("/api/session", json=link).json()["session"]
                reply = Browser(ready.split()[1], session).ask("can I wear makeup?")
        finally:
            service.terminate()
        assert service.wait(30) == 0
    aftercare = reply["aftercare"]
    assert [(a["topic"], a["verdict"]) for a in aftercare["answers"]] == [("makeup", "allowed")]
    for log in (tmp_path / "logs").glob("*.log"):
        assert "can I wear makeup" not in log.read_text()
