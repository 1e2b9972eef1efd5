"""Text on WhatsApp that stays what it is: nothing in it is taken for markup. Pure.

WhatsApp knows no way to write its signs as they are, so each is replaced by one that looks alike.
Of addresses only what cannot be part of one is touched: they must still open.
"""

from __future__ import annotations

import re

_ALIKE = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
_IN_ADDRESS = str.maketrans({"*": "∗", "`": "ˋ"})
_ADDRESS = re.compile(r"https?://\S+")
# Lists and quotations begin a line.
_BEGINNING = re.compile(r"^(\s*)([->])(?=\s|$)|^(\s*)(>)", re.MULTILINE)
_BEGINNINGS = {"-": "–", ">": "›"}


def plain(text: str) -> str:
    """The same words, sign for sign, without markup."""
    written, done = [], 0
    for address in _ADDRESS.finditer(text):
        written += [text[done : address.start()].translate(_ALIKE)]
        written += [address[0].translate(_IN_ADDRESS)]
        done = address.end()
    unmarked = "".join([*written, text[done:].translate(_ALIKE)])
    return _BEGINNING.sub(_begin, unmarked)


def bold(text: str) -> str:
    """These words in bold, if there are any."""
    words = " ".join(plain(text).split())
    return f"*{words}*" if words else ""


def _begin(found: re.Match) -> str:
    space, sign = (found[1], found[2]) if found[2] else (found[3], found[4])
    return f"{space}{_BEGINNINGS[sign]}"
