"""A text as the words and pieces of words it is written with, weighed by how telling they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.language import SPANISH, as_heard, language_of
from bot.understanding.grams import pieces_of, words_of

# Only training needs it, and it is a quarter of the memory of a process that answers.
if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Words and pairs of them tell "no pus" from "pus"; pieces of words survive bad spelling.
_KINDS = {
    "words": {"analyzer": "word", "ngram_range": (1, 2)},
    "pieces": {"analyzer": "char_wb", "ngram_range": (3, 5)},
}
_ANALYZERS = {"words": words_of, "pieces": pieces_of}
# Seen in fewer examples than this, a word or piece teaches nothing but its author.
_SEEN_IN = {"words": 2, "pieces": 3}
# A handful of examples would leave nothing that was seen twice.
_FEW = 1000

Analyzer = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class _Kind:
    """The n-grams of one kind: their places among all features, and how telling each is."""

    places: Mapping[str, int]
    weights: np.ndarray
    analyze: Analyzer

    def features(self, text: str) -> tuple[list[int], np.ndarray]:
        """Places and TF-IDF values of a text, of length 1 together.

        What scikit-learn's `transform` gives, without its cost of a millisecond a call.
        """
        counts = Counter(gram for gram in self.analyze(text) if gram in self.places)
        if not counts:
            return [], np.empty(0, np.float32)
        places = [self.places[gram] for gram in counts]
        often = np.array([1 + log(times) for times in counts.values()], np.float32)
        values = often * self.weights[places]
        return places, values / np.linalg.norm(values)


class Ngrams:
    """Sparse TF-IDF features over a vocabulary that was learnt once."""

    def __init__(self, kinds: Mapping[str, _Kind]) -> None:
        self._kinds = kinds
        self.size = sum(len(kind.places) for kind in kinds.values())

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Ngrams:
        """Take the vocabulary and the weights from these texts."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        plain = [_plain(text) for text in texts]
        kinds = {}
        for name, how in _KINDS.items():
            seen_in = 1 if len(texts) < _FEW else _SEEN_IN[name]
            counter = TfidfVectorizer(**how, min_df=seen_in, dtype=np.float32).fit(plain)
            kinds[name] = _kind(name, counter.get_feature_names_out(), counter.idf_)
        return cls(kinds)

    def features(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Places (0 to `size`) and values of the features of one text."""
        places: list[int] = []
        values, before, plain = [], 0, _plain(text)
        for kind in self._kinds.values():
            own, weighed = kind.features(plain)
            places += [before + place for place in own]
            values.append(weighed)
            before += len(kind.places)
        return np.array(places, np.intp), np.concatenate(values)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """The features of many texts, shape (number of texts, `size`), float32."""
        from scipy.sparse import csr_matrix

        each = [self.features(text) for text in texts]
        ends = np.cumsum([0, *(len(places) for places, _ in each)])
        places = np.concatenate([places for places, _ in each])
        values = np.concatenate([values for _, values in each])
        return csr_matrix((values, places, ends), shape=(len(texts), self.size))

    def save(self, folder: Path) -> None:
        """Write plain arrays; nothing that would run code when read."""
        arrays = {}
        for name, kind in self._kinds.items():
            arrays[name] = np.array(list(kind.places))
            arrays[f"{name}_weights"] = kind.weights
        np.savez_compressed(folder / "ngrams.npz", **arrays)

    @classmethod
    def load(cls, folder: Path) -> Ngrams:
        """Read what `save` wrote; pickled content is refused."""
        with np.load(folder / "ngrams.npz", allow_pickle=False) as arrays:
            return cls({n: _kind(n, arrays[n], arrays[f"{n}_weights"]) for n in _KINDS})


def _kind(name: str, grams: Sequence[str], weights: np.ndarray) -> _Kind:
    places = {str(gram): place for place, gram in enumerate(grams)}
    return _Kind(places, np.asarray(weights, np.float32), _ANALYZERS[name])


def _plain(text: str) -> str:
    """Lower case; Spanish as it sounds, for it is often written so."""
    return as_heard(text) if language_of(text) == SPANISH else text.lower()
