"""A whole installation, processes replaced under load; a shortened `make bench-rolling`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bench.kill.judge import judge
from bench.rolling.installation import NotHere, installed
from bench.rolling.order import out_of_order
from bench.rolling.trial import Plan, trial
from bot.mailbox import Arrival, Outgoing, open_mailbox
from bot.settings import Settings
from bot.training import NotTrained, trained_model
from tests.patients.databases import migrated_database

pytestmark = pytest.mark.xdist_group("whole service")


def test_a_reply_behind_a_later_one_is_found(tmp_path):
    """Three messages answered in order; then a reply to the first is moved to the end."""
    url = migrated_database("postgresql", tmp_path)
    mailbox = open_mailbox(url)
    talk = mailbox.visitor(mailbox.open_session(None, None)).conversation
    for name in "abc":
        mailbox.accept([Arrival("web", f"{talk}/{name}", talk, "can I swim?")])
        mailbox.answer(mailbox.claim("w1"), Outgoing("yes"))
    assert out_of_order(url) == 0
    with mailbox._writing() as connection:
        connection.exec_driver_sql("UPDATE outbox SET seq = 99 WHERE seq = 2")
    assert out_of_order(url) == 1
    mailbox.close()


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_out_of_order_while_all_is_replaced(tmp_path: Path):
    """PostgreSQL, nginx, two gateways, workers and Rasas; one of each kind is replaced under load.

    The judge reads PostgreSQL; every answer was shown to its patient once.
    """
    try:
        trained_model(Settings.from_env())
    except NotTrained as missing:
        pytest.skip(str(missing))
    spared = ("rasa 1", "worker 1", "gateway 1")
    plan = Plan(1, patients=6, pause=1.5, settle_seconds=0.5, drain_seconds=60, spared=spared)
    try:
        with installed(tmp_path, 2, 2, 2, print) as installation:
            outcome = asyncio.run(trial(installation, plan, print))
            nothing = judge(installation.database, [])
    except NotHere as missing:
        pytest.skip(str(missing))
    verdict = outcome.verdict
    print(outcome)
    assert outcome.restarted == 4 and verdict.acknowledged > 10
    assert (verdict.lost, verdict.doubled, verdict.unseen, verdict.turns_doubled) == (0, 0, 0, 0)
    assert outcome.disordered == 0 and nothing.stored == verdict.acknowledged
