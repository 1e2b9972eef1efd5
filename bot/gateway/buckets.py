"""How much one session, or one address, may ask for: a burst, then so much a second."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

# Whoever fell out of memory begins with a full bucket; by then theirs would have filled anyway.
MOST_REMEMBERED = 50_000


class Buckets:
    """A bucket of `burst` for each name, refilled at `per_second`."""

    def __init__(
        self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> int:
        """0 if one more is allowed, else after how many seconds it would be."""
        now = self._clock()
        level, then = self._levels.pop(name, (float(self._burst), now))
        level = min(self._burst, level + (now - then) * self._per_second)
        allowed = level >= 1
        self._levels[name] = (level - 1 if allowed else level, now)
        while len(self._levels) > MOST_REMEMBERED:
            self._levels.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - level) / self._per_second))
