"""Words within two edits of another, from an index that is made once and kept small.

The index is symspellpy's, and so is the looking up. Its bins, a hundred thousand lists of strings,
are packed into arrays: a tenth of the memory, and read from a file instead of made anew for a
second at each start.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

import numpy as np
from symspellpy import SymSpell, Verbosity
from symspellpy.suggest_item import SuggestItem

from bot.understanding.packed import number_of, place_of

log = logging.getLogger(__name__)

# One edit in short words, two in long ones; the first letters make the bins.
_EDITS, _PREFIX = 2, 6


class _Bins(Mapping[str, list[str]]):
    """What is left of words when letters are taken out -> those words, in their order."""

    def __init__(self, keys: np.ndarray, starts: np.ndarray, places: np.ndarray, words: list[str]):
        # Plain arrays: looked up one by one, they are faster than numpy's.
        self._keys = array("Q", keys.astype("uint64").tobytes())
        self._starts = array("I", starts.astype("uint32").tobytes())
        self._places = array("I", places.astype("uint32").tobytes())
        self._words = words

    # What it finds is checked by the looking up: other letters may have the same number.
    def __contains__(self, rest: object) -> bool:
        return place_of(str(rest), self._keys) is not None

    def __getitem__(self, rest: str) -> list[str]:
        place = place_of(rest, self._keys)
        if place is None:
            raise KeyError(rest)
        found = self._places[self._starts[place] : self._starts[place + 1]]
        return [self._words[number] for number in found]

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError("the bins hold no letters, only numbers made of them")

    def __len__(self) -> int:
        return len(self._keys)


class NearWords:
    """Looks up the nearest of some words, the more frequent of equally near ones."""

    def __init__(self, counted: Iterable[tuple[str, int]], folder: Path | None = None) -> None:
        """`counted`: words with how often they occur. `folder` keeps the index from start to start;
        if nothing can be written there it is made each time."""
        words = list(counted)
        self._index = SymSpell(max_dictionary_edit_distance=_EDITS, prefix_length=_PREFIX)
        arrays = _kept(folder, words) if folder else _made(words)
        spelt = arrays["words"].tolist()
        # Larger counts than fit into eight bytes are known here anyway.
        counts: dict[str, int] = {}
        for word, count in words:
            counts[word] = counts.get(word, 0) + count
        self._index._words = {word: counts[word] for word in spelt}
        self._index._max_length = max(map(len, spelt), default=0)
        self._index._deletes = _Bins(arrays["keys"], arrays["starts"], arrays["places"], spelt)

    def nearest(self, word: str, reach: int) -> SuggestItem | None:
        """The best within `reach` edits, 1 or 2."""
        found = self._index.lookup(word, Verbosity.TOP, max_edit_distance=reach)
        return found[0] if found else None


def _kept(folder: Path, words: list[tuple[str, int]]) -> dict[str, np.ndarray]:
    file = folder / f"near-words-{_fingerprint(words)}.npz"
    try:
        with np.load(file, allow_pickle=False) as kept:
            return dict(kept)
    except FileNotFoundError:
        arrays = _made(words)
    try:
        _keep(file, arrays)
    except OSError as fault:
        log.warning("the index of near words cannot be kept: %s", fault.strerror)
    return arrays


def _made(words: list[tuple[str, int]]) -> dict[str, np.ndarray]:
    index = SymSpell(max_dictionary_edit_distance=_EDITS, prefix_length=_PREFIX)
    for word, count in words:
        index.create_dictionary_entry(word, count)
    spelt = list(index.words)
    numbers = {word: number for number, word in enumerate(spelt)}
    bins: dict[int, list[int]] = {}
    for rest, found in index.deletes.items():
        bins.setdefault(number_of(rest), []).extend(numbers[word] for word in found)
    keys = sorted(bins)
    starts = np.cumsum([0, *(len(bins[key]) for key in keys)])
    places = [place for key in keys for place in bins[key]]
    return {
        "words": np.array(spelt, dtype=np.str_),
        "keys": np.array(keys, np.uint64),
        "starts": starts.astype(np.uint32),
        "places": np.array(places, np.uint32),
    }


def _keep(file: Path, arrays: Mapping[str, np.ndarray]) -> None:
    for old in file.parent.glob("near-words-*.npz"):
        old.unlink(missing_ok=True)
    # Whole or not at all: another process may read it at this moment.
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as fresh:
        np.savez(fresh, **arrays)
    os.replace(fresh.name, file)


def _fingerprint(words: list[tuple[str, int]]) -> str:
    made_of = repr((_EDITS, _PREFIX, version("symspellpy"), words))
    return hashlib.sha256(made_of.encode()).hexdigest()[:16]
