"""A patient's raw text made plain: what every channel does before anything reads the words."""

from __future__ import annotations

import re
import string
import unicodedata

MAX_CHARACTERS = 4000
# Categories of characters that show nothing: control, format (zero-width, bidi), surrogate,
# private use, unassigned. Zero-width joiners go too; emoji still show as their parts.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Rasa reads a leading slash as "/intent{…}" that sets slots. NFKC folds full-width look-alikes.
_SLASHES = "/\\\u2044\u2215\u29f8\u2571\u2216\u29f5\u29f9\u2afd\u27cb"


def clean(raw: str) -> str:
    """Visible text, its line breaks kept, without a leading slash of any kind.

    A slash command thereby becomes ordinary words; nothing else that can be seen is removed.
    """
    visible = "".join(_seen(c) for c in unicodedata.normalize("NFKC", raw))
    # Once more: what stood on both sides of an invisible character may now be one letter.
    text = re.sub(r"[^\S\n]+", " ", unicodedata.normalize("NFKC", visible))
    return text.strip().lstrip(_SLASHES + string.whitespace)


def _seen(character: str) -> str:
    if character in "\n\u2028\u2029":
        return "\n"
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _INVISIBLE else character


def has_words(text: str) -> bool:
    """Whether there is at least one letter or digit to understand."""
    return any(c.isalnum() for c in text)
