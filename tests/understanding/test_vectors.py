"""Tests of bot/understanding/vectors.py, with the encoders that are installed here."""

from __future__ import annotations

import numpy as np

from bot.language import SPANISH
from bot.understanding.vectors import MINILM_WIDTH, WIDTH, sentence_vectors

SENTENCES = ["can i wear makeup", "¿puedo maquillarme hoy?", "is it normal that it peels", ""]


def test_vectors_have_length_one_in_either_language() -> None:
    """Both halves together, or the one half that counts, make a unit vector."""
    vectors = sentence_vectors(SENTENCES)
    assert vectors.shape == (len(SENTENCES), WIDTH)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_a_spanish_sentence_is_read_by_the_multilingual_half_alone() -> None:
    """What the English encoder says of Spanish is noise and is left out."""
    (vector,) = sentence_vectors(["puedo nadar"], SPANISH)
    assert not vector[:MINILM_WIDTH].any()
    assert vector[MINILM_WIDTH:].any()


def test_a_sentence_has_the_same_vector_in_any_company() -> None:
    """Learnt in a batch and read alone, a sentence means the same."""
    together = sentence_vectors(SENTENCES)
    alone = np.concatenate([sentence_vectors([sentence]) for sentence in SENTENCES])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_the_same_question_is_near_in_both_languages() -> None:
    """The multilingual half puts a translation nearer than another question."""
    english, spanish, other = (
        vector[MINILM_WIDTH:]
        for vector in sentence_vectors(
            ["can i wear makeup today", "¿puedo maquillarme hoy?", "is swelling normal"]
        )
    )
    assert english @ spanish > english @ other
