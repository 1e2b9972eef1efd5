"""Tests of bot/understanding/head.py."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.understanding.head import NONE, TopicHead

TOPICS = ["makeup", "swimming", NONE]


@pytest.fixture
def examples() -> tuple[np.ndarray, list[str]]:
    """Unit vectors in three loose heaps, ten for each topic."""
    chance = np.random.default_rng(7)
    centres = np.eye(3, 16)
    vectors = np.concatenate([c + 0.2 * chance.standard_normal((10, 16)) for c in centres])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32), [topic for topic in TOPICS for _ in range(10)]


def test_it_learns_what_it_is_shown(examples: tuple[np.ndarray, list[str]]) -> None:
    """Heaps that can be told apart are told apart, *none* among them."""
    vectors, topics = examples
    head = TopicHead.train(vectors, topics)
    best = head.probabilities(vectors).argmax(axis=1)
    assert [head.classes[i] for i in best] == topics


def test_probabilities_are_shares(examples: tuple[np.ndarray, list[str]]) -> None:
    """Each row is between 0 and 1 and sums to 1, also for vectors of absurd length."""
    vectors, topics = examples
    head = TopicHead.train(vectors, topics)
    shares = head.probabilities(np.concatenate([vectors, vectors * 1e4]))
    assert shares.shape == (60, 3)
    assert (shares >= 0).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-5)


def test_a_saved_head_reads_the_same(
    examples: tuple[np.ndarray, list[str]], tmp_path: Path
) -> None:
    """Saved and loaded, it gives the very same probabilities."""
    vectors, topics = examples
    head = TopicHead.train(vectors, topics)
    head.save(tmp_path / "head.npz")
    loaded = TopicHead.load(tmp_path / "head.npz")
    assert loaded.classes == head.classes
    np.testing.assert_array_equal(loaded.probabilities(vectors), head.probabilities(vectors))


def test_a_pickle_is_refused(tmp_path: Path) -> None:
    """A file that would run code when read is not read."""
    trap = np.array([{"makeup": 1}], dtype=object)
    np.savez(tmp_path / "head.npz", classes=trap, weights=np.eye(1), bias=np.zeros(1))
    with pytest.raises(ValueError, match="allow_pickle"):
        TopicHead.load(tmp_path / "head.npz")
