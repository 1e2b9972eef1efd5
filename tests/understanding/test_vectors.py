"""Tests of bot/understanding/vectors.py, with the encoders that are installed here."""

from __future__ import annotations

import numpy as np

from bot.language import ENGLISH, SPANISH, language_of
from bot.understanding import vectors
from bot.understanding.vectors import MINILM_WIDTH, WIDTH, sentence_vectors

SENTENCES = ["can i wear makeup", "¿puedo maquillarme hoy?", "is it normal that it peels", ""]


def test_vectors_have_length_one_in_either_language() -> None:
    """Both halves together, or the one half that counts, make a unit vector."""
    made = sentence_vectors(SENTENCES)
    assert made.shape == (len(SENTENCES), WIDTH)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-3)


def test_a_spanish_sentence_is_read_by_the_multilingual_half_alone() -> None:
    """What the English encoder says of Spanish is noise and is left out."""
    (vector,) = sentence_vectors(["puedo nadar"], SPANISH)
    assert not vector[:MINILM_WIDTH].any()
    assert vector[MINILM_WIDTH:].any()


def test_a_sentence_has_the_same_vector_in_any_company() -> None:
    """Learnt in a batch and read alone, a sentence means the same."""
    languages = [language_of(sentence) for sentence in SENTENCES]
    together = vectors._vectors(SENTENCES, languages)
    alone = [vectors._vectors([text], [its])[0] for text, its in zip(SENTENCES, languages)]
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_a_sentence_is_made_anew_only_where_it_was_not_just_read(monkeypatch) -> None:
    """What one part of the understanding has read, the next one gets; each language by itself."""
    made = []
    really = vectors._vectors

    def counted(sentences, languages):
        made.extend(zip(sentences, languages))
        return really(sentences, languages)

    monkeypatch.setattr(vectors, "_latest", {})
    monkeypatch.setattr(vectors, "_vectors", counted)
    first = sentence_vectors(["no pus", "can i swim", "no pus"], ENGLISH)
    again = sentence_vectors(["can i swim", "no pus"], ENGLISH)
    np.testing.assert_array_equal(again, first[[1, 2]])
    sentence_vectors(["no pus"], SPANISH)
    assert made == [("no pus", ENGLISH), ("can i swim", ENGLISH), ("no pus", SPANISH)]
    sentence_vectors([f"message {number}" for number in range(vectors._KEPT)], ENGLISH)
    assert ("no pus", ENGLISH) not in vectors._latest and len(vectors._latest) == vectors._KEPT


def test_the_same_question_is_near_in_both_languages() -> None:
    """The multilingual half puts a translation nearer than another question."""
    english, spanish, other = (
        vector[MINILM_WIDTH:]
        for vector in sentence_vectors(
            ["can i wear makeup today", "¿puedo maquillarme hoy?", "is swelling normal"]
        )
    )
    assert english @ spanish > english @ other
