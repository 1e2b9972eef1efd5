"""A burst, then so much a second."""

from __future__ import annotations

from bot.gateway import buckets as holding
from bot.gateway.buckets import Buckets


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_and_then_one_a_second():
    """Sixty at once, then none, then one for each second; never more than a full bucket."""
    clock = Clock()
    buckets = Buckets(60, 1.0, clock)
    assert [buckets.take("a") for _ in range(61)] == [0] * 60 + [1]
    clock.now = 1.0
    assert (buckets.take("a"), buckets.take("a")) == (0, 1)
    clock.now = 10_000.0
    assert [buckets.take("a") for _ in range(61)] == [0] * 60 + [1]


def test_each_has_their_own():
    """One name's haste costs another nothing."""
    buckets = Buckets(1, 0.1, Clock())
    assert (buckets.take("a"), buckets.take("b"), buckets.take("a")) == (0, 0, 10)


def test_memory_has_an_end(monkeypatch):
    """Names without end do not fill the memory."""
    monkeypatch.setattr(holding, "MOST_REMEMBERED", 100)
    buckets = Buckets(1, 1.0, Clock())
    for number in range(1000):
        buckets.take(str(number))
    assert len(buckets._levels) == 100
