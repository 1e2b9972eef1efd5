"""A text as the words and pieces of words it is written with, weighed by how telling they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from math import log
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import numpy as np

from bot.language import SPANISH, as_heard, language_of
from bot.understanding.grams import pieces_of, spaced, words_of
from bot.understanding.remembered import per_word

# Only training needs it, and it is a quarter of the memory of a process that answers.
if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Words and pairs of them tell "no pus" from "pus"; pieces of words survive bad spelling.
_KINDS = {
    "words": {"analyzer": "word", "ngram_range": (1, 2)},
    "pieces": {"analyzer": "char_wb", "ngram_range": (3, 5)},
}
# Seen in fewer examples than this, a word or piece teaches nothing but its author.
_SEEN_IN = {"words": 2, "pieces": 3}
# A handful of examples would leave nothing that was seen twice.
_FEW = 1000

# A message, its clauses, and both once more without what is denied.
_OF_ONE_TURN = 64

Places = Mapping[str, int]


@dataclass(frozen=True)
class _Kind:
    """The n-grams of one kind: their places among all features, and how telling each is.

    `placed` gives the places of those of a text, as often and in the order as they occur.
    """

    places: Places
    weights: np.ndarray
    placed: Callable[[str], Iterable[int]]

    def features(self, text: str) -> tuple[list[int], np.ndarray]:
        """Places and TF-IDF values of a text, of length 1 together.

        What scikit-learn's `transform` gives, without its cost of a millisecond a call.
        """
        counts = Counter(self.placed(text))
        if not counts:
            return [], np.empty(0, np.float32)
        places = list(counts)
        often = np.array([1 + log(times) for times in counts.values()], np.float32)
        values = often * self.weights[places]
        return places, values / np.linalg.norm(values)


class Ngrams:
    """Sparse TF-IDF features over a vocabulary that was learnt once."""

    def __init__(self, kinds: Mapping[str, _Kind]) -> None:
        self._kinds = kinds
        self.size = sum(len(kind.places) for kind in kinds.values())
        # The heads read the same texts, one after the other.
        self.features = lru_cache(maxsize=_OF_ONE_TURN)(self._features)

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

    def _features(self, text: str) -> tuple[np.ndarray, np.ndarray]:
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
        """Read what `save` wrote; pickled content is refused.

        Heads that learnt from the same texts have the same n-grams, and share them.
        """
        file = folder / "ngrams.npz"
        digest = sha256(file.read_bytes()).digest()
        ngrams = _LOADED.get(digest)
        if ngrams is None:
            with np.load(file, allow_pickle=False) as arrays:
                ngrams = cls({n: _kind(n, arrays[n], arrays[f"{n}_weights"]) for n in _KINDS})
            _LOADED[digest] = ngrams
        return ngrams


_LOADED: WeakValueDictionary[bytes, Ngrams] = WeakValueDictionary()


def _kind(name: str, grams: Sequence[str], weights: np.ndarray) -> _Kind:
    places = {str(gram): place for place, gram in enumerate(grams)}
    return _Kind(places, np.asarray(weights, np.float32), _PLACED[name](places))


def _words_placed(places: Places) -> Callable[[str], Iterable[int]]:
    return lambda text: [places[gram] for gram in words_of(text) if gram in places]


def _pieces_placed(places: Places) -> Callable[[str], Iterable[int]]:
    @per_word
    def of_word(word: str) -> tuple[int, ...]:
        return tuple(places[piece] for piece in pieces_of(word) if piece in places)

    return lambda text: chain.from_iterable(map(of_word, spaced(text)))


_PLACED = {"words": _words_placed, "pieces": _pieces_placed}


def _plain(text: str) -> str:
    """Lower case; Spanish as it sounds, for it is often written so."""
    return as_heard(text) if language_of(text) == SPANISH else text.lower()
