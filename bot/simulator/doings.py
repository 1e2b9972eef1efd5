"""What a person can do with their phone."""

from __future__ import annotations

import base64
from datetime import timedelta

from bot.simulator.courier import Courier
from bot.simulator.lines import Line
from bot.simulator.media import SAMPLE_FILES
from bot.simulator.people import Person, Unknown, new_user_id
from bot.simulator.posts import Event, Post
from bot.simulator.world import World

KINDS = (*SAMPLE_FILES, "location", "reaction", "unknown")
_PLACE = {
    "latitude": 40.7484,
    "longitude": -73.9857,
    "name": "A place",
    "address": "1 Example Street",
}
_CONTACT = {
    "name": {"formatted_name": "Sam Example", "first_name": "Sam", "last_name": "Example"},
    "phones": [{"phone": "+1 212-555-0177", "type": "CELL", "wa_id": "12125550177"}],
}


class Doings:
    """Each puts a line into the chat and lets the courier tell the clinic."""

    def __init__(self, world: World, courier: Courier) -> None:
        self._world = world
        self._courier = courier
        self._events: dict[str, Event] = {}

    def say(self, person: Person, text: str, **more: object) -> Line:
        return self._do(person, "text", text=text, **more)

    def press(self, person: Person, choice: str, of: str | None = None, **more: object) -> Line:
        """A button or row by its id or title: of the message `of`, else of the newest that has it.

        Raises Unknown if there is none.
        """
        for line in reversed(self._world.chat(person)):
            if line.inbound or of not in (None, line.id):
                continue
            for one in line.choices:
                if choice in (one.id, one.title):
                    return self._do(
                        person,
                        "button",
                        text=one.title,
                        choice=one.id,
                        style="template" if line.template else line.style,
                        answers=line.id,
                        details={"description": one.description} if one.description else {},
                        **more,
                    )
        raise Unknown(f"No message to this person has a button {choice!r}.")

    def send(self, person: Person, kind: str, file: dict | None = None, **more: object) -> Line:
        """Something that is not text. `file` is {"data": base64, "mime", "name"} or a sample."""
        if kind not in KINDS:
            raise Unknown(f"One can send {', '.join(KINDS)}, not {kind!r}.")
        new_file_id = self._courier.wire.new_file_id
        if kind == "location":
            more = {**more, "details": {**_PLACE, **more.get("details", {})}}
        elif kind == "contact":
            more = {**more, "details": {**_CONTACT, **more.get("details", {})}}
        elif kind == "reaction" and not more.get("answers"):
            theirs = [one for one in self._world.chat(person) if not one.inbound]
            more["answers"] = theirs[-1].id if theirs else "wamid.unknown"
        if file:
            data, name = base64.b64decode(file["data"]), file.get("name", "")
            more["media"] = self._world.media.put(data, file["mime"], name, new_file_id()).id
        elif kind in SAMPLE_FILES:
            more["media"] = self._world.media.sample(kind, new_file_id()).id
        line = self._do(person, kind, **more)
        target = self._world.line(line.answers or "")
        if kind == "reaction" and target is not None:
            target.reaction = line.text
        return line

    def change(self, person: Person, phone: str | None = None) -> Line:
        """A new number (which brings a new user id too), or, without one, only a new user id."""
        old_phone, old_id = person.phone, person.user_id
        old: dict = {}
        if person.shown_phone:
            old["from"] = person.shown_phone.lstrip("+")
        if person.shown_user_id:
            old["from_user_id"] = old_id
        person.user_id = new_user_id()
        system: dict = {"type": "user_changed_user_id", "body": "User changed their user id"}
        if phone:
            person.phone = phone
            system["type"] = "user_changed_number"
            system["body"] = f"User {person.name} changed from {old_phone} to {phone}"
            system["wa_id"] = phone.lstrip("+")
        if person.shown_user_id:
            system["user_id"] = person.user_id
            system["previous_user_id"] = old_id
        details = {"old": old, "system": system}
        return self._do(person, "changed", text=system["body"], details=details)

    def again(self, line: Line, copies: int) -> None:
        """The provider delivers a message once more, as it may at any time for days."""
        event = self._events.get(line.id)
        for _ in range(copies if event else 0):
            post = self._courier.wire.packed([event])
            self._courier.start(self._once(post))

    async def forge(self, person: Person, text: str, how: str) -> int:
        """Somebody who is not the provider posts a message. Returns the answer's status.

        `how`: wrong (bad signature), unsigned, or altered (good signature of another body).
        """
        line = Line(
            self._courier.wire.new_id(person, "text"),
            0,
            person.ref,
            True,
            "text",
            self._world.now(),
            text,
        )
        event = self._courier.wire.message(line, person)
        post = self._courier.wire.packed([event])
        return (await self._courier.postman.forge(post, how)).status

    async def _once(self, post: Post) -> None:
        self._courier.note(post, await self._courier.postman.post(post))

    def _do(self, person: Person, kind: str, **more: object) -> Line:
        now = self._world.now()
        # Written that long ago, and arriving only now: so it is after an outage.
        at = now - timedelta(seconds=float(more.pop("age", 0) or 0))
        line_id = more.pop("id", None) or self._courier.wire.new_id(person, kind)
        line = Line(str(line_id), 0, person.ref, True, kind, at, **more)
        line = self._world.add(line)
        if kind != "changed":
            person.wrote_at = max(person.wrote_at or at, at)
        event = self._courier.wire.message(line, person)
        if event is not None:
            line.raw = event.body
            self._events[line.id] = event
            self._courier.take(event)
        return line
