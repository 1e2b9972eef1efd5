"""Twilio's Content API: texts with buttons that are made first and sent by their sid."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from bot.simulator.lines import Choice
from bot.simulator.templates import Template
from bot.simulator.twilio.errors import TwilioError

_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
MOST_BODY, MOST_BUTTONS, MOST_ITEMS = 1024, 3, 10


@dataclass
class Content:
    """`approved` may be sent outside the window. `types` is as it was given."""

    sid: str
    name: str
    language: str
    types: dict
    variables: dict
    at: datetime
    approved: bool = False

    @classmethod
    def of(cls, template: Template, at: datetime) -> Content:
        """An approved template in Twilio's form."""
        actions = [{"title": one, "id": one} for one in template.buttons]
        body = {"body": template.body}
        types = {"twilio/quick-reply": {**body, "actions": actions}} if actions else {}
        types = types or {"twilio/text": body}
        return cls(template.sid, template.name, template.language, types, {}, at, approved=True)

    def to_dict(self, account_sid: str, url: str) -> dict:
        """As the API shows it."""
        at = self.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        own = f"{url}/v1/Content/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": account_sid,
            "friendly_name": self.name,
            "language": self.language,
            "variables": self.variables,
            "types": self.types,
            "date_created": at,
            "date_updated": at,
            "url": own,
            "links": {"approval_fetch": f"{own}/ApprovalRequests"},
        }


@dataclass
class Shown:
    """What the person sees of a content."""

    text: str
    choices: list[Choice] = field(default_factory=list)
    style: str = ""
    menu: str = ""


def made(body: object, at: datetime) -> Content:
    """A content from the body of a call to create one. Raises TwilioError."""
    if not isinstance(body, dict) or not isinstance(body.get("types"), dict) or not body["types"]:
        raise TwilioError(20001, "types is required.")
    if not isinstance(body.get("language"), str):
        raise TwilioError(20001, "language is required.")
    content = Content(
        "HX" + secrets.token_hex(16),
        str(body.get("friendly_name") or ""),
        body["language"],
        body["types"],
        body.get("variables") or {},
        at,
    )
    show(content, dict.fromkeys(_names(content), "x"))
    return content


def values(content: Content, given: str) -> dict[str, str]:
    """ContentVariables over the content's own. Raises TwilioError, 63028 if one is missing."""
    try:
        filled = json.loads(given) if given else {}
    except ValueError:
        raise TwilioError(21656) from None
    if not isinstance(filled, dict) or not all(isinstance(v, str) for v in filled.values()):
        raise TwilioError(21656)
    together = {**content.variables, **filled}
    if set(_names(content)) - set(together):
        raise TwilioError(63028)
    return together


def show(content: Content, filled: dict[str, str]) -> Shown:
    """Within WhatsApp's limits for a session. Raises TwilioError."""

    def text(part: dict, name: str, most: int) -> str:
        value = part.get(name)
        if not isinstance(value, str) or not value.strip():
            raise TwilioError(20001, f"{name} is required.")
        value = _VARIABLE.sub(lambda found: filled.get(found[1], ""), value)
        if len(value) > most:
            raise TwilioError(20001, f"{name} is longer than {most} characters.")
        return value

    types = content.types
    if "twilio/list-picker" in types:
        part = types["twilio/list-picker"]
        items = _some(part, "items", MOST_ITEMS)
        choices = [
            Choice(text(one, "id", 200), text(one, "item", 24), str(one.get("description") or ""))
            for one in items
        ]
        menu = text(part, "button", 20)
        return Shown(text(part, "body", MOST_BODY), choices, "list", menu)
    if "twilio/quick-reply" in types:
        part = types["twilio/quick-reply"]
        actions = _some(part, "actions", MOST_BUTTONS)
        choices = [Choice(text(one, "id", 200), text(one, "title", 20)) for one in actions]
        return Shown(text(part, "body", MOST_BODY), choices, "buttons")
    if "twilio/text" in types:
        return Shown(text(types["twilio/text"], "body", 1600))
    raise TwilioError(20001, "types: there are twilio/text, twilio/quick-reply and list-picker.")


def _some(part: object, name: str, most: int) -> list[dict]:
    found = part.get(name) if isinstance(part, dict) else None
    if not isinstance(found, list) or not 1 <= len(found) <= most:
        raise TwilioError(20001, f"{name}: from 1 to {most}.")
    if not all(isinstance(one, dict) for one in found):
        raise TwilioError(20001, f"{name} must be objects.")
    return found


def _names(content: Content) -> list[str]:
    return list(dict.fromkeys(_VARIABLE.findall(json.dumps(content.types))))
