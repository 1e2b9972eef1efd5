"""Tokens of a message, and spelling put right with our own vocabulary in front."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from bot.language import without_accents
from bot.understanding.near_words import NearWords
from bot.understanding.remembered import per_word

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Patients' common words come first; rarer ones only blur the corrections.
_COMMON_WORDS = 40_000
# More than the most frequent word's count, so that of two words equally near ours wins.
_BOOST = 10**12
_SHORTEST_CORRECTED = 4


@dataclass(frozen=True)
class Token:
    """A word as compared (`word`), whether its spelling was put right, and where it stands."""

    word: str
    start: int
    end: int
    corrected: bool = False


def tokens_of(text: str) -> list[Token]:
    """Words and numbers of `text`, lower case without accents, all else as gaps."""
    return [
        Token(without_accents(m.group().lower()).replace("’", "'"), m.start(), m.end())
        for m in _TOKEN.finditer(text)
    ]


def singular(word: str) -> str:
    """The plain plural taken off ("serums", "masks", "peels"); other endings are left alone."""
    if word.endswith("'s"):
        return word[:-2]
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=1)
def common_words() -> dict[str, int]:
    """Frequent English words with their counts, most frequent first."""
    dictionary = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    lines = dictionary.read_text("utf-8-sig").splitlines()[:_COMMON_WORDS]
    pairs = (line.split() for line in lines)
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2}


class Speller:
    """Puts unknown words right: one edit, or two in words of eight letters and more."""

    def __init__(self, vocabulary: Mapping[str, int], folder: Path | None = None) -> None:
        """`vocabulary`: words of the clinic's topics with how often they occur in names.

        They win over other near words, and among themselves the more frequent one wins. What is
        made of them is kept in `folder`.
        """
        self._known = {*common_words(), *vocabulary}
        boosted = [(word, _BOOST * times) for word, times in vocabulary.items()]
        counted = [*common_words().items(), *boosted]
        self._index = NearWords((c for c in counted if len(c[0]) >= _SHORTEST_CORRECTED), folder)
        self._meant = per_word(self._put_right)

    def corrected(self, tokens: list[Token]) -> list[Token]:
        """The same tokens, unknown ones replaced by the nearest known word where one is near."""
        return [self._corrected(token) for token in tokens]

    def knows_any(self, tokens: list[Token]) -> bool:
        """Whether at least one token is a known word, or near one."""
        return any(t.corrected or t.word in self._known for t in self.corrected(tokens))

    def respelt(self, text: str) -> str:
        """`text` with unknown words replaced by the nearest known ones."""
        pieces, end = [], 0
        for token in self.corrected(tokens_of(text)):
            if token.corrected:
                pieces += [text[end : token.start], token.word]
                end = token.end
        return "".join([*pieces, text[end:]])

    def _corrected(self, token: Token) -> Token:
        meant = self._meant(token.word)
        if meant is None:
            return token
        return Token(meant, token.start, token.end, corrected=True)

    def _put_right(self, word: str) -> str | None:
        """The known word that an unknown one stands for; None where the word stays as it is."""
        if len(word) < _SHORTEST_CORRECTED or not word.isalpha() or not word.isascii():
            return None
        if word in self._known or singular(word) in self._known:
            return None
        reach = 1 if len(word) < 8 else 2
        near = self._index.nearest(word, reach)
        # Two slips are believed only of a word that begins alike: "panicing" is not "dancing".
        if near is None or (near.distance > 1 and near.term[0] != word[0]):
            return None
        return near.term
