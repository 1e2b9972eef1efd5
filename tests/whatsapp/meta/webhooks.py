"""Webhooks as Meta documents them, one of every kind; no number in them is anybody's."""

from __future__ import annotations

import copy
import json
from typing import Any

OURS = "106540352242922"
PHONE = "16505551234"
BSUID = "US.13491208655302741918"
PARENT = "US.ENT.11815799212886844830"
WAMID = "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA="
SENT = "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI1RjQyNUE3NEYxMzAzMzQ5MkEA"
AT = "1749416383"

_FILE = {"sha256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "id": "1003383421387256"}

MESSAGES: dict[str, dict[str, Any]] = {
    "text": {"type": "text", "text": {"body": "¿Puedo usar maquillaje mañana? 😊"}},
    "reply": {
        "type": "text",
        "text": {"body": "And this one?"},
        "context": {"from": "15550783881", "id": SENT},
    },
    "forwarded": {
        "type": "text",
        "text": {"body": "Look at this"},
        "context": {"forwarded": True, "frequently_forwarded": True},
    },
    "from an ad": {
        "type": "text",
        "text": {"body": "Hi"},
        "referral": {
            "source_url": "https://fb.me/3cr4Wqqkv",
            "source_id": "120226305854810726",
            "source_type": "ad",
            "body": "Aftercare",
            "headline": "Chat with us",
            "media_type": "image",
            "image_url": "https://scontent.xx.fbcdn.net/v/t45",
            "ctwa_clid": "Aff-n8ZTODiE79d22KtAwQKj9e_mIEOOj27vDVwFjN80dp4",
        },
    },
    "template button": {
        "type": "button",
        "button": {"payload": "b7:1", "text": "Show me"},
        "context": {"from": "15550783881", "id": SENT},
    },
    "template button without payload": {
        "type": "button",
        "button": {"payload": "Show me", "text": "Show me"},
        "context": {"from": "15550783881", "id": SENT},
    },
    "reply button": {
        "type": "interactive",
        "interactive": {
            "type": "button_reply",
            "button_reply": {"id": "b12:2", "title": "Yes, today"},
        },
        "context": {"from": "15550783881", "id": SENT},
    },
    "list row": {
        "type": "interactive",
        "interactive": {
            "type": "list_reply",
            "list_reply": {"id": "b12:7", "title": "Sunscreen", "description": "SPF 30"},
        },
        "context": {"from": "15550783881", "id": SENT},
    },
    "form": {
        "type": "interactive",
        "interactive": {
            "type": "nfm_reply",
            "nfm_reply": {"name": "flow", "body": "Sent", "response_json": '{"flow_token":"x"}'},
        },
        "context": {"from": "15550783881", "id": SENT},
    },
    "photo": {
        "type": "image",
        "image": {**_FILE, "mime_type": "image/jpeg", "caption": "Is this normal?"},
    },
    "photo without a caption": {"type": "image", "image": {**_FILE, "mime_type": "image/jpeg"}},
    "voice": {
        "type": "audio",
        "audio": {**_FILE, "mime_type": "audio/ogg; codecs=opus", "voice": True},
    },
    "audio": {"type": "audio", "audio": {**_FILE, "mime_type": "audio/mpeg", "voice": False}},
    "video": {"type": "video", "video": {**_FILE, "mime_type": "video/mp4", "caption": "see"}},
    "document": {
        "type": "document",
        "document": {**_FILE, "mime_type": "application/pdf", "filename": "list.pdf"},
    },
    "sticker": {
        "type": "sticker",
        "sticker": {**_FILE, "mime_type": "image/webp", "animated": False},
    },
    "location": {
        "type": "location",
        "location": {
            "latitude": 37.44216251868683,
            "longitude": -122.16153582049394,
            "name": "Philz Coffee",
            "address": "101 Forest Ave",
        },
    },
    "contacts": {
        "type": "contacts",
        "contacts": [
            {
                "name": {"formatted_name": "Barbara J. Johnson", "first_name": "Barbara"},
                "phones": [{"phone": "+1 650 555 9999", "wa_id": "16505559999", "type": "HOME"}],
            }
        ],
    },
    "reaction": {"type": "reaction", "reaction": {"message_id": SENT, "emoji": "\U0001f44d"}},
    "reaction taken back": {"type": "reaction", "reaction": {"message_id": SENT}},
    "order": {
        "type": "order",
        "order": {
            "catalog_id": "194836987003835",
            "text": "Love these!",
            "product_items": [
                {
                    "product_retailer_id": "di9ozbzfi4",
                    "quantity": 2,
                    "item_price": 30,
                    "currency": "USD",
                }
            ],
        },
    },
    "unsupported": {
        "type": "unsupported",
        "unsupported": {"type": "poll_creation"},
        "errors": [
            {
                "code": 131051,
                "title": "Message type unknown",
                "message": "Message type unknown",
                "error_data": {"details": "Message type is currently not supported."},
            }
        ],
    },
    "unknown": {"type": "unknown", "errors": [{"code": 131051, "message": "Unsupported"}]},
    "edited": {
        "type": "edit",
        "edit": {
            "original_message_id": "wamid.first",
            "message": {
                "type": "text",
                "id": "wamid.first",
                "text": {"body": "I have a fever of 39.5"},
                "context": {"id": SENT},
            },
        },
    },
}
# What system notices tell; they come without contacts.
CHANGES: dict[str, dict[str, Any]] = {
    "number": {
        "body": "User A changed from 16505551234 to 12195555358",
        "type": "user_changed_number",
        "wa_id": "12195555358",
        "user_id": "US.2222",
        "previous_user_id": BSUID,
    },
    "number, the old way": {
        "body": "NAME changed from 16505551234 to 12195555358",
        "type": "customer_changed_number",
        "customer": PHONE,
        "new_wa_id": "12195555358",
    },
    "id alone": {
        "body": "User changed",
        "type": "user_changed_user_id",
        "user_id": "US.2222",
        "parent_user_id": "US.ENT.2222",
        "previous_user_id": BSUID,
        "previous_parent_user_id": PARENT,
    },
}
CONTACT = {"profile": {"name": "Sheena Nelson"}, "wa_id": PHONE, "user_id": BSUID}


def message(kind: str, **more: Any) -> dict[str, Any]:
    """One message as it stands in `messages`; a None in `more` takes a key away."""
    whole = {"from": PHONE, "id": WAMID, "timestamp": AT, **copy.deepcopy(MESSAGES[kind]), **more}
    return {key: value for key, value in whole.items() if value is not None}


def change(kind: str, **more: Any) -> dict[str, Any]:
    """A system notice as it stands in `messages`."""
    whole = {"from": PHONE, "id": WAMID, "timestamp": AT, "type": "system"}
    whole = {**whole, "system": copy.deepcopy(CHANGES[kind]), **more}
    return {key: value for key, value in whole.items() if value is not None}


def status(state: str, **more: Any) -> dict[str, Any]:
    """One status as it stands in `statuses`."""
    told: dict[str, Any] = {
        "id": SENT,
        "status": state,
        "timestamp": AT,
        "recipient_id": PHONE,
        "recipient_user_id": BSUID,
        "biz_opaque_callback_data": "d17",
    }
    if state == "failed":
        told["errors"] = [
            {
                "code": 131047,
                "title": "Re-engagement message",
                "message": "Re-engagement message",
                "error_data": {"details": "More than 24 hours have passed"},
                "href": "https://developers.facebook.com/docs/whatsapp/cloud-api",
            }
        ]
    else:
        told["pricing"] = {"billable": True, "pricing_model": "PMP", "category": "service"}
    return {**told, **more}


def change_of_value(value: dict[str, Any], phone_number_id: str = OURS) -> dict[str, Any]:
    """A value in its change."""
    metadata = {"display_phone_number": "15550783881", "phone_number_id": phone_number_id}
    whole = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    return {"value": whole, "field": "messages"}


def webhook(
    *messages: dict[str, Any],
    statuses: tuple[dict[str, Any], ...] = (),
    contacts: tuple[dict[str, Any], ...] | None = (CONTACT,),
    phone_number_id: str = OURS,
) -> dict[str, Any]:
    """The whole body, still as an object."""
    value: dict[str, Any] = {}
    if contacts is not None:
        value["contacts"] = [copy.deepcopy(contact) for contact in contacts]
    if messages:
        value["messages"] = list(messages)
    if statuses:
        value["statuses"] = list(statuses)
    entry = {"id": "102290129340398", "changes": [change_of_value(value, phone_number_id)]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def body(given: dict[str, Any]) -> bytes:
    """As it comes over the wire."""
    return json.dumps(given).encode()


EVERY = {
    **{kind: webhook(message(kind)) for kind in MESSAGES},
    **{f"changed {kind}": webhook(change(kind), contacts=None) for kind in CHANGES},
    **{
        state: webhook(statuses=(status(state),))
        for state in ("sent", "delivered", "read", "played", "failed")
    },
}
