"""One message, several questions: cut where one thought ends and the next begins."""

from __future__ import annotations

import re

_STARTERS = (
    r"can|could|may|should|shall|will|would|is|are|am|do|does|did|what|when|how|why|which|where|"
    r"i|i'm|im|my|it|it's|there"
)
_CUT = re.compile(
    r"[?!;\n]+|\.(?=\s|$)|…"
    rf"|,?\s+(?:also|plus|and also|and then|btw|by the way)\b,?"
    rf"|,?\s+(?:and|or|but|because|cuz|so)\s+(?=(?:{_STARTERS})\b)",
    re.IGNORECASE,
)


def clauses(text: str) -> list[tuple[int, int]]:
    """Start and end of each clause of `text` that holds a letter or digit."""
    spans, start = [], 0
    for cut in _CUT.finditer(text):
        spans.append((start, cut.start()))
        start = cut.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in spans if any(c.isalnum() for c in text[a:b])]
