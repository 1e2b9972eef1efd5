"""The names of topics in a message, in either language."""

from __future__ import annotations

from dataclasses import replace

from bot.language import ENGLISH, SPANISH, language_of, word_as_heard
from bot.understanding import installed
from bot.understanding.names import Hit, merged
from bot.understanding.words import Token, tokens_of


def names_in(text: str) -> list[Hit]:
    """Names in the message's language first; either language may borrow the other's."""
    tokens = tokens_of(text)
    english = installed.names(ENGLISH)
    if language_of(text) == SPANISH:
        # English spelling would turn Spanish words into English ones: only as written.
        return merged(_spanish_hits(tokens), english.hits(tokens))
    return english.hits(installed.speller().corrected(tokens)) or _spanish_hits(tokens)


def _spanish_hits(tokens: list[Token]) -> list[Hit]:
    heard = [replace(token, word=word_as_heard(token.word)) for token in tokens]
    return installed.names(SPANISH).hits(heard)
