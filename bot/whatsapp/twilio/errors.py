"""Twilio's error codes as kinds of fault."""

from __future__ import annotations

from typing import Any

from bot.whatsapp.records import SendFault
from bot.whatsapp.shapes import at, number

_KINDS: dict[str, tuple[int, ...]] = {
    "window_closed": (63016,),
    "rate": (14107, 20429, 30001, 30022, 63018, 63038),
    "undeliverable": (
        *(21211, 21610, 21614, 30003, 30004, 30005, 30006, 30007, 30008),
        *(63003, 63013, 63014, 63015, 63020, 63024, 63031, 63032, 63033, 63049),
    ),
    "bad_template": (
        *(21655, 21656, 21657, 63021, 63027, 63028, 63030),
        *(63040, 63041, 63042),
    ),
    "unauthorised": (
        *(20003, 20005, 20006, 20008, 21212, 21606, 30002),
        *(63001, 63007, 63008, 63022),
    ),
    "invalid": (*(21602, 21604, 21605, 21609, 21617, 21619, 21620), *(63005, 63019, 63025)),
    "down": (20503, 63009, 63010, 63012),
}
KIND_OF = {code: kind for kind, codes in _KINDS.items() for code in codes}


def fault_of(code: int | None) -> SendFault:
    """What a status with this code says. Unknown codes stop for good."""
    return SendFault(KIND_OF.get(code, "undeliverable"), code)


def answered(status: int, body: Any) -> SendFault:
    """The fault behind an HTTP answer that is no success."""
    code = number(at(body, "code"))
    if status in (429, 503):
        return SendFault("rate" if status == 429 else "down", code)
    # Its own "internal error" does not say how far it came; the list of messages does.
    if status >= 500:
        return SendFault("answer_lost", code)
    if code in KIND_OF:
        return fault_of(code)
    if status in (401, 403):
        return SendFault("unauthorised", code)
    return SendFault("down" if status in (408, 425) else "invalid", code)
