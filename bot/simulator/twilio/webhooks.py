"""What Twilio posts to a clinic: one message or status at a time, signed with its address."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from urllib.parse import urlencode

from bot.simulator.lines import Line
from bot.simulator.people import Person
from bot.simulator.twilio.errors import message_of
from bot.simulator.world import World

PATH = "/whatsapp/twilio"
_TYPES = {
    "photo": "image",
    "voice": "audio",
    "contact": "contacts",
    "unknown": "unsupported",
}


def address(person: Person) -> str:
    """How Twilio names somebody."""
    return "whatsapp:" + (person.shown_phone or person.user_id or "")


def message(world: World, line: Line, person: Person) -> dict[str, str]:
    """The parameters for what a person sent; some are there and blank, as in life."""
    phone = person.shown_phone
    shown = {
        "SmsMessageSid": line.id,
        "NumMedia": "1" if line.media else "0",
        "ProfileName": person.name,
        "MessageType": _TYPES.get(line.kind, line.kind),
        "SmsSid": line.id,
        "WaId": phone.lstrip("+") if phone else "",
        "SmsStatus": "received",
        "Body": line.text,
        "To": f"whatsapp:{world.account.number}",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": line.id,
        "AccountSid": world.account.account_sid,
        "ChannelMetadata": _metadata(person),
        "From": address(person),
        "ApiVersion": "2010-04-01",
    }
    if person.shown_user_id:
        shown["ExternalUserId"] = person.shown_user_id
    if line.answers:
        shown["OriginalRepliedMessageSid"] = line.answers
        shown["OriginalRepliedMessageSender"] = f"whatsapp:{world.account.number}"
    if line.media:
        file = world.media.get(line.media)
        shown["MediaUrl0"] = world.habits.url + media_path(world, line)
        shown["MediaContentType0"] = file.mime if file else "application/octet-stream"
    return {**shown, **_more(line)}


def _more(line: Line) -> dict[str, str]:
    details = line.details
    if line.kind == "button" and line.style == "list":
        more = {"MessageType": "interactive", "ListId": line.choice, "ListTitle": line.text}
        return {**more, "ListDescription": details.get("description", "")}
    if line.kind == "button":
        return {"MessageType": "button", "ButtonText": line.text, "ButtonPayload": line.choice}
    if line.kind == "location":
        return {
            "Latitude": str(details["latitude"]),
            "Longitude": str(details["longitude"]),
            "Address": details.get("address", ""),
            "Label": details.get("name", ""),
        }
    return {}


def _metadata(person: Person) -> str:
    context = {"ProfileName": person.name}
    if person.shown_phone:
        context["WaId"] = person.shown_phone.lstrip("+")
    return json.dumps({"type": "whatsapp", "data": {"context": context}})


def media_path(world: World, line: Line) -> str:
    account = f"/2010-04-01/Accounts/{world.account.account_sid}"
    return f"{account}/Messages/{line.id}/Media/{line.media}"


def status(world: World, line: Line, person: Person, state: str) -> dict[str, str]:
    """The parameters of a StatusCallback."""
    shown = {
        "ChannelPrefix": "whatsapp",
        "ApiVersion": "2010-04-01",
        "MessageStatus": state,
        "SmsSid": line.id,
        "SmsStatus": state,
        "ChannelInstallSid": "XE" + "0" * 32,
        "To": address(person),
        "From": f"whatsapp:{world.account.number}",
        "MessageSid": line.id,
        "StructuredMessage": "false",
        "AccountSid": world.account.account_sid,
        "ChannelToAddress": (person.shown_phone or "")[:-4] + "XXXX",
    }
    if state in ("delivered", "read"):
        shown["EventType"] = state.upper()
    if line.error and state in ("failed", "undelivered"):
        shown["ErrorCode"] = str(line.error)
        shown["ErrorMessage"] = f"Twilio Error: {message_of(line.error)}"
        shown["ChannelStatusMessage"] = message_of(line.error)
    return shown


def encoded(parameters: dict[str, str]) -> bytes:
    return urlencode(parameters).encode()


def signature(token: str, url: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Over the address and every parameter, sorted by name, blank ones too."""
    text = url + "".join(name + value for name, value in sorted(parameters))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
