"""USE-multilingual as it is run here: pieces from a table on the disk, the rest one ONNX file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from bot.understanding.encoder import session
from bot.understanding.use_tokens import Tokens

TABLE, SCALES, NETWORK = "table.npy", "scales.npz", "network.onnx"
# The pieces of words that the longest n-gram sees to its left and to its right.
LEFT, RIGHT = 2, 2
# Sentences go through together up to here, so that what is in between stays small.
_MOST_PIECES = 384


class Multilingual:
    """Sentence to unit vector of 512 numbers."""

    def __init__(self, folder: Path) -> None:
        """Load from `folder`, where `lay_out` has put it."""
        self._tokens = Tokens(folder)
        self._table = _Rows(folder / TABLE)
        with np.load(folder / SCALES, allow_pickle=False) as kept:
            self._scale, self._lowest = kept["scale"], kept["lo"]
        self._session = session(folder / NETWORK)

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """Unit vectors, shape (len(sentences), 512), float32."""
        cut = [self._tokens.encode(sentence) for sentence in sentences]
        return np.concatenate([self._vectors(group) for group in _groups(cut)])

    def _vectors(self, cut: list[list[int]]) -> np.ndarray:
        pieces = np.fromiter(chain.from_iterable(cut), np.int64)
        lengths = np.array([len(sentence) for sentence in cut])
        block = pieces % len(self._scale)
        rows = self._table[pieces] * self._scale[block, None] + self._lowest[block, None]
        ends = np.cumsum(lengths)
        places = np.arange(len(pieces))
        sentence = np.repeat(np.arange(len(cut)), lengths)
        around = places[:, None] + np.arange(-LEFT, RIGHT + 1)
        inside = (around >= (ends - lengths)[sentence, None]) & (around < ends[sentence, None])
        shares = np.zeros((len(cut), len(pieces)), np.float32)
        shares[sentence, places] = np.reciprocal(np.sqrt(lengths.astype(np.float32)))[sentence]
        given = {
            "pieces": rows,
            "windows": np.where(inside, around, len(pieces)),
            "shares": shares,
        }
        return self._session.run(None, given)[0]


class _Rows:
    """The table of pieces; a row is read from the file when it is asked for."""

    def __init__(self, file: Path) -> None:
        table = np.load(file, mmap_mode="r")
        self._first, (_, self._width) = table.offset, table.shape
        self._file = os.open(file, os.O_RDONLY)

    def __getitem__(self, numbers: np.ndarray) -> np.ndarray:
        read = {
            number: os.pread(self._file, self._width, self._first + number * self._width)
            for number in set(numbers.tolist())
        }
        together = b"".join(map(read.__getitem__, numbers.tolist()))
        return np.frombuffer(together, np.uint8).reshape(len(numbers), self._width)


def _groups(cut: list[list[int]]) -> list[list[list[int]]]:
    groups: list[list[list[int]]] = []
    room = 0
    for sentence in cut:
        if room < len(sentence) or not groups:
            groups.append([])
            room = _MOST_PIECES
        groups[-1].append(sentence)
        room -= len(sentence)
    return groups
