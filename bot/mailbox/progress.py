"""How far a delivery has got once its provider says something about it. Pure."""

from __future__ import annotations

_RANK = {"sent": 1, "delivered": 2, "read": 3}
# Waiting to be sent, perhaps again.
_WAITING = ("queued", "held")


def after(state: str, told: str, same: bool, known: bool) -> str:
    """The state after the provider told of one message; the same one where that says nothing new.

    `known`: the provider's id of the last try that was answered is known; `same`: it is the id
    that this was told of. Only forward: what was read is not delivered once more, and what has
    reached the phone cannot fail.
    """
    # A try that came before the present one: it failed, or nobody learned its id.
    is_earlier = same and state in (*_WAITING, "sending")
    is_other = known and not same and state in _RANK
    if is_other or state in ("failed", "suppressed"):
        return state
    if told == "failed":
        return "failed" if state in ("sending", "sent", "unsure") and not is_earlier else state
    if told == "sent" and (is_earlier or state == "held"):
        return state
    return told if _RANK[told] > _RANK.get(state, 0) else state
