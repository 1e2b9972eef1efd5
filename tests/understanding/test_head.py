"""Tests of bot/understanding/head.py."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.understanding.head import NONE, Head

TOPICS = ["makeup", "swimming", NONE]
WORDS = {"makeup": "blush on my cheeks", "swimming": "laps in the water", NONE: "hello there"}
Examples = tuple[list[str], np.ndarray, list[str]]


@pytest.fixture
def examples() -> Examples:
    """Texts with unit vectors in three loose heaps, ten for each topic."""
    chance = np.random.default_rng(7)
    centres = np.eye(3, 16)
    vectors = np.concatenate([c + 0.2 * chance.standard_normal((10, 16)) for c in centres])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    topics = [topic for topic in TOPICS for _ in range(10)]
    texts = [f"{WORDS[topic]} {number}" for number, topic in enumerate(topics)]
    return texts, vectors.astype(np.float32), topics


def test_it_learns_what_it_is_shown(examples: Examples) -> None:
    """Heaps that can be told apart are told apart, *none* among them."""
    texts, vectors, topics = examples
    head = Head.train(texts, vectors, topics)
    best = head.probabilities(texts, vectors).argmax(axis=1)
    assert [head.classes[i] for i in best] == topics


def test_wording_tells_apart_what_means_the_same(examples: Examples) -> None:
    """Of two texts with one vector the words decide, as between "pus" and "no pus"."""
    texts, vectors, topics = examples
    head = Head.train(texts, vectors, topics)
    between = (vectors[0] + vectors[10]) / np.linalg.norm(vectors[0] + vectors[10])
    shares = head.probabilities([WORDS["makeup"], WORDS["swimming"]], np.stack([between] * 2))
    assert [head.classes[i] for i in shares.argmax(axis=1)] == ["makeup", "swimming"]


def test_probabilities_are_shares(examples: Examples) -> None:
    """Each row is between 0 and 1 and sums to 1, also for vectors of absurd length and no text."""
    texts, vectors, topics = examples
    head = Head.train(texts, vectors, topics)
    shares = head.probabilities([*texts, *[""] * 30], np.concatenate([vectors, vectors * 1e4]))
    assert shares.shape == (60, 3)
    assert (shares >= 0).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-5)


def test_a_saved_head_reads_the_same(examples: Examples, tmp_path: Path) -> None:
    """Saved and loaded, it gives the same probabilities to the third digit."""
    texts, vectors, topics = examples
    head = Head.train(texts, vectors, topics)
    head.save(tmp_path)
    loaded = Head.load(tmp_path)
    assert loaded.classes == head.classes
    np.testing.assert_allclose(
        loaded.probabilities(texts, vectors), head.probabilities(texts, vectors), atol=1e-3
    )


@pytest.mark.parametrize("file", ["head.npz", "ngrams.npz"])
def test_a_pickle_is_refused(examples: Examples, tmp_path: Path, file: str) -> None:
    """A file that would run code when read is not read."""
    Head.train(*examples).save(tmp_path)
    with np.load(tmp_path / file) as arrays:
        trap = {name: np.array([{"makeup": 1}], dtype=object) for name in arrays}
    np.savez(tmp_path / file, **trap)
    with pytest.raises(ValueError, match="allow_pickle"):
        Head.load(tmp_path)
