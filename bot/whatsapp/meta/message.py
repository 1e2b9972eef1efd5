"""One message of a webhook. Once it is known who wrote what id, nothing in it is lost: what cannot
be understood is still a message of the kind unknown, and gets an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.whatsapp.meta.people import People, change_of
from bot.whatsapp.records import Incoming, Media
from bot.whatsapp.shapes import at, instant, mime, name, words

_MEDIA = {"image": "photo", "video": "video", "document": "document", "sticker": "sticker"}
# Nobody wrote anything: a chat was opened, or a message taken back.
_NO_WORDS = ("request_welcome", "revoke")


def message_of(message: Any, people: People) -> Incoming | None:
    """The message, or None if it has no id, nobody sent it, or it is not for us to answer."""
    key = name(at(message, "id"))
    kind = at(message, "type")
    # What is said in a group is not said to the clinic alone.
    if key is None or kind in _NO_WORDS or at(message, "group_id") is not None:
        return None
    if kind == "system":
        return _change(key, message, people)
    sender = people.sender_of(message)
    if sender is None:
        return None
    content = at(message, "edit", "message") if kind == "edit" else message
    blank = Incoming(
        key,
        sender,
        "unknown",
        sent_at=instant(at(message, "timestamp")),
        answers=name(at(content, "context", "id")),
    )
    read = _KINDS.get(at(content, "type")) if isinstance(at(content, "type"), str) else None
    return read(blank, content) if read else blank


def _change(key: str, message: Any, people: People) -> Incoming | None:
    change = change_of(message, people)
    if change is None:
        return None
    before, after = change
    sent_at = instant(at(message, "timestamp"))
    return Incoming(key, before, "changed", sent_at=sent_at, becomes=after)


def _text(blank: Incoming, message: Any) -> Incoming:
    text = words(at(message, "text", "body"))
    return replace(blank, kind="text", text=text) if text.strip() else blank


def _pressed(blank: Incoming, button: Any, title: Any) -> Incoming:
    """A template's button without a payload of ours says no more than its words."""
    title = words(title)
    if isinstance(button, str) and 0 < len(button) <= 256 and words(button) == button != title:
        return replace(blank, kind="button", text=title, button=button)
    return replace(blank, kind="text", text=title) if title.strip() else blank


def _template_button(blank: Incoming, message: Any) -> Incoming:
    return _pressed(blank, at(message, "button", "payload"), at(message, "button", "text"))


def _interactive(blank: Incoming, message: Any) -> Incoming:
    for kind in ("button_reply", "list_reply"):
        reply = at(message, "interactive", kind)
        if at(message, "interactive", "type") == kind and reply is not None:
            return _pressed(blank, at(reply, "id"), at(reply, "title"))
    return blank


def _with_media(blank: Incoming, message: Any) -> Incoming:
    told = at(message, "type")
    part = at(message, told)
    source = name(at(part, "id"))
    caption = words(at(part, "caption"))
    if source is None:
        return replace(blank, text=caption)
    kind = _MEDIA.get(told) or ("voice" if at(part, "voice") is True else "audio")
    media = Media(source, mime(at(part, "mime_type")), kind)
    return replace(blank, kind=kind, text=caption, media=(media,))


def _reaction(blank: Incoming, message: Any) -> Incoming:
    """A reaction that was taken back has no emoji."""
    about = name(at(message, "reaction", "message_id"))
    emoji = words(at(message, "reaction", "emoji"))
    return replace(blank, kind="reaction", text=emoji, answers=about)


def _order(blank: Incoming, message: Any) -> Incoming:
    return replace(blank, text=words(at(message, "order", "text")))


_KINDS: dict[str, Callable[[Incoming, Any], Incoming]] = {
    "text": _text,
    "button": _template_button,
    "interactive": _interactive,
    "audio": _with_media,
    **dict.fromkeys(_MEDIA, _with_media),
    "location": lambda blank, _: replace(blank, kind="location"),
    "contacts": lambda blank, _: replace(blank, kind="contact"),
    "reaction": _reaction,
    "order": _order,
}
