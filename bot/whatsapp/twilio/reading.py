"""A webhook of Twilio's: one message of a patient, or the status of one of ours."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

from bot.whatsapp.records import Batch, Status, Unreadable
from bot.whatsapp.shapes import name, number
from bot.whatsapp.twilio.account import TwilioAccount
from bot.whatsapp.twilio.errors import fault_of
from bot.whatsapp.twilio.form import fields, single
from bot.whatsapp.twilio.message import message_of

# Twilio's states on the way to "sent" tell nothing that we ask for.
_STATES = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "undelivered": "failed",
}
_ON_THE_WAY = ("accepted", "scheduled", "queued", "sending")


def read(body: bytes, query: str, account: TwilioAccount) -> Batch:
    """What the request tells about our number. Raises only Unreadable."""
    form = fields(body)
    if not form:
        raise Unreadable("no form")
    given = single(form)
    if given.get("AccountSid") != account.sid:
        return Batch(skipped=1)
    if "MessageStatus" in given:
        return _status(given, query, account)
    message = message_of(given) if given.get("To") == account.address else None
    return Batch((message,)) if message else Batch(skipped=1)


def state_of(told: object) -> str | None:
    """Our word for Twilio's state, None for those before "sent" and for unknown ones."""
    return _STATES.get(told.lower()) if isinstance(told, str) else None


def _status(given: Mapping[str, str], query: str, account: TwilioAccount) -> Batch:
    key = name(given.get("MessageSid"))
    told = given["MessageStatus"].lower()
    state = state_of(told)
    if given.get("From") != account.address or key is None:
        return Batch(skipped=1)
    if state is None:
        return Batch(skipped=0 if told in _ON_THE_WAY else 1)
    error = fault_of(number(given.get("ErrorCode"))) if state == "failed" else None
    return Batch(statuses=(Status(key, state, error, _key(query)),))


def _key(query: str) -> str | None:
    """Ours, from the address that we gave for the callback; it is part of what is signed."""
    try:
        keys = parse_qs(query, max_num_fields=100).get("key", [])
    except ValueError:
        return None
    return name(keys[0]) if len(keys) == 1 else None
