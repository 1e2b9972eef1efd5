"""A reply as WhatsApp shows it: the verdict in words, the text, its buttons. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from bot.mailbox.delivery_records import Delivery
from bot.whatsapp.options import length, numbered
from bot.whatsapp.parts import parts_of
from bot.whatsapp.plain_words import bold, plain
from bot.whatsapp.records import Outbound

RED_FLAG = "red_flag"
_VERDICTS = (
    *("allowed", "allowed_with_care", "not_yet", "avoid", "ask_clinic"),
    *("expected", "unexpected", "urgent"),
)
# More in front of one reply would be longer than the reply.
MOST_BADGES = 10
MOST_BADGE_CHARACTERS = 60


class Words(Protocol):
    """The clinic's fixed phrases in one language."""

    def phrase(self, key: str, **values: object) -> str:
        """The phrase with the clinic's numbers filled in."""


def whole(delivery: Delivery, said: Words, longest: int) -> tuple[Outbound, ...]:
    """All of the reply; more than one message only where the provider takes no longer ones."""
    text = plain(delivery.text or "")
    # A patient must see at once whether a person speaks, and who.
    front = [bold(delivery.author or ""), *_badges(delivery.aftercare or {}, said)]
    text = "\n\n".join(part for part in ("\n".join(filter(None, front)), text) if part)
    buttons = tuple((button["id"], button["title"]) for button in delivery.buttons)
    language = delivery.language
    around = length(numbered(text, buttons, language)) - length(text)
    if length(text) + around <= longest:
        return (Outbound(text, buttons, language=language),)
    *first, last = parts_of(text, max(longest - around, longest // 2))
    return (
        *(Outbound(part, language=language) for part in first),
        Outbound(last, buttons, language=language),
    )


def elsewhere(delivery: Delivery, said: Words, address: str) -> Outbound:
    """That there is something to read, and where; nothing of what it says."""
    return Outbound(
        f"{plain(said.phrase(_elsewhere(delivery)))}\n\n{address}", language=delivery.language
    )


def tells_nothing(delivery: Delivery) -> bool:
    """Whether it says nothing about anybody's care, so that it may be said anywhere."""
    return delivery.kind in ("delay", "status") or (delivery.aftercare or {}).get("service") is True


def _elsewhere(delivery: Delivery) -> str:
    aftercare = delivery.aftercare or {}
    if aftercare.get("kind") == RED_FLAG:
        return f"{_level(aftercare)}_elsewhere"
    return "answer_elsewhere" if delivery.kind == "reply" else "clinic_elsewhere"


def _level(aftercare: dict[str, Any]) -> str:
    """Of danger: what is not surely less is an emergency."""
    level = (aftercare.get("escalation") or {}).get("level")
    return "same_day" if level == "same_day" else "emergency"


def _badges(aftercare: dict[str, Any], said: Words) -> Iterator[str]:
    if aftercare.get("kind") == RED_FLAG:
        # One, however many signs there are: there is one thing to do.
        is_same_day = _level(aftercare) == "same_day"
        yield bold(said.phrase("badge_same_day" if is_same_day else "badge_urgent"))
        return
    shown = [one for one in aftercare.get("answers") or () if one.get("verdict") in _VERDICTS]
    for answer in shown[:MOST_BADGES]:
        words = said.phrase(f"badge_{answer['verdict']}")
        topic = str(answer.get("label") or answer.get("topic") or "").replace("_", " ")
        topic = topic[:MOST_BADGE_CHARACTERS]
        if len(shown) > 1 and topic:
            words = f"{topic[0].upper()}{topic[1:]}: {words}"
        yield bold(words)
