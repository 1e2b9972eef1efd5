"""Which of the few friendly sentences fits."""

from __future__ import annotations

import re

from bot.language import without_accents

_THANKS = (
    *("thank", "thx", "ty", "appreciate", "cheers", "great", "perfect", "awesome", "helpful"),
    *("gracias", "agradezco", "agradecid", "muy amable", "genial", "excelente", "buenisimo"),
)
_GOODBYE = (
    *("bye", "good night", "goodnight", "see you", "later", "take care", "ciao"),
    *("adios", "buenas noches", "buena noche", "hasta luego", "hasta manana", "hasta pronto"),
    *("nos vemos", "chao ", "cuidate", "que descanse"),
)
# "Buenas noches" says good night and good evening alike; with "hola" it is a greeting.
_GREETING = ("hola",)
_MARKS = re.compile(r"[^\w\s']+")


def friendly_phrase(text: str) -> str:
    """The key of a phrase: `thanks`, `goodbye` or `hello` (which also says what we are)."""
    said = f" {_MARKS.sub(' ', without_accents(text.lower()))} "
    if _any(_THANKS, said):
        return "thanks"
    if _any(_GOODBYE, said) and not _any(_GREETING, said):
        return "goodbye"
    return "hello"


def _any(cues: tuple[str, ...], said: str) -> bool:
    return any(f" {cue}" in said for cue in cues)
