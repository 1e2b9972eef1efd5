"""The judge of the kills on phones finds what it looks for; and a short run finds nothing."""

from __future__ import annotations

import random
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bench.kill.phone_judge import judge_phones, key_of, undelivered
from bench.kill.phone_trial import on_phones
from bench.kill.trial import Plan
from bot.mailbox import Outgoing, open_mailbox
from bot.mailbox.identity import Keys
from bot.mailbox.phone_records import PhoneArrival
from bot.settings import Settings
from bot.training import NotTrained, trained_model
from bot.whatsapp.window import ruling
from tests.patients.databases import migrated_database

pytestmark = pytest.mark.xdist_group("whole service")

HEARD = [{"id": "wamid.A", "delivered": True}]
ARRIVED = {"key": "d1", "state": "delivered"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One message from a phone, answered, its answer sent."""
    file = migrated_database("sqlite", tmp_path)
    Path(file.removeprefix("sqlite:///")).rename(tmp_path / "afterglow.db")
    mailbox = open_mailbox(f"sqlite:///{tmp_path / 'afterglow.db'}")
    mailbox.accept([PhoneArrival("whatsapp", "wamid.A", Keys(phone="+12125550100"), "swim?")])
    mailbox.answer(mailbox.claim("w1"), Outgoing("yes"))
    mailbox.sent(mailbox.take_delivery("w1", ruling), "wamid.B")
    mailbox.close()
    return tmp_path


def write(folder: Path, *statements: str) -> None:
    """Change the database behind everybody's back."""
    with closing(sqlite3.connect(folder / "afterglow.db")) as register, register:
        for statement in statements:
            register.execute(statement)


def task(message: str) -> str:
    return (
        "INSERT INTO escalations (reference, level, words, conversation, message, topics, "
        f"understood, created_at) VALUES ('{message}', 'routine', '', 'c', '{message}', '[]', "
        "'', '2026')"
    )


def test_all_is_well(folder):
    """Stored once, answered once, on the phone once."""
    verdict = judge_phones(folder, HEARD, [ARRIVED])
    assert (verdict.acknowledged, verdict.lost, verdict.doubled, verdict.untold) == (1, 0, 0, 0)
    assert undelivered(folder) == 0


def test_what_never_reached_the_phone_is_lost(folder):
    """Whatever we believe of it; what the provider took and could not deliver as well."""
    assert judge_phones(folder, HEARD, []).lost == 1
    assert judge_phones(folder, HEARD, [{**ARRIVED, "state": "failed"}]).lost == 1
    assert judge_phones(folder, [*HEARD, {"id": "wamid.C", "delivered": True}], [ARRIVED]).lost == 1


def test_twilio_s_key_stands_in_an_address():
    """Meta keeps ours with the message."""
    address = "https://x.example/whatsapp/twilio/status?key=d7"
    assert key_of({"key": None, "raw": {"StatusCallback": address}}) == "d7"
    assert key_of({"key": "d8", "raw": {}}) == "d8"
    assert key_of({"key": None, "raw": {}}) is None


def test_doubt_must_be_told(folder):
    """Unsure without a task is lost; with one it is counted as unsure."""
    write(folder, "UPDATE deliveries SET state = 'unsure'")
    verdict = judge_phones(folder, HEARD, [])
    assert (verdict.lost, verdict.untold, verdict.unsure) == (1, 1, 1)
    write(folder, task("d1"))
    verdict = judge_phones(folder, HEARD, [])
    assert (verdict.lost, verdict.untold, verdict.unsure, verdict.unsure_arrived) == (0, 0, 1, 0)


def test_twice_on_the_phone_is_doubled(folder):
    """Unless the first of them failed there."""
    assert judge_phones(folder, HEARD, [ARRIVED, ARRIVED]).doubled == 1
    assert judge_phones(folder, HEARD, [{**ARRIVED, "state": "failed"}, ARRIVED]).doubled == 0


@pytest.mark.parametrize(
    ("state", "due", "is_open"),
    [
        ("queued", "NULL", 1),
        ("sending", "'2026'", 1),
        ("unsure", "'2026'", 1),
        ("unsure", "NULL", 0),
    ],
)
def test_what_is_still_open_is_waited_for(folder, state, due, is_open):
    """Until the staff know of it."""
    write(folder, f"UPDATE deliveries SET state = '{state}', due_at = {due}")
    assert undelivered(folder) == is_open


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc")
@pytest.mark.parametrize("provider", ["meta", "twilio"])
def test_nothing_is_lost_or_doubled_on_phones_whatever_is_killed(tmp_path, provider):
    """Everything but the provider is killed at random, and its calls go wrong besides."""
    try:
        trained_model(Settings.from_env())
    except NotTrained as missing:
        pytest.skip(str(missing))
    plan = Plan(
        kills=16,
        every={"gateway": 1.8, "worker": 1.8, "actions": 8.0, "rasa": 20.0},
        patients=16,
        pause=6.0,
        drain_seconds=300,
        seed=random.randrange(10**6),
    )
    outcome = on_phones(tmp_path, plan, provider, print)
    verdict = outcome.verdict
    print(plan.seed, outcome)
    assert sum(outcome.killed.values()) == 16 and verdict.acknowledged > 15
    assert (verdict.lost, verdict.doubled, verdict.untold) == (0, 0, 0)
    # Twilio brings nothing a second time; what it could not bring is found in its list.
    assert verdict.missing == 0
