"""The control API: JSON on loopback, for tests and for the phone page.

A person is called by a phone number (whoever is called so is there from then on) or by the `ref`
under which they were put in. Answers to what a person does come at once: {"id": …}; the webhook is
delivered afterwards. Faults are answered 400 {"error": sentence}.

POST /control/say      {"person", "text", "answers"?: id it replies to, "age"?: seconds, "id"?}
POST /control/press    {"person", "choice": button's or row's id or title, "of"?: message id}
POST /control/send     {"person", "kind": photo voice audio video sticker document location contact
                        reaction unknown, "text"?: caption or emoji, "answers"?, "age"?, "id"?,
                        "file"?: {"data": base64, "mime", "name"?}, "details"?: {…}}
POST /control/change   {"person", "phone"?: new number; without it only the user id changes}
POST /control/again    {"id", "copies"?: 1}      delivers a message once more, in parallel copies
POST /control/forge    {"person", "text", "how"?: wrong unsigned altered} → {"status"}
POST /control/setup    {"token"?: another word} → {"status", "verified"}   Meta checks the address
POST /control/read     {"person"}                the person looks at the chat
POST /control/age      {"hours"? "seconds"?, "person"?}   that much time passes (windows close)
POST /control/people   {"person", "name"? "phone"? "user_id"? "username"? "parent_user_id"?
                        "shows"?: both phone user_id, "receipts"?: none sent delivered read,
                        "on_whatsapp"?}          puts somebody in or changes them
GET  /control/people   {"people": […]}
GET  /control/sent     {"messages": […]}  what the clinic sent, in order; ?person=; each with id,
                        number, person, kind, text, choices, style, template, parameters, key,
                        state, error, answers, raw (the call's own body)
GET  /control/heard    {"messages": […]}  what people did, in order; each with id, kind, text,
                        attempts (status of each webhook attempt, 0 for none), delivered, seen
GET  /control/webhooks {"attempts": […]}  every attempt in order: kind, ids, status, why, fault
GET  /control/chat     ?person= &after=VERSION &wait=SECONDS → {"version", "messages", "person"}
GET  /control/media/ID                           the file itself
GET, POST /control/habits                        see habits.py; POST changes what is given
GET, POST, DELETE /control/faults                see faults.py; POST {"on", "what", "times"?,
                        "person"?, "seconds"?, "code"?}; DELETE forgets those still waiting
GET, POST /control/templates                     POST {"name", "language", "body", "sid"?,
                        "buttons"?, "paused"?}: adds or replaces
POST /control/quiet    {"seconds"?: 10} → {"quiet"}   waits until nothing is under way any more
POST /control/refuse   {"seconds"}               connections are refused for that long
POST /control/reset                              as new; account and addresses stay
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from starlette.routing import Route

from bot.simulator.courier import Courier
from bot.simulator.doings import Doings
from bot.simulator.managing import Managing, posted
from bot.simulator.people import Person, Unknown
from bot.simulator.receipts import Receipts
from bot.simulator.watching import Watching, shown
from bot.simulator.world import World


class Control:
    """`refuse` closes the doors for some seconds."""

    def __init__(
        self,
        world: World,
        courier: Courier,
        receipts: Receipts,
        refuse: Callable[[float], None],
    ) -> None:
        self._world = world
        self._courier = courier
        self._receipts = receipts
        self._doings = Doings(world, courier)
        self._managing = Managing(world, courier, refuse)
        self._watching = Watching(world)

    def routes(self) -> list[Route]:
        doing = {
            "say": lambda person, body: self._doings.say(person, **body),
            "press": lambda person, body: self._doings.press(person, **body),
            "send": lambda person, body: self._doings.send(person, **body),
            "change": lambda person, body: self._doings.change(person, **body),
        }
        posts: dict[str, Callable[[dict], Awaitable[dict]]] = {
            "again": self.again,
            "forge": self.forge,
            "read": self.read,
            "age": self.age,
            "people": self.put_person,
        }
        routes = [posted(name, self._done(do)) for name, do in doing.items()]
        routes += [posted(name, work) for name, work in posts.items()]
        return routes + self._managing.routes() + self._watching.routes()

    def _done(self, do: Callable[[Person, dict], object]) -> Callable[[dict], Awaitable[dict]]:
        async def work(body: dict) -> dict:
            person = self._person(body)
            try:
                return {"id": do(person, body).id}
            except TypeError as error:
                raise Unknown(f"That cannot be done so: {error}.") from None

        return work

    async def again(self, body: dict) -> dict:
        line = self._world.line(str(body.get("id")))
        if line is None or not line.inbound:
            raise Unknown("Nobody sent a message with this id.")
        self._doings.again(line, int(body.get("copies", 1)))
        return {"id": line.id}

    async def forge(self, body: dict) -> dict:
        how = body.get("how", "wrong")
        person = self._person(body)
        return {"status": await self._doings.forge(person, str(body.get("text", "")), how)}

    async def read(self, body: dict) -> dict:
        self._receipts.read(self._person(body))
        return {}

    async def age(self, body: dict) -> dict:
        by = timedelta(hours=float(body.get("hours", 0)), seconds=float(body.get("seconds", 0)))
        self._world.age(by, self._person(body) if body.get("person") else None)
        return {}

    async def put_person(self, body: dict) -> dict:
        person = self._world.people.put(str(body.pop("person", "")), **body)
        if "receipts" in body:
            self._receipts.catch_up(person)
        self._world.touch()
        return shown(self._world, person)

    def _person(self, body: dict) -> Person:
        return self._world.people.get(str(body.pop("person", "")))
