"""The judge of forgeries: it finds what it looks for, and the gateway gives it nothing to find."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import pytest
from twilio.request_validator import RequestValidator

from bench.forgery.__main__ import last_line
from bench.forgery.storm import Outcome, answered_at
from bench.forgery.trial import FORGERIES, GENUINE, Verdict, judge, trial
from bench.forgery.twilio_forgeries import _form
from bench.forgery.wire import META_HEADER, PUBLIC, TWILIO_HEADER, person
from bot.simulator.account import Account

pytestmark = pytest.mark.xdist_group("whole service")

ACCOUNT = Account.fresh()


@pytest.mark.parametrize("provider", GENUINE)
def test_every_forgery_differs_from_the_truth(provider):
    """Each kind changes something, on every try, and none is a genuine request by accident."""
    chance = random.Random(7)
    for kind, forge in FORGERIES[provider].items():
        for number in range(30):
            whole = GENUINE[provider](ACCOUNT, number, chance, "SM1")
            assert forge(whole, ACCOUNT, chance) != whole, kind


def test_the_genuine_ones_are_genuine():
    """Twilio's own library accepts what the bench signs by hand; Meta's are whole JSON."""
    chance = random.Random(7)
    oracle = RequestValidator(ACCOUNT.auth_token)
    for number in range(50):
        good = GENUINE["twilio"](ACCOUNT, number, chance, "SM1")
        assert oracle.validate(PUBLIC + good.path, _form(good), dict(good.headers)[TWILIO_HEADER])
        assert META_HEADER in dict(GENUINE["meta"](ACCOUNT, number, chance, "wamid.1").headers)
    assert len({person(number) for number in range(10_000)}) == 10_000


def test_the_judge_finds_what_went_wrong():
    """A forgery that passed or was stored, and a genuine one refused, lost, or changed."""
    chance = random.Random(7)
    good = [GENUINE["meta"](ACCOUNT, n, chance, f"wamid.{n}") for n in range(4)]
    kept = {"wamid.0": good[0].text, "wamid.3": "other words"}
    kept[good[0].name] = "¿Está bien si me pongo maquillaje mañana? 😊 0"
    sent = [(None, one) for one in good] + [("unsigned", good[1]), ("unsigned", good[0])]
    statuses = [403, 503, 200, 200, 200, 403]
    verdict = judge(sent, statuses, kept)
    assert (verdict.good, verdict.refused) == (4, 4)
    assert (verdict.forged, verdict.accepted, verdict.kinds) == (2, 2, {"unsigned": 2})


def test_the_last_line_tells_the_worse():
    """What failed with one provider is not hidden by the other."""
    fine, bad = Verdict(9, 0, 5, 0, {}, {}), Verdict(9, 1, 5, 2, {}, {})
    assert last_line({"meta": fine, "twilio": bad}, {}) == "forged 9 accepted 1 good 5 refused 2"
    calm, wild = Outcome(3, 2, 3, 3, 0, 0, 6, 3, 1.0), Outcome(3, 2, 3, 2, 1, 0, 6, 4, 1.0)
    assert last_line({"meta": fine}, {"meta": calm, "twilio": wild}) == (
        "forged 9 accepted 0 good 5 refused 0 ids 3 copies 2 messages 3 replies 2 doubled 1"
    )


def test_a_reply_counts_when_all_of_it_arrived(tmp_path):
    """Not the apology for taking long, nor one part of two, nor what is only written down."""
    with closing(sqlite3.connect(tmp_path / "afterglow.db")) as database, database:
        database.executescript(
            """
            CREATE TABLE inbox (id, answered_by); CREATE TABLE outbox (id, kind);
            CREATE TABLE deliveries (outbox, provider_id);
            INSERT INTO inbox VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, NULL);
            INSERT INTO outbox VALUES (1, 'reply'), (2, 'reply'), (3, 'reply'), (4, 'delay');
            INSERT INTO deliveries VALUES (1, 'a'), (1, 'b'), (2, 'c'), (2, NULL), (4, 'd');
            """
        )
    assert answered_at(tmp_path, {"a", "b", "c", "d"}) == 1
    assert answered_at(tmp_path, {"a", "c", "d"}) == 0


@pytest.mark.slow
@pytest.mark.parametrize("provider", GENUINE)
def test_no_forgery_is_accepted_and_nothing_genuine_refused(provider, tmp_path):
    """Every kind of forgery several times, and genuine ones between them, at the real gateway."""
    verdict = trial(provider, tmp_path, forged=8 * len(FORGERIES[provider]), good=100, seed=3)
    assert (verdict.accepted, verdict.refused, verdict.faults) == (0, 0, [])
    assert set(verdict.kinds) == set(FORGERIES[provider])
    assert set(verdict.answers) == {"200", "403"}
