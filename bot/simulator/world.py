"""Everything the simulator remembers. Only its own event loop touches it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone

from bot.simulator.account import Account
from bot.simulator.faults import Faults
from bot.simulator.habits import Habits
from bot.simulator.lines import STATES, Line
from bot.simulator.media import MediaStore
from bot.simulator.people import People, Person, Unknown
from bot.simulator.templates import Templates

_LOOK_SECONDS = 0.05


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


class World:
    """People, what was said, templates, files, and how the provider behaves.

    `cast` are those who are there from the beginning: {"ref", "name"}.
    """

    def __init__(
        self,
        account: Account | None = None,
        habits: Habits | None = None,
        cast: Sequence[dict] = (),
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.account = account or Account.fresh()
        self.habits = habits or Habits()
        self._first_habits = self.habits.to_dict()
        self.now = now
        self._cast = cast
        self.version = 0
        self.clear()

    def clear(self) -> None:
        """Nobody has said anything, nothing goes wrong, the habits are the first ones again.

        The account and all addresses stay.
        """
        stay = ("provider", "url", "public_url", "service_url")
        first = {name: value for name, value in self._first_habits.items() if name not in stay}
        self.habits.change(first)
        self.people = People()
        for one in self._cast:
            self.people.put(one["ref"], name=one["name"])
        self.lines: list[Line] = []
        self.webhooks: list[dict] = []
        self.faults = Faults()
        self.media = MediaStore(self.now)
        self.templates = Templates()
        self._by_id: dict[str, Line] = {}
        self.recent_sends: list[datetime] = []

    def add(self, line: Line) -> Line:
        """Number the line and keep it. Raises Unknown if its id was used before."""
        if line.id in self._by_id:
            raise Unknown("A message with this id is there already.")
        line.number = len(self.lines) + 1
        self.lines.append(line)
        self._by_id[line.id] = line
        self.touch()
        return line

    def line(self, line_id: str) -> Line | None:
        return self._by_id.get(line_id)

    def chat(self, person: Person) -> list[Line]:
        """Both sides, in the order in which they were said."""
        return [line for line in self.lines if line.person == person.ref]

    def advance(self, line: Line, state: str) -> bool:
        """Forward only; says whether it was a step."""
        if line.state == "failed":
            return False
        if state != "failed" and STATES.index(state) <= STATES.index(line.state):
            return False
        line.state = state
        line.changed_at = self.now()
        self.touch()
        return True

    def age(self, by: timedelta, person: Person | None = None) -> None:
        """Let time pass for one person or for all, by moving what was back.

        The service's clock goes on as it is, so what happens next still happens now.
        """
        for one in [person] if person else self.people.all():
            one.age(by)
            for line in self.chat(one):
                line.at -= by
        if person is None:
            self.media.age(by)
        self.touch()

    def touch(self) -> None:
        """Tell whoever watches that something changed."""
        self.version += 1

    async def change_after(self, version: int, seconds: float) -> int:
        """Wait until something changed since that version, or the time is over."""
        deadline = time.monotonic() + seconds
        while self.version <= version and time.monotonic() < deadline:
            await asyncio.sleep(_LOOK_SECONDS)
        return self.version
