"""What the courier needs to know of a provider's wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.simulator.lines import Line
from bot.simulator.people import Person
from bot.simulator.posts import Event, Outcome, Post


class Wire(Protocol):
    """Meta's or Twilio's."""

    most_per_post: int

    def new_id(self, person: Person, kind: str) -> str:
        """An id for what this person sends."""

    def new_file_id(self) -> str:
        """An id for a file that somebody sends."""

    def message(self, line: Line, person: Person) -> Event | None:
        """The webhook for what a person sent; None where the provider tells nobody."""

    def status(self, line: Line, person: Person, state: str) -> Event | None:
        """The webhook for a state of what the clinic sent."""

    def packed(self, events: list[Event]) -> Post:
        """One request for these; at most `most_per_post`."""

    def headers(self, post: Post) -> dict[str, str]:
        """With the provider's signature."""

    def forged(self, headers: dict[str, str]) -> dict[str, str]:
        """The same with a signature that is not the provider's."""

    def pause(self, number: int, outcomes: Sequence[Outcome]) -> float | None:
        """How long to wait before attempt number + 1; None if there is none."""
