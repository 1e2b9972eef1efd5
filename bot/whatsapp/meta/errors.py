"""Meta's error codes as kinds of fault."""

from __future__ import annotations

from typing import Any

from bot.whatsapp.records import SendFault
from bot.whatsapp.shapes import at, number

_KINDS: dict[str, tuple[int, ...]] = {
    "window_closed": (131047,),
    "pair_rate": (131056,),
    "rate": (4, 80007, 130429, 131048, 131064),
    "undeliverable": (
        130472,  # part of an experiment of Meta's
        130497,  # business may not write to this country
        131021,  # sender and recipient are the same
        131026,  # no WhatsApp, terms not accepted, or a very old app
        131030,  # test number, recipient not on its list
        131049,  # "healthy ecosystem"
        131050,  # stopped marketing messages
    ),
    "bad_template": (
        *(131063, 132000, 132001, 132005, 132007, 132008),
        *(132012, 132015, 132016, 132018, 132068, 132069),
    ),
    "unauthorised": (
        *(0, 3, 10, 190, 368),
        131005,  # permission not granted
        131031,  # account locked
        131037,  # display name not approved
        131042,  # payment
        131044,
        131045,  # number not registered
        133010,
    ),
    "invalid": (33, 100, 131008, 131009, 131051, 131052, 131053, 131062, 135000, 137000),
    # Meta says itself that nothing was sent.
    "down": (1, 2, 131000, 131016, 131057, 133004),
}
KIND_OF = {code: kind for kind, codes in _KINDS.items() for code in codes}
_PERMISSION = range(200, 300)


def fault_of(code: int | None) -> SendFault:
    """What a status, or an answer with Meta's own error in it, says. Unknown codes stop for good:
    trying again what we do not understand could annoy a patient."""
    if code in _PERMISSION:
        return SendFault("unauthorised", code)
    return SendFault(KIND_OF.get(code, "undeliverable"), code)


def answered(status: int, body: Any) -> SendFault:
    """The fault behind an HTTP answer that is no success."""
    code = number(at(body, "error", "code"))
    if code is not None and isinstance(at(body, "error"), dict):
        if code in KIND_OF or code in _PERMISSION:
            return fault_of(code)
        if status >= 500:
            return SendFault("down", code)
        return SendFault(_by_status(status), code)
    return SendFault(_by_status(status))


def _by_status(status: int) -> str:
    """Without Meta's own word for it, an answer may come from a machine in between."""
    if status in (401, 403):
        return "unauthorised"
    if status == 429:
        return "rate"
    # Whoever answers so has not handed the request on.
    if status in (408, 425, 503):
        return "down"
    return "answer_lost" if status >= 500 else "invalid"
