"""Tests of bot/understanding/encoder.py, with the encoder that is installed here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding import installed
from bot.understanding.encoder import Encoder, EncoderMissing

SENTENCES = [
    "can i wear makeup",
    "is my skin meant to peel like this on the third day after the treatment",
    "",
    "😀",
    "¿puedo nadar?",
]


def test_vectors_have_length_one() -> None:
    """One row of 384 numbers for each sentence, each of length 1, even of an empty one."""
    vectors = installed.encoder().encode(SENTENCES)
    assert vectors.shape == (len(SENTENCES), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_a_sentence_has_the_same_vector_in_any_company() -> None:
    """Alone, in a batch or in another order: the very same numbers."""
    encoder = installed.encoder()
    together = encoder.encode(SENTENCES)
    alone = np.concatenate([encoder.encode([sentence]) for sentence in SENTENCES])
    backwards = encoder.encode(SENTENCES[::-1])[::-1]
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(together, backwards)


def test_near_meanings_are_near() -> None:
    """The order of likeness is the one that the model's authors publish."""
    source, *others = installed.encoder().encode(
        [
            "That is a happy person",
            "That is a very happy person",
            "That is a happy dog",
            "Today is a sunny day",
        ]
    )
    very_happy, dog, sunny = (float(source @ other) for other in others)
    assert very_happy > dog > sunny
    # Published: 0.943, 0.695 and 0.257; int8 moves them a little.
    np.testing.assert_allclose([very_happy, dog, sunny], [0.943, 0.695, 0.257], atol=0.05)


def test_no_sentence_is_a_list_of_no_vectors() -> None:
    """Nothing in, nothing out, in the right shape."""
    assert installed.encoder().encode([]).shape == (0, 384)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=3000))
def test_any_text_has_a_vector(text: str) -> None:
    """Whatever is typed, however long, has a vector of length 1."""
    (vector,) = installed.encoder().encode([text])
    assert abs(float(np.linalg.norm(vector)) - 1) < 1e-4


def test_a_missing_encoder_says_what_to_do(tmp_path: Path) -> None:
    """The message names the folder and the command that fills it."""
    with pytest.raises(EncoderMissing) as failure:
        Encoder(tmp_path / "encoder")
    assert str(tmp_path / "encoder") in str(failure.value)
    assert "make install" in str(failure.value)
