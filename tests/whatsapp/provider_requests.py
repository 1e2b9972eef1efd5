"""Signed requests as the two providers make them, built by hand and apart from our own code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.gateway.town import HTTP

PUBLIC = "https://chat.clinic.example"
APP_SECRET, VERIFY_TOKEN, AUTH_TOKEN = "app-secret", "verify-token", "auth-token"
PHONE_ID, SID, NUMBER = "1055", "AC0123456789abcdef0123456789abcdef", "+12125550199"
META = {
    "whatsapp": "meta",
    "whatsapp_privacy": "full",
    "public_url": PUBLIC,
    "meta_phone_number_id": PHONE_ID,
    "meta_access_token": "access-token",
    "meta_app_secret": APP_SECRET,
    "meta_verify_token": VERIFY_TOKEN,
}
TWILIO = {
    "whatsapp": "twilio",
    "whatsapp_privacy": "full",
    "public_url": PUBLIC,
    "twilio_account_sid": SID,
    "twilio_auth_token": AUTH_TOKEN,
    "twilio_number": NUMBER,
}
SETTINGS = {"meta": META, "twilio": TWILIO}


def meta_text(name: str, phone: str, text: str, user_id: str | None = None) -> dict[str, Any]:
    """One message inside Meta's `messages`."""
    message = {"from": phone.lstrip("+"), "id": f"wamid.{name}", "timestamp": "1795000000"}
    message |= {"from_user_id": user_id} if user_id else {}
    return {**message, "type": "text", "text": {"body": text}}


def meta_body(messages: Iterable[dict], **dumps: Any) -> bytes:
    """A webhook of Meta's with these messages."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": NUMBER, "phone_number_id": PHONE_ID},
        "messages": list(messages),
    }
    change = {"field": "messages", "value": value}
    whole = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    return json.dumps(whole, **dumps).encode()


def meta_signature(body: bytes, secret: str = APP_SECRET) -> str:
    """The header's value."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def twilio_form(name: str, phone: str, text: str, **more: str) -> dict[str, str]:
    """The parameters of one message."""
    return {
        "MessageSid": "SM" + hashlib.md5(name.encode()).hexdigest(),
        "AccountSid": SID,
        "From": f"whatsapp:{phone}",
        "To": f"whatsapp:{NUMBER}",
        "Body": text,
        "NumMedia": "0",
        **more,
    }


def twilio_signature(form: dict[str, str], path: str, token: str = AUTH_TOKEN) -> str:
    """The header's value."""
    whole = PUBLIC + path + "".join(key + form[key] for key in sorted(form))
    digest = hmac.new(token.encode(), whole.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


class Provider:
    """Delivers to a gateway's address; `name` is the provider's."""

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        self.url = f"{address}/whatsapp/{name}"

    def request(self, name: str, phone: str, text: str) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a good request."""
        if self.name == "meta":
            body = meta_body([meta_text(name, phone, text)])
            return body, {"X-Hub-Signature-256": meta_signature(body)}
        form = twilio_form(name, phone, text)
        signature = twilio_signature(form, "/whatsapp/twilio")
        kind = "application/x-www-form-urlencoded"
        return urlencode(form).encode(), {"X-Twilio-Signature": signature, "Content-Type": kind}

    def post(self, body: bytes, headers: dict[str, str]) -> httpx.Response:
        """The raw answer."""
        return HTTP.post(self.url, content=body, headers=headers)

    def deliver(self, name: str, phone: str, text: str) -> httpx.Response:
        """Deliver one text."""
        return self.post(*self.request(name, phone, text))
