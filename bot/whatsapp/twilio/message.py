"""One message of a patient from Twilio's parameters; whatever cannot be understood is still a
message, of the kind unknown, and gets an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.whatsapp.records import Incoming, Media
from bot.whatsapp.shapes import mime, name, words
from bot.whatsapp.twilio.people import person

_MOST_MEDIA = 10
_CARDS = ("text/vcard", "text/x-vcard")
_FAMILIES = {"image": "photo", "video": "video", "audio": "audio"}
_PLAIN = ("", "text", "button", "interactive")


def message_of(form: Mapping[str, str]) -> Incoming | None:
    """The message, or None if it has no id or nobody sent it."""
    key = name(form.get("MessageSid"))
    user_id = form.get("ExternalUserId") or form.get("ExternalUserIdentifier")
    sender = person(form.get("From"), user_id, form.get("WaId"))
    if key is None or sender is None:
        return None
    blank = Incoming(
        key,
        sender,
        "unknown",
        text=words(form.get("Body")),
        answers=name(form.get("OriginalRepliedMessageSid")),
    )
    return _read(blank, form)


def _read(blank: Incoming, form: Mapping[str, str]) -> Incoming:
    told = form.get("MessageType", "").lower()
    for button, title in (("ButtonPayload", "ButtonText"), ("ListId", "ListTitle")):
        if form.get(button):
            return _pressed(blank, form[button], words(form.get(title)) or blank.text)
    if told == "reaction":
        return replace(blank, kind="reaction")
    if told == "contacts" or form.get("MediaContentType0", "").lower() in _CARDS:
        return replace(blank, kind="contact")
    if told == "location" or (form.get("Latitude") and form.get("Longitude")):
        return replace(blank, kind="location")
    media = _media(form, told)
    if media:
        return replace(blank, kind=media[0].kind, media=media)
    if blank.text.strip() and told in _PLAIN:
        return replace(blank, kind="text")
    return blank


def _pressed(blank: Incoming, button: str, title: str) -> Incoming:
    """A template's button without a payload of ours says no more than its words."""
    if 0 < len(button) <= 256 and words(button) == button != title:
        return replace(blank, kind="button", text=title, button=button)
    return replace(blank, kind="text", text=title) if title.strip() else blank


def _media(form: Mapping[str, str], told: str) -> tuple[Media, ...]:
    found = []
    for place in range(_MOST_MEDIA):
        source = form.get(f"MediaUrl{place}", "")
        # NumMedia is not asked: a photo that it forgot would be a photo lost.
        if name(source):
            found.append(media_of(source, form.get(f"MediaContentType{place}"), told))
    return tuple(found)


def media_of(source: str, content_type: object, told: str = "") -> Media:
    """A file at Twilio. WhatsApp records voice as Ogg and nothing else; Twilio does not say more
    than the type, as it does of stickers."""
    kind = mime(content_type)
    plain = kind.partition(";")[0].strip().lower()
    if told == "sticker" or plain == "image/webp":
        return Media(source, kind, "sticker")
    if plain in ("audio/ogg", "audio/opus"):
        return Media(source, kind, "voice")
    return Media(source, kind, _FAMILIES.get(plain.partition("/")[0], "document"))
