"""What is assumed of patients: when they are treated, when they write, how much. Nothing measured.

A clinic that knows better changes these numbers; docs/capacity.md says where they come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Messages on each day after a treatment, day 0 first; most is asked while it is red and new.
PER_DAY = (1.5, 1.2, 0.8, 0.5, 0.3, 0.25, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05)
# Share of a day's messages in each hour from midnight on: little at night, most in the evening.
BY_HOUR = (
    *(0.008, 0.005, 0.003, 0.003, 0.004, 0.009, 0.020, 0.034, 0.044, 0.048, 0.050, 0.050),
    *(0.052, 0.048, 0.044, 0.044, 0.048, 0.058, 0.074, 0.094, 0.104, 0.088, 0.046, 0.022),
)
# What is asked, its share, and how long its turn takes beside the average one.
TOPICS = {
    "one rule": (0.62, 1.0),
    "several at once": (0.12, 1.5),
    "danger": (0.03, 1.3),
    "small talk, thanks": (0.13, 0.7),
    "unclear or unrelated": (0.10, 0.8),
}


@dataclass(frozen=True)
class People:
    """`patients` are those on the books; `busy_day` is the worst day beside the average one."""

    patients: int
    treatments_a_year: float = 4.0
    busy_day: float = 2.0
    # Messages that one comes to write together, and the seconds between two of them.
    in_a_row: float = 2.5
    pause: float = 25.0

    @property
    def a_day(self) -> float:
        """Messages on an average day."""
        return self.patients * self.treatments_a_year / 365 * sum(PER_DAY)

    @property
    def peak_second(self) -> float:
        """Messages a second in the fullest hour of the worst day."""
        return self.a_day * self.busy_day * max(BY_HOUR) / sum(BY_HOUR) / 3600


@dataclass(frozen=True)
class Hour:
    """Messages in the order of their arrival: when, whose conversation, how heavy."""

    at: np.ndarray
    conversation: np.ndarray
    weight: np.ndarray


def peak_hour(people: People, seed: int, seconds: float = 3600.0) -> Hour:
    """One fullest hour as it may happen. Conversations begin at random, their messages follow."""
    chance = np.random.default_rng(seed)
    begun = chance.poisson(people.peak_second * seconds / people.in_a_row)
    counts = chance.geometric(1 / people.in_a_row, begun)
    conversation = np.repeat(np.arange(begun), counts)
    gaps = chance.exponential(people.pause, conversation.size)
    first = np.concatenate(([0], np.cumsum(counts)[:-1])) if begun else np.array([], int)
    gaps[first] = chance.uniform(0, seconds, begun)
    total = np.cumsum(gaps)
    before = np.repeat(total[first] - gaps[first], counts)
    at = (total - before) % seconds
    order = np.argsort(at, kind="stable")
    return Hour(at[order], conversation[order], _weights(chance, at.size))


def _weights(chance: np.random.Generator, count: int) -> np.ndarray:
    shares: Sequence[float] = [share for share, _ in TOPICS.values()]
    heavy = np.array([weight for _, weight in TOPICS.values()])
    drawn = heavy[chance.choice(len(heavy), size=count, p=shares)]
    return drawn / float(np.dot(shares, heavy))
