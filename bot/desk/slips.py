"""Whether a patient tells of something done already, rather than asking whether they may."""

from __future__ import annotations

import re

from bot.protocol.engine import Ruling

_ASKS = re.compile(
    r"\b(can|could|may|should|shall|am) i\b|\b(is it|would it be) (ok|okay|alright|fine|safe)\b"
    r"|\bwhen (can|may|could)\b|\bpuedo\b|\bpodr[ií]a\b|\bcu[aá]ndo\b|\bdebo\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(i|i've|ive|we)( have| had)?( already| just| accidentally| stupidly| kinda| totally| only)*"
    r" (took|taken|used|put|wore|worn|drank|drunk|applied|shaved|waxed|swam|exfoliated|scrubbed"
    r"|picked|peeled|popped|smoked|vaped|worked out|went|slept|rubbed|scratched|iced|forgot and)\b"
    r"|\b(by accident|by mistake|accidentally|without thinking|on autopilot)\b"
    r"|\bya me (puse|tom[eé]|ech[eé]|apliqu[eé]|lav[eé]|maquill[eé]|afeit[eé]|depil[eé])\b"
    r"|\b(sin querer|por error|sin pensar)\b",
    re.IGNORECASE,
)


def already_done(text: str, rulings: list[Ruling]) -> bool:
    """A slip: done, not asked about, and something the rules would not have allowed."""
    restricted = any(ruling.verdict in ("avoid", "not_yet") for ruling in rulings)
    return restricted and bool(_DONE.search(text)) and not _ASKS.search(text)
