"""Brings webhooks to the clinic the way a provider does: again after a failure, now and then twice.

Per person and kind the first attempts go out in order; what has to be repeated comes later.
"""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import suppress

from bot.simulator.faults import Fault
from bot.simulator.postman import Postman
from bot.simulator.posts import Event, Outcome, Post
from bot.simulator.wires import Wire
from bot.simulator.world import World

MOST_REMEMBERED = 200_000


class Courier:
    """Runs inside the simulator's event loop until it is closed."""

    def __init__(self, world: World, wires: dict[str, Wire]) -> None:
        self._world = world
        self._wires = wires
        self._waiting: list[Event] = []
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task] = set()
        self._turns: dict[tuple[str, str], asyncio.Event] = {}
        self.postman = Postman(world, lambda: self.wire)
        self._pump = asyncio.create_task(self._run())

    @property
    def wire(self) -> Wire:
        """Of the provider that this simulator is just now."""
        return self._wires[self._world.habits.provider]

    def take(self, event: Event) -> None:
        """Deliver this as soon as the habits allow."""
        self._waiting.append(event)
        self._wake.set()

    def start(self, work: object) -> None:
        """Run something of the simulator's own beside; `quiet` waits for it too."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def quiet(self, seconds: float) -> bool:
        """Whether everything was delivered or given up within that time."""
        deadline = time.monotonic() + seconds
        while self._waiting or self._tasks:
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.02)
        return True

    def forget(self) -> None:
        """Deliver nothing of what is under way any more."""
        self._waiting.clear()
        self._turns.clear()
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        self.forget()
        self._pump.cancel()
        with suppress(asyncio.CancelledError):
            await self._pump
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.postman.close()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            habits = self._world.habits
            if habits.batch > 1 or habits.shuffle:
                await asyncio.sleep(habits.linger)
            events, self._waiting = self._waiting, []
            if habits.shuffle:
                random.shuffle(events)
            size = min(max(1, int(habits.batch)), self.wire.most_per_post)
            for at in range(0, len(events), size):
                self._send(events[at : at + size])

    def _send(self, events: list[Event]) -> None:
        post = self.wire.packed(events)
        if not post.url.startswith("http"):
            # The clinic's address is not known: nobody is told, as with an account not set up.
            return
        keys = {(event.person, event.kind) for event in events}
        earlier = [self._turns[key] for key in keys if key in self._turns]
        done = asyncio.Event()
        self._turns.update(dict.fromkeys(keys, done))
        if self._world.habits.shuffle:
            earlier = []
        self.start(self._deliver(post, earlier, done))

    async def _deliver(self, post: Post, earlier: list[asyncio.Event], done: asyncio.Event) -> None:
        try:
            for one in earlier:
                await one.wait()
            number = 0
            while True:
                outcomes = await self._attempt(post)
                done.set()
                pause = self.wire.pause(number, outcomes)
                if pause is None:
                    return
                await asyncio.sleep(pause)
                number += 1
        finally:
            done.set()

    async def _attempt(self, post: Post) -> list[Outcome]:
        first = post.events[0]
        on = "webhook" if first.kind == "messages" else "status"
        fault = self._world.faults.take(on, first.person)
        copies = max(1, int(self._world.habits.copies))
        outcomes = await asyncio.gather(*(self.postman.post(post, fault) for _ in range(copies)))
        for outcome in outcomes:
            self.note(post, outcome, fault)
        return list(outcomes)

    def note(self, post: Post, outcome: Outcome, fault: Fault | None = None) -> None:
        """Write down what came of an attempt."""
        world = self._world
        if len(world.webhooks) < MOST_REMEMBERED:
            world.webhooks.append(
                {
                    "number": len(world.webhooks) + 1,
                    "kind": post.events[0].kind if post.events else "messages",
                    "ids": [event.line.id for event in post.events],
                    "status": outcome.status,
                    "why": outcome.why,
                    "fault": fault.what if fault else None,
                }
            )
        for event in post.events:
            if event.kind == "messages":
                event.line.attempts.append(outcome.status)
        world.touch()
