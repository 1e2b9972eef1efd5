"""How Meta delivers: several events in a POST, again and again until all were taken."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from bot.simulator.lines import Line
from bot.simulator.meta import sending, webhooks
from bot.simulator.people import Person
from bot.simulator.posts import Event, Outcome, Post
from bot.simulator.world import World

# Counted in the first pause.
LONGEST_PAUSE = 60.0


class MetaWire:
    """See Wire."""

    most_per_post = 1000

    def __init__(self, world: World) -> None:
        self._world = world

    def new_id(self, person: Person, kind: str) -> str:
        return sending.new_id(person)

    def new_file_id(self) -> str:
        return str(secrets.randbelow(10**15) + 10**15)

    def message(self, line: Line, person: Person) -> Event:
        body = webhooks.message(self._world, line, person)
        # System messages are the only ones without contacts.
        contacts = None if line.kind == "changed" else webhooks.contact(person)
        return Event("messages", person.ref, line, body, contacts)

    def status(self, line: Line, person: Person, state: str) -> Event:
        body = webhooks.status(self._world, line, person, state, line.error)
        return Event("statuses", person.ref, line, body, webhooks.contact(person))

    def packed(self, events: list[Event]) -> Post:
        return webhooks.packed(self._world, events)

    def headers(self, post: Post) -> dict[str, str]:
        return webhooks.signed(self._world, post.body)

    def forged(self, headers: dict[str, str]) -> dict[str, str]:
        wrong = {name: value[:-4] + _other(value[-4:]) for name, value in headers.items()}
        return {**wrong, "User-Agent": headers["User-Agent"]}

    def pause(self, number: int, outcomes: Sequence[Outcome]) -> float | None:
        habits = self._world.habits
        if all(one.is_success for one in outcomes) or number + 1 >= habits.tries:
            return None
        return habits.pace * min(2.0**number, LONGEST_PAUSE)


def _other(tail: str) -> str:
    return "0000" if tail != "0000" else "1111"
