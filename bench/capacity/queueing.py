"""Waiting in line before the Rasa a conversation belongs to: one line and one server each."""

from __future__ import annotations

import numpy as np

from bench.capacity.people import Hour


def waits(hour: Hour, rasas: int, service: float, spread: float, seed: int) -> np.ndarray:
    """Seconds from arrival to the end of each message's turn, with so many Rasas.

    `service` is the mean of a turn and `spread` its deviation beside the mean. Every Rasa takes
    what comes to it one after another, as one core does.
    """
    chance = np.random.default_rng(seed)
    shape = 1 / spread**2
    own = chance.gamma(shape, service / shape, hour.at.size) * hour.weight
    place = chance.integers(0, rasas, int(hour.conversation.max(initial=0)) + 1)[hour.conversation]
    took = np.empty(hour.at.size)
    for rasa in range(rasas):
        mine = np.flatnonzero(place == rasa)
        took[mine] = _in_line(hour.at[mine], own[mine])
    return took


def _in_line(at: np.ndarray, service: np.ndarray) -> np.ndarray:
    """When each is done, after its arrival: whoever comes waits for all before (Lindley)."""
    if at.size == 0:
        return at
    done = np.cumsum(service)
    # The latest moment at which the line was empty decides: a running maximum instead of a loop.
    idle = np.maximum.accumulate(at - np.concatenate(([0.0], done[:-1])))
    return idle + done - at


def expected(rate: float, service: float, spread: float) -> float:
    """The mean time in one line, arrivals at random (Pollaczek and Khinchine); to check `waits`."""
    busy = rate * service
    if busy >= 1:
        return float("inf")
    return service + busy * service * (1 + spread**2) / (2 * (1 - busy))
