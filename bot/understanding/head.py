"""A trained guess at the topic of a clause whose words nobody listed, with a *none* class."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

NONE = "none"


class TopicHead:
    """Multinomial logistic regression on sentence vectors, kept as plain arrays."""

    def __init__(self, classes: Sequence[str], weights: np.ndarray, bias: np.ndarray) -> None:
        self.classes = list(classes)
        self._weights = weights
        self._bias = bias

    @classmethod
    def train(cls, vectors: np.ndarray, topics: Sequence[str]) -> TopicHead:
        """Fit on unit `vectors`, one topic (or NONE) each; C=30 suits unit vectors."""
        model = LogisticRegression(C=30, max_iter=1000, class_weight="balanced")
        model.fit(vectors, topics)
        return cls(model.classes_, model.coef_.astype(np.float32), model.intercept_)

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """Shape (number of vectors, number of classes); each row sums to 1."""
        scores = vectors @ self._weights.T + self._bias
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def save(self, file: Path) -> None:
        """Write arrays only; nothing that would run code when read."""
        np.savez(file, classes=np.array(self.classes), weights=self._weights, bias=self._bias)

    @classmethod
    def load(cls, file: Path) -> TopicHead:
        """Read what `save` wrote; pickled content is refused."""
        with np.load(file, allow_pickle=False) as arrays:
            return cls(arrays["classes"].tolist(), arrays["weights"], arrays["bias"])
