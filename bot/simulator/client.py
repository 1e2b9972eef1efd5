"""The control API as methods: what tests use to be a patient, a judge or a bad network."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from bot.simulator.account import Account


class Refused(RuntimeError):
    """The control API did not do it; the text says why."""


class Simulated:
    """A running simulator. Where `person` is asked for, a phone number will do."""

    def __init__(self, url: str, account: Account) -> None:
        self.url = url
        self.account = account
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=130)

    def settings(
        self,
        public_url: str = "",
        provider: str = "",
        template: str = "",
    ) -> dict[str, str]:
        """AFTERGLOW_… variables for a service that shall use this simulator."""
        habits = self.habits()
        provider = provider or habits["provider"]
        usual = {"meta": "afterglow_reply", "twilio": "HX00000000000000000000000000000001"}
        return self.account.settings(
            provider, self.url, public_url or habits["public_url"], template or usual[provider]
        )

    def say(self, person: str, text: str, **more: object) -> str:
        """Returns the message's id. `more`: answers, age (seconds), id."""
        return self.do("say", person=person, text=text, **more)["id"]

    def press(self, person: str, choice: str, **more: object) -> str:
        """A button or list row by its title or id. `more`: of (which message)."""
        return self.do("press", person=person, choice=choice, **more)["id"]

    def send(self, person: str, kind: str, **more: object) -> str:
        """A photo, a voice message, … `more`: text, answers, age, id, file, details."""
        return self.do("send", person=person, kind=kind, **more)["id"]

    def change(self, person: str, phone: str | None = None) -> str:
        """A new number, or (without one) only a new user id."""
        return self.do("change", person=person, **({"phone": phone} if phone else {}))["id"]

    def again(self, message_id: str, copies: int = 1) -> None:
        self.do("again", id=message_id, copies=copies)

    def forge(self, person: str, text: str, how: str = "wrong") -> int:
        """The status with which the service answered."""
        return self.do("forge", person=person, text=text, how=how)["status"]

    def setup(self, **token: str) -> dict:
        """Meta's check of the address: {"status", "verified"}."""
        return self.do("setup", **token)

    def read(self, person: str) -> None:
        self.do("read", person=person)

    def age(self, hours: float = 0.0, seconds: float = 0.0, person: str | None = None) -> None:
        more = {"person": person} if person else {}
        self.do("age", hours=hours, seconds=seconds, **more)

    def person(self, person: str, **fields: object) -> dict:
        """Put somebody in, or change them."""
        return self.do("people", person=person, **fields)

    def habits(self, **wanted: object) -> dict:
        """As they are after the change."""
        return self.do("habits", **wanted) if wanted else self.look("habits")

    def fault(self, on: str, what: str, **more: object) -> None:
        """`more`: times, person, seconds, code."""
        self.do("faults", on=on, what=what, **more)

    def template(self, name: str, language: str, body: str, **more: object) -> None:
        self.do("templates", name=name, language=language, body=body, **more)

    def quiet(self, seconds: float = 10.0) -> bool:
        """Whether everything is delivered or given up by then."""
        return self.do("quiet", seconds=seconds)["quiet"]

    def refuse(self, seconds: float) -> None:
        """Nobody can connect for that long, neither the service nor this client."""
        self.do("refuse", seconds=seconds)

    def reset(self) -> None:
        self.do("reset")

    def sent(self, person: str | None = None) -> list[dict]:
        """What the clinic sent, in order."""
        return self.look("sent", **({"person": person} if person else {}))["messages"]

    def heard(self, person: str | None = None) -> list[dict]:
        """What people did, in order, with what became of the webhooks."""
        return self.look("heard", **({"person": person} if person else {}))["messages"]

    def webhooks(self) -> list[dict]:
        return self.look("webhooks")["attempts"]

    def people(self) -> list[dict]:
        return self.look("people")["people"]

    def wait_sent(self, count: int, person: str | None = None, seconds: float = 20.0) -> list[dict]:
        """What was sent, once it is that many messages. Raises Refused if it never is."""
        return self.wait(lambda: self.sent(person), lambda lines: len(lines) >= count, seconds)

    def wait(
        self, look: Callable[[], list[dict]], enough: Callable[[list], bool], seconds: float
    ) -> list[dict]:
        """Look again and again until it is enough."""
        deadline = time.monotonic() + seconds
        while not enough(found := look()):
            if time.monotonic() > deadline:
                raise Refused(f"After {seconds:g} s there was only: {found}")
            time.sleep(0.05)
        return found

    def do(self, what: str, /, **body: object) -> dict:
        return self._checked(self._client.post(f"/control/{what}", json=body))

    def look(self, what: str, /, **query: str) -> dict:
        return self._checked(self._client.get(f"/control/{what}", params=query))

    def close(self) -> None:
        self._client.close()

    @staticmethod
    def _checked(answer: httpx.Response) -> dict:
        found = answer.json()
        if answer.status_code != 200:
            raise Refused(found.get("error", str(found)))
        return found
