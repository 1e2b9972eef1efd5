"""How Twilio delivers: one event in a POST, tried again once and only if nobody was there."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from urllib.parse import parse_qsl

from bot.simulator.lines import Line
from bot.simulator.people import Person
from bot.simulator.posts import Event, Outcome, Post
from bot.simulator.twilio import webhooks
from bot.simulator.twilio.sending import new_sid
from bot.simulator.world import World

_WITH_FILES = ("photo", "voice", "audio", "video", "sticker", "document", "contact")


class TwilioWire:
    """See Wire."""

    most_per_post = 1

    def __init__(self, world: World) -> None:
        self._world = world

    def new_id(self, person: Person, kind: str) -> str:
        return new_sid("MM" if kind in _WITH_FILES else "SM")

    def new_file_id(self) -> str:
        return new_sid("ME")

    def message(self, line: Line, person: Person) -> Event | None:
        if line.kind == "changed":
            # Twilio tells nobody; the next message just comes from somebody else.
            return None
        body = webhooks.message(self._world, line, person)
        url = self._world.habits.public_url + webhooks.PATH
        return Event("messages", person.ref, line, body, url=url)

    def status(self, line: Line, person: Person, state: str) -> Event | None:
        if not line.callback:
            return None
        body = webhooks.status(self._world, line, person, state)
        return Event("statuses", person.ref, line, body, url=line.callback)

    def packed(self, events: list[Event]) -> Post:
        [event] = events
        body = webhooks.encoded(event.body)
        return Post(event.url, body, "application/x-www-form-urlencoded; charset=UTF-8", events)

    def headers(self, post: Post) -> dict[str, str]:
        parameters = parse_qsl(post.body.decode(errors="replace"), keep_blank_values=True)
        token = self._world.account.auth_token
        return {
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
            "X-Home-Region": "us1",
            "X-Twilio-Signature": webhooks.signature(token, post.url, parameters),
        }

    def forged(self, headers: dict[str, str]) -> dict[str, str]:
        wrong = webhooks.signature("not the token", headers["X-Twilio-Signature"], [])
        return {**headers, "X-Twilio-Signature": wrong}

    def pause(self, number: int, outcomes: Sequence[Outcome]) -> float | None:
        unheard = any(one.why == "refused" for one in outcomes)
        return self._world.habits.pace if unheard and number == 0 else None
