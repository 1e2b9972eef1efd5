"""A patient's words without what tells who they are, as far as a text can tell it. Pure."""

from __future__ import annotations

import re

NAME, NUMBER, ADDRESS = "[name]", "[number]", "[address]"
_ADDRESS = re.compile(r"\S+@\S+\.\w+|(?:https?://|www\.)\S+|(?<!\w)@\w{3,}", re.IGNORECASE)
# Seven digits and more with what people put between them; days, percentages and SPF are shorter.
_NUMBER = re.compile(r"\+?\(?\d(?:[\s().-]{0,2}\d){6,}")
_DATE_OF_BIRTH = re.compile(r"\b\d{1,4}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}\b")
_REFERENCE = re.compile(r"\b[PE]-[A-Z0-9]{4,}\b")
_SAID = re.compile(
    r"(?P<before>\b(?:my name is|my name's|name:|me llamo|mi nombre es)\s+)"
    r"(?P<name>[^\W\d_][\w'’-]*(?:\s+[^\W\d_][\w'’-]*)?)",
    re.IGNORECASE,
)
# Said like this it is a name only with a capital ("I am sore", "soy alérgica").
_CAPITAL = re.compile(
    r"(?P<before>\b(?:[Tt]his is|[Ss]oy|I am|I'm|[Ii] ?am|[Aa]quí|[Mm]rs?\.|[Mm]s\.)\s+)"
    r"(?P<name>[A-ZÁÉÍÓÚÑ][\w'’-]+(?:\s+[A-ZÁÉÍÓÚÑ][\w'’-]+)?)"
)
_SHORTEST_NAME = 3


def scrubbed(text: str, name: str | None = None) -> str:
    """The text with numbers, addresses and names replaced; `name` is the patient's, if known."""
    for pattern, instead in (
        (_ADDRESS, ADDRESS),
        (_REFERENCE, NUMBER),
        (_DATE_OF_BIRTH, NUMBER),
        (_NUMBER, NUMBER),
    ):
        text = pattern.sub(instead, text)
    for pattern in (_SAID, _CAPITAL):
        text = pattern.sub(lambda found: found["before"] + NAME, text)
    for part in (name or "").split():
        if len(part) >= _SHORTEST_NAME:
            text = re.sub(rf"\b{re.escape(part)}\b", NAME, text, flags=re.IGNORECASE)
    return text
