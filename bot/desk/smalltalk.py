"""Which of the few friendly sentences fits."""

from __future__ import annotations

_THANKS = ("thank", "thx", "ty", "appreciate", "cheers", "great", "perfect", "awesome", "helpful")
_GOODBYE = ("bye", "good night", "goodnight", "see you", "later", "take care", "ciao")


def friendly_phrase(text: str) -> str:
    """The key of a phrase: `thanks`, `goodbye` or `hello` (which also says what we are)."""
    said = f" {text.lower()} "
    if any(f" {cue}" in said for cue in _THANKS):
        return "thanks"
    if any(f" {cue}" in said for cue in _GOODBYE):
        return "goodbye"
    return "hello"
