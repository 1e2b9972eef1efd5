"""Requests as they go over the wire, signed here by hand: the judge must not ask the judged."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
from dataclasses import dataclass, replace
from urllib.parse import quote, quote_plus

from bot.simulator.account import Account

PUBLIC = "https://chat.clinic.example"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"
META_HEADER, TWILIO_HEADER = "X-Hub-Signature-256", "X-Twilio-Signature"
# What breaks when somebody reads and writes a body anew before checking it.
SAID = (
    "¿Está bien si me pongo maquillaje mañana? 😊",
    "My skin is red 🥵 and it’s “tight”, naïve question?",
    "👩🏽‍⚕️ gracias, señora — ¡mañana!",
    "a+b & c=d %20 / \\ \" ' <b>",
    "هل هذا طبيعي؟",
    "皮肤发红 正常吗？",
    "e\u0301 and é, \u00a0nbsp, tab\tand\nlines",
    "🙂" * 30,
)


@dataclass(frozen=True)
class Request:
    """One POST: what stands in it, byte for byte. `name` is the message's id, `text` its words."""

    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    query: str = ""
    name: str = ""
    text: str = ""

    def with_header(self, name: str, *values: str) -> Request:
        """With these values of a header instead of the one it had."""
        kept = [pair for pair in self.headers if pair[0] != name]
        return replace(self, headers=(*kept, *((name, value) for value in values)))

    def raw(self) -> bytes:
        """As HTTP/1.1."""
        target = self.path + (f"?{self.query}" if self.query else "")
        lines = [f"POST {target} HTTP/1.1", "Host: chat.clinic.example"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines += [f"Content-Length: {len(self.body)}", "", ""]
        return "\r\n".join(lines).encode("latin-1", "replace") + self.body


def meta_signature(secret: str, body: bytes) -> str:
    """As Meta documents it."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def twilio_signature(token: str, url: str, form: dict[str, str]) -> str:
    """As Twilio documents it."""
    whole = url + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(token.encode(), whole.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def person(number: int) -> str:
    """Somebody's phone number, of those that belong to nobody."""
    return f"+1646555{number % 10000:04d}"


def meta(account: Account, number: int, chance: random.Random, name: str) -> Request:
    """A genuine webhook of Meta's, in one of the spellings of JSON that there are."""
    text = f"{chance.choice(SAID)} {number}"
    told = person(number).lstrip("+")
    message = {"from": told, "id": name, "timestamp": "1795000000", "type": "text"}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": account.number.lstrip("+"),
            "phone_number_id": account.phone_number_id,
        },
        "contacts": [{"profile": {"name": "Zoë 😊"}, "wa_id": told, "user_id": f"US.{told}"}],
        "messages": [{**message, "text": {"body": text}}],
    }
    change = {"value": value, "field": "messages"}
    whole = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    written = json.dumps(
        whole,
        ensure_ascii=chance.random() < 0.5,
        separators=chance.choice(((",", ":"), (", ", ": "))),
    )
    if chance.random() < 0.5:
        written = written.replace("/", "\\/")
    body = written.encode()
    headers = (
        ("Content-Type", "application/json"),
        (META_HEADER, meta_signature(account.app_secret, body)),
    )
    return Request("/whatsapp/meta", headers, body, name=name, text=text)


def twilio_form(account: Account, number: int, chance: random.Random, name: str) -> dict[str, str]:
    """The parameters of a genuine message, blank ones among them."""
    return {
        "SmsMessageSid": name,
        "NumMedia": "0",
        "ProfileName": "Zoë 😊",
        "MessageType": "text",
        "SmsSid": name,
        "WaId": person(number).lstrip("+"),
        "SmsStatus": "received",
        "Body": f"{chance.choice(SAID)} {number}",
        "To": f"whatsapp:{account.number}",
        "NumSegments": "1",
        "MessageSid": name,
        "AccountSid": account.account_sid,
        "From": f"whatsapp:{person(number)}",
        "ApiVersion": "2010-04-01",
        "ReferralBody": "",
        "FutureParameter": chance.choice(("", "ñ", "x")),
    }


def twilio_body(form: dict[str, str], chance: random.Random) -> bytes:
    """The form in any order, with spaces written in either way."""
    pairs = list(form.items())
    chance.shuffle(pairs)
    write = chance.choice((quote, quote_plus))
    return "&".join(f"{write(name, '')}={write(value, '')}" for name, value in pairs).encode()


def twilio(account: Account, number: int, chance: random.Random, name: str) -> Request:
    """A genuine webhook of Twilio's."""
    form = twilio_form(account, number, chance, name)
    return twilio_request(account, form, chance)


def twilio_request(account: Account, form: dict[str, str], chance: random.Random) -> Request:
    """These parameters, signed."""
    path = "/whatsapp/twilio"
    signature = twilio_signature(account.auth_token, PUBLIC + path, form)
    headers = (("Content-Type", FORM), (TWILIO_HEADER, signature))
    body = twilio_body(form, chance)
    return Request(path, headers, body, name=form["MessageSid"], text=form["Body"])
