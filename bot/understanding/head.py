"""Trained guesses at the label of a text: a topic (with a *none* class) or an intent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.understanding.ngrams import Ngrams

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

NONE = "none"
# Chosen on the tuning half. Unit vectors want more freedom than 1; from 10 on a head learns its
# authors by heart.
_MEANING_C, _WORDING_C = 4, 10
_STEPS = 300


class Head:
    """Two logistic regressions whose probabilities are pooled, kept as plain arrays.

    One reads what a text means (sentence vectors), the other how it is worded (n-grams). They fail
    at different messages: vectors hardly tell "no pus" from "pus", words cannot guess at words that
    nobody wrote before.
    """

    def __init__(
        self,
        classes: Sequence[str],
        meaning: tuple[np.ndarray, np.ndarray],
        wording: tuple[np.ndarray, np.ndarray],
        ngrams: Ngrams,
    ) -> None:
        """`meaning` and `wording` are weights, shape (features, classes), and biases."""
        self.classes = list(classes)
        self._meaning = meaning
        self._wording = wording
        self._ngrams = ngrams

    @classmethod
    def train(cls, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> Head:
        """Fit on `texts` with their unit `vectors` and one label each."""
        ngrams = Ngrams.learn(texts)
        meaning = _fitted(vectors, labels, _MEANING_C)
        wording = _fitted(ngrams.rows(texts), labels, _WORDING_C)
        return cls(meaning.classes_, _arrays(meaning), _arrays(wording), ngrams)

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Shape (number of texts, number of classes); each row sums to 1.

        The pooled probability is the geometric mean of the two, so both must find a class likely.
        """
        meant = _log_shares(vectors @ self._meaning[0] + self._meaning[1])
        worded = _log_shares(np.stack([self._scores(text) for text in texts]))
        return np.exp(_log_shares((meant + worded) / 2))

    def _scores(self, text: str) -> np.ndarray:
        weights, bias = self._wording
        places, values = self._ngrams.features(text)
        return values @ weights[places] + bias

    def save(self, folder: Path) -> None:
        """Write arrays only; nothing that would run code when read."""
        self._ngrams.save(folder)
        np.savez(
            folder / "head.npz",
            classes=np.array(self.classes),
            meaning=self._meaning[0],
            meaning_bias=self._meaning[1],
            # Half the bytes of the model; the third digit of a weight decides nothing.
            wording=self._wording[0].astype(np.float16),
            wording_bias=self._wording[1],
        )

    @classmethod
    def load(cls, folder: Path) -> Head:
        """Read what `save` wrote; pickled content is refused."""
        with np.load(folder / "head.npz", allow_pickle=False) as arrays:
            return cls(
                arrays["classes"].tolist(),
                (arrays["meaning"], arrays["meaning_bias"]),
                (arrays["wording"].astype(np.float32), arrays["wording_bias"]),
                Ngrams.load(folder),
            )


def _fitted(features: object, labels: Sequence[str], freedom: float) -> LogisticRegression:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=freedom, max_iter=_STEPS, class_weight="balanced")
    return model.fit(features, labels)


def _arrays(model: LogisticRegression) -> tuple[np.ndarray, np.ndarray]:
    # One row a feature: a text has few of them, and takes its rows from a block of memory.
    weights = np.ascontiguousarray(model.coef_.T, np.float32)
    return weights, model.intercept_.astype(np.float32)


def _log_shares(scores: np.ndarray) -> np.ndarray:
    """Scores of each row as the logarithms of shares that sum to 1."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
