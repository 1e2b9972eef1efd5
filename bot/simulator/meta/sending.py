"""The Graph API's calls for messages: who may send what to whom, and what comes of it."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta

from bot.simulator.limits import pair_rate_hit, throughput_hit, window_is_open
from bot.simulator.lines import Line
from bot.simulator.meta.checking import MOST_KEY, optional_text
from bot.simulator.meta.composing import compose
from bot.simulator.meta.errors import GraphError
from bot.simulator.people import Person, is_number
from bot.simulator.world import World

TYPING = timedelta(seconds=25)


def new_id(person: Person) -> str:
    """A message id as Meta makes them."""
    inside = b"\x1d\x06\x4b\x16" + person.ref.encode() + secrets.token_bytes(18)
    return "wamid." + base64.b64encode(inside).decode()


def recipient(world: World, body: dict) -> Person:
    """Whom a call is for: `recipient` (a user id) or `to` (a number). Raises GraphError."""
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product is required.")
    if body.get("recipient_type", "individual") != "individual":
        raise GraphError(131009, "recipient_type must be individual.")
    address = body.get("recipient") or body.get("to")
    if not isinstance(address, str) or not address:
        raise GraphError(100, "The parameter to is required.")
    known = world.people.find(address)
    if known is not None:
        return known
    number = "+" + "".join(one for one in address if one.isdigit())
    if body.get("recipient") or not is_number(number):
        raise GraphError(131009, "The recipient is no valid number or user id.")
    return world.people.nobody(number)


def accept(world: World, body: dict, person: Person) -> tuple[Line, int | None]:
    """Put the message into the chat. Also says with which error it will turn out to have failed.

    Raises GraphError for what is refused at once.
    """
    draft = compose(body, world.templates, world.media)
    if throughput_hit(world):
        raise GraphError(130429, "Cloud API message throughput has been reached.")
    late = world.habits.late_errors
    later = None
    if not person.on_whatsapp:
        if late is False:
            raise GraphError(131026, "Message undeliverable.")
        later = 131026
    elif draft.free and not window_is_open(world, person):
        details = "Message failed to send because more than 24 hours have passed since the "
        details += "customer last replied to this number."
        if not late:
            raise GraphError(131047, details)
        later = 131047
    if pair_rate_hit(world, person):
        details = "Message failed to send because there were too many messages sent from this "
        raise GraphError(131056, details + "phone number to the same phone number in a short time.")
    context = body.get("context")
    line = Line(
        id=new_id(person),
        number=0,
        person=person.ref,
        inbound=False,
        at=world.now(),
        answers=context.get("message_id") if isinstance(context, dict) else None,
        key=optional_text(body, "biz_opaque_callback_data", MOST_KEY) or None,
        raw=body,
        **{name: value for name, value in vars(draft).items() if name != "free"},
    )
    person.typing_until = None
    if draft.kind == "reaction":
        react(world, draft.details["of"], draft.text)
    return world.add(line), later


def react(world: World, line_id: str, emoji: str) -> None:
    """Show a reaction at the message that it is for."""
    target = world.line(line_id)
    if target is not None:
        target.reaction = emoji


def answer(person: Person, body: dict, line: Line) -> dict:
    """What the API says to an accepted message."""
    address = body.get("recipient") or body.get("to")
    contact = {"input": address}
    if person.shown_phone and not body.get("recipient"):
        contact["wa_id"] = person.shown_phone.lstrip("+")
    if person.shown_user_id:
        contact["user_id"] = person.shown_user_id
    return {
        "messaging_product": "whatsapp",
        "contacts": [contact],
        "messages": [{"id": line.id}],
    }


def mark_read(world: World, body: dict) -> None:
    """Two blue ticks at the person's message, and "typing…" if that is asked for too."""
    line = world.line(str(body.get("message_id", "")))
    if line is None or not line.inbound:
        raise GraphError(131009, "The parameter message_id is no message that was received.")
    for one in world.chat(world.people.get(line.person)):
        if one.inbound and one.number <= line.number:
            one.seen = True
    indicator = body.get("typing_indicator")
    if indicator is not None:
        if not isinstance(indicator, dict) or indicator.get("type") != "text":
            raise GraphError(131009, "typing_indicator.type must be text.")
        world.people.get(line.person).typing_until = world.now() + TYPING
    world.touch()
