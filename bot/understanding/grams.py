"""Words, pairs of words and pieces of words of a text, exactly as scikit-learn cuts them.

Training counts with scikit-learn; answering needs only its cutting, which is these few lines.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"(?u)\b\w\w+\b")
_SPACES = re.compile(r"\s\s+")
_PIECES = range(3, 6)


def words_of(text: str) -> list[str]:
    """Words of two letters or more, then each pair of neighbours."""
    words = _WORD.findall(text.lower())
    return words + [f"{one} {next_one}" for one, next_one in zip(words, words[1:])]


def spaced(text: str) -> list[str]:
    """What stands between spaces, in lower case."""
    return _SPACES.sub(" ", text.lower()).split()


def pieces_of(word: str) -> list[str]:
    """Three to five letters in a row of one such word, its edges marked by a space."""
    pieces = []
    framed = f" {word} "
    for length in _PIECES:
        pieces.append(framed[:length])
        pieces += [framed[i : i + length] for i in range(1, len(framed) - length + 1)]
        if len(framed) <= length:
            # A short word is counted once.
            break
    return pieces
