"""What becomes of a message that the clinic sent: sent, delivered, read, or failed."""

from __future__ import annotations

import asyncio

from bot.simulator.courier import Courier
from bot.simulator.lines import STATES, Line
from bot.simulator.people import RECEIPTS, Person
from bot.simulator.world import World


class Receipts:
    """Lets messages go on their way and tells the clinic about it."""

    def __init__(self, world: World, courier: Courier) -> None:
        self._world = world
        self._courier = courier

    def follow(self, line: Line, later: int | None) -> None:
        """`later` is the error with which it will turn out to have failed."""
        self._courier.start(self._go(line, later))

    def read(self, person: Person) -> None:
        """The person has looked at the chat."""
        for line in self._world.chat(person):
            if not line.inbound and line.state == "delivered":
                self._report(line, person, "read")

    def catch_up(self, person: Person) -> None:
        """The phone is on again: everything arrives that waited for it."""
        for line in self._world.chat(person):
            if not line.inbound:
                self._courier.start(self._go(line, None))

    async def _go(self, line: Line, later: int | None) -> None:
        person = self._world.people.get(line.person)
        for state in STATES[1:]:
            await asyncio.sleep(self._world.habits.receipt_seconds)
            if later:
                line.error = later
                self._report(line, person, "failed")
                return
            if RECEIPTS.index(person.receipts) < RECEIPTS.index(state):
                return
            self._report(line, person, state)

    def _report(self, line: Line, person: Person, state: str) -> None:
        if not self._world.advance(line, state) or not self._world.habits.receipts:
            return
        event = self._courier.wire.status(line, person, state)
        if event is not None:
            self._courier.take(event)
