"""A webhook of Meta's: every entry, every change, every message and status in it."""

from __future__ import annotations

import json
from typing import Any

from bot.whatsapp.meta.errors import fault_of
from bot.whatsapp.meta.message import message_of
from bot.whatsapp.meta.people import People
from bot.whatsapp.records import Batch, Incoming, Status, Unreadable
from bot.whatsapp.shapes import at, instant, items, name, number, words

# A voice message that was played has been read, and more than that we do not ask.
_STATES = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}


def read(body: bytes, phone_number_id: str) -> Batch:
    """What the webhook tells about our number. Raises only Unreadable."""
    try:
        given = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        # `from None`: the cause holds what the patient wrote.
        raise Unreadable("no JSON") from None
    if not isinstance(given, dict) or not isinstance(given.get("entry"), list):
        raise Unreadable("no webhook of Meta's")
    messages: list[Incoming] = []
    statuses: list[Status] = []
    skipped = 0
    for entry in given["entry"]:
        changes = items(at(entry, "changes"))
        skipped += not changes
        for change in changes:
            value = at(change, "value")
            told, states = items(at(value, "messages")), items(at(value, "statuses"))
            ours = at(value, "metadata", "phone_number_id") == phone_number_id
            if not ours or at(change, "field") != "messages" or not (told or states):
                skipped += len(told) + len(states) or 1
                continue
            people = People(at(value, "contacts"))
            for message in told:
                found = message_of(message, people)
                messages += [found] if found else []
                skipped += found is None
            for status in states:
                state = _status(status)
                statuses += [state] if state else []
                skipped += state is None
    return Batch(tuple(messages), tuple(statuses), skipped)


def _status(status: Any) -> Status | None:
    key = name(at(status, "id"))
    told = at(status, "status")
    state = _STATES.get(told) if isinstance(told, str) else None
    if key is None or state is None or at(status, "recipient_type") == "group":
        return None
    error = fault_of(number(at(status, "errors", 0, "code"))) if state == "failed" else None
    ours = words(at(status, "biz_opaque_callback_data"))
    return Status(key, state, error, ours or None, instant(at(status, "timestamp")))
