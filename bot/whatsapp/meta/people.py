"""Who wrote: by phone number, by business-scoped id, or by both."""

from __future__ import annotations

from typing import Any

from bot.whatsapp.records import Sender
from bot.whatsapp.shapes import at, items, name, phone


def sender_of(message: Any, contacts: Any) -> Sender | None:
    """Who sent this message of a batch, or None if nothing tells.

    `contacts` stands once for the whole batch. What it says of somebody is believed only where it
    is the same person as the message's: an id of another would show one patient's to the other.
    """
    number = phone(at(message, "from"))
    user_id = name(at(message, "from_user_id"))
    parent = name(at(message, "from_parent_user_id"))
    contact = _same(number, user_id, items(contacts))
    if contact is not None:
        number = number or phone(at(contact, "wa_id"))
        user_id = user_id or name(at(contact, "user_id"))
        parent = parent or name(at(contact, "parent_user_id"))
    if not (number or user_id):
        return None
    return Sender(user_id, number, parent)


def _same(number: str | None, user_id: str | None, contacts: list[Any]) -> Any:
    if number is None and user_id is None:
        return contacts[0] if len(contacts) == 1 else None
    for contact in contacts:
        their_id = name(at(contact, "user_id"))
        if user_id and their_id:
            if user_id == their_id:
                return contact
        elif number and phone(at(contact, "wa_id")) == number:
            return contact
    return None


def change_of(message: Any, contacts: Any) -> tuple[Sender, Sender | None] | None:
    """Who changed number or id, and into what; None if the notice does not say who."""
    system = at(message, "system")
    kind = at(system, "type")
    if kind == "customer_identity_changed":
        whose = sender_of(message, contacts)
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
