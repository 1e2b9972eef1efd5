"""A text too long for one message, cut where a reader would pause. Pure."""

from __future__ import annotations

from bot.whatsapp.options import length

# Where to cut, the best place first.
_SEAMS = ("\n\n", "\n", ". ", " ")


def parts_of(text: str, most: int) -> tuple[str, ...]:
    """The text, each part cut at the last good place that fits; one part where all of it does.

    Nothing is left out but the white space at the cuts.
    """
    parts = []
    rest = text
    while length(rest) > most:
        cut = _cut(_beginning(rest, most))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*parts, rest) if rest or not parts else tuple(parts)


def _beginning(text: str, most: int) -> str:
    """As much of it as is no longer than this, by the count of the providers."""
    text = text[:most]
    while (over := length(text) - most) > 0:
        text = text[: -max(1, over // 2)]
    return text


def _cut(text: str) -> int:
    """How many characters of the beginning make a part."""
    for seam in _SEAMS:
        found = text.rfind(seam)
        # A part of three words and then a whole page would not read better than an even cut.
        if found > len(text) // 4:
            return found + len(seam.rstrip(" "))
    return len(text)
