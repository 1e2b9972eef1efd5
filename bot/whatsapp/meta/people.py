"""Who wrote: by phone number, by business-scoped id, or by both."""

from __future__ import annotations

from typing import Any

from bot.whatsapp.records import Sender
from bot.whatsapp.shapes import at, items, name, phone


class People:
    """Who stands in the contacts of a batch, which it has once for all its messages.

    What they say of somebody is believed only where it is the same person as the message's: an id
    of another would show one patient's to the other.
    """

    def __init__(self, contacts: Any) -> None:
        self._all = items(contacts)
        self._by_id: dict[str, Any] = {}
        self._by_number: dict[str, Any] = {}
        for contact in self._all:
            user_id, number = name(at(contact, "user_id")), phone(at(contact, "wa_id"))
            if user_id:
                self._by_id.setdefault(user_id, contact)
            if number:
                self._by_number.setdefault(number, contact)

    def sender_of(self, message: Any) -> Sender | None:
        """Who sent this message, or None if nothing tells."""
        number = phone(at(message, "from"))
        user_id = name(at(message, "from_user_id"))
        parent = name(at(message, "from_parent_user_id"))
        contact = self._same(number, user_id)
        number = number or phone(at(contact, "wa_id"))
        user_id = user_id or name(at(contact, "user_id"))
        parent = parent or name(at(contact, "parent_user_id"))
        return Sender(user_id, number, parent) if number or user_id else None

    def _same(self, number: str | None, user_id: str | None) -> Any:
        if number is None and user_id is None:
            return self._all[0] if len(self._all) == 1 else None
        if user_id in self._by_id:
            return self._by_id[user_id]
        contact = self._by_number.get(number)
        return None if user_id and name(at(contact, "user_id")) else contact


def change_of(message: Any, people: People) -> tuple[Sender, Sender | None] | None:
    """Who changed number or id, and into what; None if the notice does not say who."""
    system = at(message, "system")
    kind = at(system, "type")
    if kind == "customer_identity_changed":
        whose = people.sender_of(message)
        return (whose, None) if whose else None
    if kind not in ("user_changed_number", "customer_changed_number", "user_changed_user_id"):
        return None
    before = Sender(
        name(at(system, "previous_user_id")),
        phone(at(message, "from")) or phone(at(system, "customer")),
        name(at(system, "previous_parent_user_id")),
    )
    after = Sender(
        name(at(system, "user_id")),
        phone(at(system, "wa_id")) or phone(at(system, "new_wa_id")),
        name(at(system, "parent_user_id")),
    )
    if not (before.user_id or before.phone):
        return None
    return before, after if after.user_id or after.phone else None
