"""What we send as Meta wants it. What does not fit its buttons becomes numbered text, uncut."""

from __future__ import annotations

from typing import Any

from bot.whatsapp.options import length, numbered
from bot.whatsapp.records import Outbound, Sender, SendFault

LONGEST = 4096
_BODY = 1024
_BUTTONS, _BUTTON_TITLE, _BUTTON_ID = 3, 20, 256
_ROWS, _ROW_TITLE, _ROW_ID = 10, 24, 200
# The word on what opens a list.
_OPEN = {"en": "Choose", "es": "Elegir"}


def written(message: Outbound, to: Sender, key: str) -> dict[str, Any]:
    """The request's body. Raises SendFault("invalid") for what Meta would refuse."""
    kind, content = _content(message)
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(to),
        "type": kind,
        kind: content,
        "biz_opaque_callback_data": key,
    }


def seen(message_id: str, typing: bool) -> dict[str, Any]:
    """Marks a message as read; with `typing` also shows that an answer is being written."""
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
    return {**mark, "typing_indicator": {"type": "text"}} if typing else mark


def _recipient(to: Sender) -> dict[str, str]:
    """The id rather than the number: a number passes to other people, an id never does."""
    account = to.user_id or to.parent_user_id
    if account:
        return {"recipient": account}
    if to.phone:
        return {"to": to.phone}
    raise SendFault("invalid")


def _content(message: Outbound) -> tuple[str, dict[str, Any]]:
    if message.template:
        return "template", _template(message)
    if message.buttons and 0 < length(message.text) <= _BODY:
        action = _buttons(message) or _rows(message)
        if action:
            return "interactive", {"body": {"text": message.text}, **action}
    text = numbered(message.text, message.buttons, message.language)
    if not text.strip() or length(text) > LONGEST:
        raise SendFault("invalid")
    # No preview: Meta would fetch the address, and it may be a patient's own link.
    return "text", {"preview_url": False, "body": text}


def _buttons(message: Outbound) -> dict[str, Any] | None:
    if not _fit(message, _BUTTONS, _BUTTON_TITLE, _BUTTON_ID):
        return None
    replies = [{"id": key, "title": title} for key, title in message.buttons]
    shown = [{"type": "reply", "reply": reply} for reply in replies]
    return {"type": "button", "action": {"buttons": shown}}


def _rows(message: Outbound) -> dict[str, Any] | None:
    if not _fit(message, _ROWS, _ROW_TITLE, _ROW_ID):
        return None
    rows = [{"id": key, "title": title} for key, title in message.buttons]
    word = _OPEN.get(message.language[:2].lower(), _OPEN["en"])
    return {"type": "list", "action": {"button": word, "sections": [{"rows": rows}]}}


def _fit(message: Outbound, most: int, title_length: int, id_length: int) -> bool:
    keys = [key for key, _ in message.buttons]
    titles = [title for _, title in message.buttons]
    return (
        len(titles) <= most
        and len(set(titles)) == len(titles)
        and len(set(keys)) == len(keys)
        and all(title.strip() and length(title) <= title_length for title in titles)
        and all(key.strip() == key and 0 < length(key) <= id_length for key in keys)
    )


def _template(message: Outbound) -> dict[str, Any]:
    language = {"code": message.language}
    if not message.parameters:
        return {"name": message.template, "language": language}
    # Meta refuses line breaks, tabs and runs of spaces inside a parameter.
    values = [" ".join(value.split()) for value in message.parameters]
    body = {"type": "body", "parameters": [{"type": "text", "text": value} for value in values]}
    return {"name": message.template, "language": language, "components": [body]}
