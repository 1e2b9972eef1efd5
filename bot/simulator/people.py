"""Made-up people with a phone, and what of them the provider shows to the clinic."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SHOWN = ("both", "phone", "user_id")
RECEIPTS = ("none", "sent", "delivered", "read")


class Unknown(ValueError):
    """The simulator was asked for something that is not there, or cannot be. Says what."""


def new_user_id() -> str:
    """A business-scoped user id as Meta makes them."""
    return f"US.{secrets.randbelow(10**15) + 10**15}"


def usual_user_id(ref: str) -> str:
    """The same at every start: for the service, who comes back with another id is another one."""
    number = int.from_bytes(hashlib.sha256(ref.encode()).digest()[:8], "big")
    return f"US.{number % 10**15 + 10**15}"


@dataclass
class Person:
    """`ref` is what the control API calls them. `shows` is what webhooks tell of them: both ids,
    only the phone (as before 2026), or only the user id (who has a username and hides the number).

    `receipts` is how far what they get goes by itself: a phone that is off stays at `sent`.
    """

    ref: str
    name: str
    phone: str | None
    user_id: str | None
    username: str | None = None
    parent_user_id: str | None = None
    shows: str = "both"
    receipts: str = "delivered"
    on_whatsapp: bool = True
    wrote_at: datetime | None = None
    typing_until: datetime | None = None
    sends: list[datetime] = field(default_factory=list)

    @property
    def shown_phone(self) -> str | None:
        """The number, if the clinic may see it."""
        return None if self.shows == "user_id" else self.phone

    @property
    def shown_user_id(self) -> str | None:
        """The business-scoped id, if webhooks carry it."""
        return None if self.shows == "phone" else self.user_id

    def age(self, by: timedelta) -> None:
        """Let time pass: everything that was is further back."""
        self.wrote_at = self.wrote_at and self.wrote_at - by
        self.typing_until = None
        self.sends = [at - by for at in self.sends]


class People:
    """Everybody there is. Whoever is called by a phone number is there from then on."""

    def __init__(self) -> None:
        self._by_ref: dict[str, Person] = {}

    def all(self) -> list[Person]:
        return list(self._by_ref.values())

    def get(self, ref: str) -> Person:
        """Raises Unknown for a name that nobody has."""
        known = self._by_ref.get(ref) or self.find(ref)
        if known is None and is_number(ref):
            known = self.put(ref)
        if known is None:
            raise Unknown(f"There is nobody called {ref!r}; write a number such as +12125550100.")
        return known

    def find(self, address: str) -> Person | None:
        """By number (with or without +) or by user id."""
        for person in self._by_ref.values():
            if person.phone and person.phone.lstrip("+") == address.lstrip("+"):
                return person
            if address in (person.user_id, person.parent_user_id):
                return person
        return None

    def nobody(self, number: str) -> Person:
        """Who has this number: somebody without WhatsApp, as it is nobody of ours."""
        # Not under the number itself: it may be the name of somebody who has another one now.
        return self.put(f"nobody at {number}", phone=number, on_whatsapp=False)

    def put(self, ref: str, **fields: object) -> Person:
        """Add somebody, or change what is given. Raises Unknown for a field that cannot be."""
        person = self._by_ref.get(ref)
        if person is None:
            phone = ref if is_number(ref) else None
            person = Person(ref, ref if phone is None else "", phone, usual_user_id(ref))
            if not person.name:
                person.name = f"Caller {ref[-4:]}"
        for name, value in fields.items():
            if name not in _CHANGEABLE:
                raise Unknown(f"A person has no {name!r}; there are {', '.join(_CHANGEABLE)}.")
            allowed = {"shows": SHOWN, "receipts": RECEIPTS}.get(name)
            if allowed and value not in allowed:
                raise Unknown(f"{name} is one of {', '.join(allowed)}.")
            setattr(person, name, value)
        self._by_ref[ref] = person
        return person


_CHANGEABLE = "name phone user_id username parent_user_id shows receipts on_whatsapp".split()


def is_number(text: str) -> bool:
    """Whether this is a phone number in international form."""
    return (
        text.startswith("+")
        and text[1:].isascii()
        and text[1:].isdigit()
        and len(text) in range(8, 17)
    )
