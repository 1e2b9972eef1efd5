"""A group of messages that mean the same, as plain data; light enough for any process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Group:
    """Messages that mean the same; `words` is the one in their middle."""

    words: str = field(repr=False)
    count: int
    reasons: dict[str, int]
    languages: dict[str, int]
    days: dict[str, int]
    latest: datetime
    topic: str | None
    examples: tuple[str, ...] = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {**self.__dict__, "latest": self.latest.isoformat(), "examples": [*self.examples]}

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Group:
        """Read what `as_json` wrote."""
        latest = datetime.fromisoformat(given["latest"])
        return cls(**{**given, "latest": latest, "examples": tuple(given["examples"])})
