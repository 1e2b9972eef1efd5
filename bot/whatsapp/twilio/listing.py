"""What Twilio's own list of messages tells: what was written to us, and what we sent."""

from __future__ import annotations

from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from bot.whatsapp.records import Incoming, Media, SentMessage
from bot.whatsapp.shapes import at, items, name, number, words
from bot.whatsapp.twilio.errors import fault_of
from bot.whatsapp.twilio.message import media_of
from bot.whatsapp.twilio.people import person
from bot.whatsapp.twilio.reading import state_of


def time_of(entry: Any) -> datetime | None:
    """When it was sent; for what still waits, when it was handed over."""
    for field in ("date_sent", "date_created"):
        written = at(entry, field)
        if isinstance(written, str) and len(written) < 100:
            try:
                told = parsedate_to_datetime(written)
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
            return (told if told.tzinfo else told.replace(tzinfo=timezone.utc)).astimezone(
                timezone.utc
            )
    return None


def has_media(entry: Any) -> bool:
    """Whether files belong to it; they are listed elsewhere."""
    return (number(at(entry, "num_media")) or 0) > 0


def inbound(entry: Any, media: tuple[Media, ...]) -> Incoming | None:
    """The message. The list does not know of buttons: a pressed one is the text of its title."""
    key = name(at(entry, "sid"))
    sender = person(at(entry, "from"))
    if key is None or sender is None or at(entry, "direction") != "inbound":
        return None
    text = words(at(entry, "body"))
    kind = media[0].kind if media else "text" if text.strip() else "unknown"
    return Incoming(key, sender, kind, text, media=media, sent_at=time_of(entry))


def outbound(entry: Any) -> SentMessage | None:
    """A message of ours, with Twilio's own word for states before "sent"."""
    key = name(at(entry, "sid"))
    if key is None or not str(at(entry, "direction")).startswith("outbound"):
        return None
    told = at(entry, "status")
    state = state_of(told) or words(told)
    error = fault_of(number(at(entry, "error_code"))) if state == "failed" else None
    return SentMessage(key, words(at(entry, "body")), state, time_of(entry), error)


def files(listed: Any, api: str) -> tuple[Media, ...]:
    """The files of a message, from its list of them."""
    found = []
    for entry in items(at(listed, "media_list")):
        uri = name(at(entry, "uri"))
        if uri and uri.startswith("/"):
            found.append(media_of(api + uri.removesuffix(".json"), at(entry, "content_type")))
    return tuple(found)
