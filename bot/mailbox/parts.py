"""A text too long for one WhatsApp message, cut where a reader would pause. Pure."""

from __future__ import annotations

# WhatsApp takes 4096; the rest is for the badge in front of the first part.
MOST_CHARACTERS = 3500
# Where to cut, the best place first.
_SEAMS = ("\n\n", "\n", ". ", " ")


def parts_of(text: str, most: int = MOST_CHARACTERS) -> tuple[str, ...]:
    """The text, each part cut at the last good place that fits; one part where all of it does.

    Nothing is left out but the white space at the cuts.
    """
    parts = []
    rest = text
    while len(rest) > most:
        cut = _cut(rest, most)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*parts, rest) if rest or not parts else tuple(parts)


def _cut(text: str, most: int) -> int:
    """How many characters the first part takes."""
    for seam in _SEAMS:
        found = text.rfind(seam, 0, most)
        # A part of three words and then a whole page would not read better than an even cut.
        if found > most // 4:
            return found + len(seam.rstrip(" "))
    return most
