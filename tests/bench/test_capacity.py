"""The plan for many patients: its queue against the formula, and that it never plans too little."""

from __future__ import annotations

import numpy as np
import pytest

from bench.capacity.people import BY_HOUR, TOPICS, Hour, People, peak_hour
from bench.capacity.plan import FULL, needs
from bench.capacity.points import Points
from bench.capacity.queueing import expected, waits

KNOWN = Points(0.01, 0.004, 0.002, 0.003, 700, 0.6, 0.05, {})


def test_one_line_waits_as_the_formula_says():
    """Arrivals at random, a busy server: the mean of the simulated waits is Pollaczek's."""
    chance = np.random.default_rng(1)
    for busy in (0.3, 0.7):
        at = np.sort(chance.uniform(0, 4000, int(busy * 4000 / 0.01)))
        hour = Hour(at, np.zeros(at.size, int), np.ones(at.size))
        simulated = float(waits(hour, 1, 0.01, 0.6, 2).mean())
        assert simulated == pytest.approx(expected(busy / 0.01, 0.01, 0.6), rel=0.05)


def test_a_conversation_keeps_to_one_rasa_in_its_order():
    """Two messages at one moment are answered one after the other, however many Rasas there are."""
    hour = Hour(np.array([1.0, 1.0]), np.array([3, 3]), np.ones(2))
    first, second = waits(hour, 8, 0.01, 0.001, 1)
    assert second == pytest.approx(2 * first, rel=0.01)


def test_the_fullest_hour_brings_what_the_people_write():
    """As many messages as the rate says, all inside the hour, in order."""
    people = People(1_000_000)
    hour = peak_hour(people, 3)
    assert hour.at.size == pytest.approx(people.peak_second * 3600, rel=0.05)
    assert (np.diff(hour.at) >= 0).all() and hour.at[0] >= 0 and hour.at[-1] < 3600
    assert hour.weight.mean() == pytest.approx(1, rel=0.03)


def test_shares_are_shares():
    """Hours and topics each make up a whole."""
    assert sum(BY_HOUR) == pytest.approx(1, abs=0.01) and len(BY_HOUR) == 24
    assert sum(share for share, _ in TOPICS.values()) == pytest.approx(1)


def test_more_people_never_need_less_and_one_may_always_be_missing():
    """Even without the spare one no kind is fuller than allowed."""
    plans = [needs(People(count), KNOWN) for count in (10_000, 100_000, 1_000_000, 10_000_000)]
    for fewer, more in zip(plans, plans[1:]):
        assert (more.rasas, more.workers, more.gateways) >= (
            fewer.rasas,
            fewer.workers,
            fewer.gateways,
        )
    for plan in plans:
        assert min(plan.rasas, plan.workers, plan.gateways) >= 2
        assert plan.people.peak_second * KNOWN.rasa <= FULL * (plan.rasas - 1)
