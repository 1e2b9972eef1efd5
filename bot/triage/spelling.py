"""Misspelt words of the lexicon, recognised by edit distance.

One edit for words from five letters, two from eight, same first letter, and never a word that
is on the list of ordinary words ("never" is not a fever, a "sister" no blister). Two letters in
the wrong order are put right in every word of the lexicon: so little else is meant by them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import OSA

_ONE_EDIT_FROM = 5
_TWO_EDITS_FROM = 8
_LONGEST = 24
_REPEATED = re.compile(r"(.)\1{2,}")
_REMEMBERED = 20_000
# "ampollitas" and "ampollotas" are ampollas, "hinchadisima" is hinchada.
_SPANISH_ENDING = re.compile(r"(?:cit|it|ot|isim)([ao]s?)$")


class Speller:
    """Maps a word to the lexicon word that was meant, or to itself.

    `vocabulary` are right words, `spellable` those of them that a misspelling may stand for.
    """

    def __init__(
        self, vocabulary: Iterable[str], spellable: Iterable[str], ordinary: Iterable[str]
    ) -> None:
        self.vocabulary = frozenset(vocabulary)
        self.ordinary = frozenset(ordinary)
        self._near: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(spellable):
            if len(word) >= _ONE_EDIT_FROM:
                self._near[word[0], len(word)].append(word)
        self._swapped: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.vocabulary):
            if len(word) >= _ONE_EDIT_FROM:
                self._swapped[_letters(word)].append(word)
        self._known: dict[str, str] = {}

    def correct(self, word: str) -> str:
        known = self._known.get(word)
        if known is None:
            known = self._meant(word)
            if len(self._known) < _REMEMBERED and len(word) <= _LONGEST:
                self._known[word] = known
        return known

    def _meant(self, word: str) -> str:
        if word in self.vocabulary or word in self.ordinary:
            return word
        for candidate in self._swapped.get(_letters(word), ()):
            if OSA.distance(word, candidate, score_cutoff=1) == 1:
                return candidate
        for shorter in (_REPEATED.sub(r"\1\1", word), _REPEATED.sub(r"\1", word)):
            if shorter in self.vocabulary or shorter in self.ordinary:
                return shorter
        word = _REPEATED.sub(r"\1", word)
        if word.endswith("in") and word + "g" in self.vocabulary:
            return word + "g"
        # "tongues swollen" is a tongue that is, by somebody without apostrophes.
        if word.endswith("s") and len(word) > _ONE_EDIT_FROM and word[:-1] in self.vocabulary:
            return word[:-1]
        plain = _SPANISH_ENDING.sub(r"\1", word)
        if plain in self.vocabulary:
            return plain
        if not _ONE_EDIT_FROM - 1 <= len(word) <= _LONGEST:
            return word
        best, fewest = word, (3, False)
        for length in range(len(word) - 2, len(word) + 3):
            allowed = 2 if length >= _TWO_EDITS_FROM else 1
            for candidate in self._near.get((word[0], length), ()):
                edits = OSA.distance(word, candidate, score_cutoff=allowed)
                if edits > allowed:
                    continue
                # Of two that are as near, the one with the same consonants was meant.
                cost = edits, _consonants(candidate) != _consonants(word)
                if cost < fewest:
                    best, fewest = candidate, cost
        return best


def _letters(word: str) -> str:
    return "".join(sorted(word))


def _consonants(word: str) -> str:
    return re.sub("[aeiouy]", "", word)
