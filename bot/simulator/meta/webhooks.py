"""What Meta posts to a clinic: messages and statuses, packed as it packs them, and signed."""

from __future__ import annotations

import hashlib
import hmac
import json
from urllib.parse import urlencode

from bot.simulator.lines import Line
from bot.simulator.meta.errors import in_status
from bot.simulator.people import Person
from bot.simulator.posts import Event, Post
from bot.simulator.world import World

PATH = "/whatsapp/meta"
_MEDIA = {
    "photo": "image",
    "video": "video",
    "voice": "audio",
    "audio": "audio",
    "document": "document",
    "sticker": "sticker",
}


def contact(person: Person) -> dict:
    """As a `contacts` array carries somebody."""
    profile = {"name": person.name}
    if person.username:
        profile["username"] = person.username
    shown = {"profile": profile}
    if person.shown_phone:
        shown["wa_id"] = person.shown_phone.lstrip("+")
    if person.shown_user_id:
        shown["user_id"] = person.shown_user_id
        if person.parent_user_id:
            shown["parent_user_id"] = person.parent_user_id
    return shown


def message(world: World, line: Line, person: Person) -> dict:
    """One element of a `messages` array."""
    shown: dict = {"id": line.id, "timestamp": str(int(line.at.timestamp()))}
    if person.shown_phone:
        shown["from"] = person.shown_phone.lstrip("+")
    if person.shown_user_id:
        shown["from_user_id"] = person.shown_user_id
        if person.parent_user_id:
            shown["from_parent_user_id"] = person.parent_user_id
    if line.answers and line.kind != "reaction":
        shown["context"] = {"from": world.account.number.lstrip("+"), "id": line.answers}
    if line.kind == "changed":
        # The old number or id is the sender's; the new ones stand inside.
        shown = {**shown, **line.details["old"]}
    return {**shown, **_content(world, line)}


def _content(world: World, line: Line) -> dict:
    details = line.details
    if line.kind == "text":
        return {"type": "text", "text": {"body": line.text}}
    if line.kind == "button":
        return _pressed(line)
    if line.kind in _MEDIA:
        return _file(world, line)
    if line.kind == "location":
        return {"type": "location", "location": details}
    if line.kind == "contact":
        return {"type": "contacts", "contacts": [details]}
    if line.kind == "reaction":
        return {"type": "reaction", "reaction": {"message_id": line.answers, "emoji": line.text}}
    if line.kind == "changed":
        return {"type": "system", "system": details["system"]}
    error = {**in_status(131051), "title": "Message type unknown"}
    error["message"] = "Message type unknown"
    error["error_data"] = {"details": "Message type is currently not supported."}
    unsupported = {"type": details.get("type", "poll_creation")}
    return {"type": "unsupported", "errors": [error], "unsupported": unsupported}


def _pressed(line: Line) -> dict:
    if line.style == "template":
        return {"type": "button", "button": {"payload": line.choice, "text": line.text}}
    reply = {"id": line.choice, "title": line.text}
    kind = "list_reply" if line.style == "list" else "button_reply"
    if line.details.get("description"):
        reply["description"] = line.details["description"]
    return {"type": "interactive", "interactive": {"type": kind, kind: reply}}


def _file(world: World, line: Line) -> dict:
    kind = _MEDIA[line.kind]
    file = world.media.get(line.media or "")
    shown: dict = {"id": line.media, "mime_type": file.mime if file else "image/jpeg"}
    if file:
        shown["sha256"] = file.sha256
    if line.text:
        shown["caption"] = line.text
    if kind == "audio":
        shown["voice"] = line.kind == "voice"
    if kind == "document" and file:
        shown["filename"] = file.name
    if kind == "sticker":
        shown["animated"] = False
    return {"type": kind, kind: shown}


def status(world: World, line: Line, person: Person, state: str, error: int | None) -> dict:
    """One element of a `statuses` array."""
    shown: dict = {"id": line.id, "status": state, "timestamp": str(int(world.now().timestamp()))}
    if person.shown_phone:
        shown["recipient_id"] = person.shown_phone.lstrip("+")
    if person.shown_user_id:
        shown["recipient_user_id"] = person.shown_user_id
    if line.key:
        shown["biz_opaque_callback_data"] = line.key
    if state == "failed":
        shown["errors"] = [in_status(error or 131000)]
    elif state in ("sent", "delivered"):
        category = "utility" if line.template else "service"
        shown["pricing"] = {
            "billable": bool(line.template),
            "pricing_model": "PMP",
            "type": "regular" if line.template else "free_customer_service",
            "category": category,
        }
    return shown


def packed(world: World, events: list[Event]) -> Post:
    """One POST: each event its own change, a few changes to an entry; what one person wrote in a
    row shares a change, so that all three levels occur."""
    changes: list[dict] = []
    last: Event | None = None
    for event in events:
        same = last and (last.kind, last.person) == (event.kind, event.person) == (
            "messages",
            event.person,
        )
        if same and event.contacts and changes:
            changes[-1]["value"]["messages"].append(event.body)
        else:
            changes.append({"field": "messages", "value": _value(world, event)})
        last = event
    entries = [
        {"id": world.account.business_id, "changes": changes[at : at + 3]}
        for at in range(0, len(changes), 3)
    ]
    body = {"object": "whatsapp_business_account", "entry": entries}
    # Escaped as Meta does it: who re-serialises before checking the signature is found out.
    raw = json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()
    return Post(world.habits.public_url + PATH, raw, "application/json", events)


def _value(world: World, event: Event) -> dict:
    account = world.account
    value: dict = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": account.number.lstrip("+"),
            "phone_number_id": account.phone_number_id,
        },
    }
    if event.contacts:
        value["contacts"] = [event.contacts]
    value[event.kind] = [event.body]
    return value


def setup_url(world: World, token: str, challenge: str) -> str:
    """What Meta asks when a clinic enters its address: whether it knows the word, and to echo."""
    query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge}
    return f"{world.habits.public_url}{PATH}?{urlencode(query)}"


def signed(world: World, body: bytes) -> dict[str, str]:
    """The headers with which Meta proves that it is Meta."""
    secret = world.account.app_secret.encode()
    return {
        "User-Agent": "facebookexternalua",
        "X-Hub-Signature": "sha1=" + hmac.new(secret, body, hashlib.sha1).hexdigest(),
        "X-Hub-Signature-256": "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest(),
    }
