"""Accepts messages as Twilio does: nearly everything at once, and tells later what failed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from bot.simulator.limits import pair_rate_hit, throughput_hit, window_is_open
from bot.simulator.lines import Line
from bot.simulator.people import Person, is_number
from bot.simulator.twilio import contents
from bot.simulator.twilio.contents import Content, Shown
from bot.simulator.twilio.errors import TwilioError
from bot.simulator.world import World

MOST_TEXT = 1600


def new_sid(kind: str) -> str:
    """SM for texts, MM for what carries a file, ME for the file."""
    return kind + secrets.token_hex(16)


def recipient(world: World, form: Mapping[str, str]) -> Person:
    """Whom To means. Raises TwilioError."""
    address = form.get("To", "")
    if not address:
        raise TwilioError(21604)
    channel, _, who = address.partition(":")
    if channel != "whatsapp" or not who:
        raise TwilioError(21211, f"The 'To' number {address} is not a valid phone number.")
    known = world.people.find(who)
    if known is not None and (who.startswith("+") or who == known.user_id):
        return known
    if not is_number(who):
        raise TwilioError(21211, f"The 'To' number {address} is not a valid phone number.")
    return world.people.nobody(who)


def accept(
    world: World, form: Mapping[str, str], person: Person, made: Mapping[str, Content]
) -> tuple[Line, int | None]:
    """Put the message into the chat; says with which error it will turn out to have failed."""
    if not form.get("From") and not form.get("MessagingServiceSid"):
        raise TwilioError(21603)
    if form.get("From") not in (None, f"whatsapp:{world.account.number}"):
        raise TwilioError(63007)
    callback = form.get("StatusCallback", "")
    if callback and not callback.startswith(("http://", "https://")):
        raise TwilioError(21609)
    if throughput_hit(world):
        raise TwilioError(20429)
    content, later = _content(world, form, made), None
    try:
        filled = contents.values(content, form.get("ContentVariables", "")) if content else {}
    except TwilioError as error:
        if error.code != 63028:
            raise
        filled, later = {}, 63028
    shown = contents.show(content, filled) if content else _text(form)
    later = later or _trouble(world, person, content)
    if later and world.habits.late_errors is False:
        raise TwilioError(later)
    media = form.get("MediaUrl")
    line = Line(
        id=new_sid("MM" if media else "SM"),
        number=0,
        person=person.ref,
        inbound=False,
        kind=_kind(content, media),
        at=world.now(),
        text=shown.text,
        choices=shown.choices,
        style=shown.style,
        menu=shown.menu,
        template=content.name if content and content.approved else None,
        parameters=list(filled.values()),
        details={"link": media} if media else {},
        callback=callback or None,
        raw=dict(form),
    )
    person.typing_until = None
    return world.add(line), later


def _kind(content: Content | None, media: str | None) -> str:
    if media:
        return "photo"
    if content is None or "twilio/text" in content.types:
        return "template" if content and content.approved else "text"
    return "template" if content.approved else "interactive"


def _content(world: World, form: Mapping[str, str], made: Mapping[str, Content]) -> Content | None:
    sid = form.get("ContentSid")
    if not sid:
        return None
    if sid in made:
        return made[sid]
    template = world.templates.by_sid(sid)
    if template is None:
        raise TwilioError(21655)
    return Content.of(template, world.now())


def _text(form: Mapping[str, str]) -> Shown:
    text = form.get("Body", "")
    if not text.strip() and not form.get("MediaUrl"):
        raise TwilioError(21602)
    if len(text) > MOST_TEXT:
        raise TwilioError(21617)
    return Shown(text)


def _trouble(world: World, person: Person, content: Content | None) -> int | None:
    if not person.on_whatsapp:
        return 63024
    if not (content and content.approved) and not window_is_open(world, person):
        return 63016
    return 63018 if pair_rate_hit(world, person) else None
