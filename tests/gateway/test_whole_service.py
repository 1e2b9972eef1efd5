"""The whole service with real processes and the real model: killed, paused, locked, searched."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.kill.judge import waiting
from bench.kill.processes import Service, running_service
from bench.kill.trial import Plan, trial
from bot.patients.book import utc_now
from bot.patients.links import sign_link
from bot.patients.register import open_register
from bot.settings import Settings
from bot.training import NotTrained, trained_model
from tests.gateway.town import HTTP, Browser
from tests.mailbox.test_faults import locked

pytestmark = [
    pytest.mark.xdist_group("whole service"),
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc"),
]
SECRET = "s" * 40
DANGER = "I can't breathe and my face is swelling"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Ready; its logs are as talkative as they can be, and all five parts are apart."""
    try:
        trained_model(Settings.from_env())
    except NotTrained as missing:
        pytest.skip(str(missing))
    folder = tmp_path_factory.mktemp("service")
    env = {"AFTERGLOW_LOG_LEVEL": "debug", "LOG_LEVEL": "DEBUG", "AFTERGLOW_SECRET": SECRET}
    env["AFTERGLOW_ACTIONS"] = "server"
    with running_service(folder, env) as running:
        running.wait_until_ready()
        yield running


def browser(service: Service, reference: str | None = None) -> Browser:
    """A browser with a session of its own."""
    token = sign_link(reference, SECRET, utc_now()) if reference else None
    opened = HTTP.post(service.address + "/api/session", json={"token": token})
    return Browser(service.address, opened.json()["session"])


def wait_until(true, seconds: float, what: str) -> None:
    """Ask again and again, but not for ever."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, what
        time.sleep(0.3)


def test_nothing_acknowledged_is_lost_or_doubled_whatever_is_killed(service):
    """Gateway, worker, Rasa and actions are killed at random under load; all is answered once."""
    plan = Plan(
        kills=30,
        every={"gateway": 1.5, "worker": 1.5, "actions": 8.0, "rasa": 15.0},
        patients=6,
        pause=2.0,
        drain_seconds=90,
        seed=random.randrange(10**6),
    )
    outcome = asyncio.run(trial(service, plan, print))
    verdict = outcome.verdict
    print(plan.seed, outcome)
    assert sum(outcome.killed.values()) == 30 and outcome.killed["gateway"] > 2
    assert verdict.acknowledged > 20
    assert (verdict.lost, verdict.doubled, verdict.unseen, verdict.turns_doubled) == (0, 0, 0, 0)


def test_a_paused_rasa_is_waited_for_honestly(service):
    """A question: told to wait within ten seconds, answered afterwards. Danger: within three."""
    wait_until(lambda: HTTP.get(service.address + "/health").status_code == 200, 60, "ready")
    mine = browser(service)
    [rasa] = service.children()["rasa"]
    service.signal_one("rasa", signal.SIGSTOP, random.Random(1))
    try:
        began = time.monotonic()
        asked = mine.say("what is microneedling?")
        alarmed = mine.say(DANGER)
        assert mine.reply_to(alarmed)["aftercare"]["kind"] == "red_flag"
        assert time.monotonic() - began < 5
        told = next(m for m in iter_messages(mine) if m["text"].startswith("This is taking"))
        assert told["reply_to"] == asked and time.monotonic() - began < 11
        time.sleep(3)
        again = browser(service)
        assert again.say("can I wear makeup?") == 1
    finally:
        import os

        os.kill(rasa, signal.SIGCONT)
    assert mine.reply_to(asked)["aftercare"]["answers"][0]["topic"] == "what_is"


def iter_messages(mine: Browser):
    """The messages of the stream."""
    return (data for name, data in mine.events() if name == "message")


CANARIES = 200


def test_no_name_number_or_word_is_in_any_log(service):
    """Two hundred canaries through every flow, with every process killed and the database locked.

    At the most talkative level, in the logs of all five processes: none.
    """
    register = open_register(f"sqlite:///{service.data_dir / 'afterglow.db'}")
    numbers = [f"+1212555{number:04d}" for number in range(100, 140)]
    people = [
        register.add_patient(f"Canaryname{n} Canary", number, utc_now().date())
        for n, number in enumerate(numbers)
    ]
    register.close()
    chance = random.Random(7)
    browsers = [browser(service, reference) for reference in people]
    stop = threading.Event()

    def disturb() -> None:
        kinds = ["worker", "actions", "gateway", "rasa"]
        for kind in kinds:
            if stop.wait(3):
                return
            service.signal_one(kind, signal.SIGKILL, chance)
        with locked(service.data_dir / "afterglow.db"):
            stop.wait(2)

    disturbing = threading.Thread(target=disturb)
    disturbing.start()
    shapes = (
        "can I wear canaryword{n} makeup?",
        "my canaryword{n} is bleeding and I can't breathe",
        "canaryword{n}",
        '/canaryword{n}{{"a": 1}}',
        "¿puedo usar canaryword{n}?",
        "canaryword{n} " * 500,
    )
    for number in range(CANARIES):
        one = chance.choice(browsers)
        text = shapes[number % len(shapes)].format(n=number)
        bodies = [{"id": f"c{number}", "text": text}]
        if number % 10 == 0:
            bodies.append({"id": f"canaryword{number}/bad", "text": text})
            bodies.append({"id": "x", "button": f"canaryword{number}"})
        for body in bodies:
            _persist(one, body)
    disturbing.join()
    stop.set()
    wait_until(lambda: waiting(service.data_dir) == 0, 90, "all answered")
    logs = [*(service.data_dir / "logs").iterdir(), service.data_dir / "supervisor.log"]
    assert {log.name for log in logs} >= {"gateway.log", "worker-1.log", "rasa.log", "actions.log"}
    signs = ["canary", *(number[-7:] for number in numbers), *(b.session for b in browsers)]
    for log in logs:
        text = log.read_text(errors="replace").lower()
        assert [sign for sign in signs if sign.lower() in text] == [], log.name
    lines = (service.data_dir / "logs" / "gateway.log").read_text().splitlines()
    assert all(json.loads(line)["part"] == "gateway" for line in lines)


def _persist(one: Browser, body: dict) -> None:
    """Send until it is accepted or refused for good."""
    for _ in range(100):
        try:
            if one.post(body).status_code not in (429, 503):
                return
        except Exception as broken:
            assert "http" in type(broken).__module__
        time.sleep(0.2)
    raise AssertionError("never accepted")


def test_everything_ends_when_it_is_told_to(service):
    """SIGTERM: exit code 0, and no process of any kind is left."""
    left = [pid for pids in service.children().values() for pid in pids]
    service.process.terminate()
    assert service.process.wait(30) == 0
    assert len(left) == 4 and not [pid for pid in left if Path(f"/proc/{pid}").exists()]
