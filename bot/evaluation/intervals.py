"""A share and how sure one can be of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Share:
    """So many `hits` of so many cases."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None of no cases."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval after Wilson; everything is possible with no cases."""
        if not self.of:
            return 0.0, 1.0
        share, z2 = self.hits / self.of, _Z_95**2
        middle = (share + z2 / (2 * self.of)) / (1 + z2 / self.of)
        half = (
            _Z_95 * sqrt(share * (1 - share) / self.of + z2 / (4 * self.of**2)) / (1 + z2 / self.of)
        )
        # Rounding must not put a plain 0 or 1 outside its own interval.
        return min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share)
