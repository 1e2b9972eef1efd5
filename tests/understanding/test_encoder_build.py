"""Tests of bot/understanding/encoder_build.py: MiniLM's shape with made-up weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from safetensors.numpy import save_file

from bot.understanding.encoder_build import LAYERS, WIDTH, build_encoder, float_model

WORDS, POSITIONS, INNER = 50, 16, 1536


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    """Random weights with the names and shapes of the official file, for a tiny vocabulary."""
    chance = np.random.default_rng(3)

    def numbers(*shape: int) -> np.ndarray:
        return (chance.standard_normal(shape) * 0.05).astype(np.float32)

    made = {
        "embeddings.word_embeddings.weight": numbers(WORDS, WIDTH),
        "embeddings.position_embeddings.weight": numbers(POSITIONS, WIDTH),
        "embeddings.token_type_embeddings.weight": numbers(2, WIDTH),
    }
    shapes = {
        "attention.self.query": (WIDTH, WIDTH),
        "attention.self.key": (WIDTH, WIDTH),
        "attention.self.value": (WIDTH, WIDTH),
        "attention.output.dense": (WIDTH, WIDTH),
        "intermediate.dense": (INNER, WIDTH),
        "output.dense": (WIDTH, INNER),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        norms += [f"{at}.attention.output.LayerNorm", f"{at}.output.LayerNorm"]
        for name, shape in shapes.items():
            made[f"{at}.{name}.weight"] = numbers(*shape)
            made[f"{at}.{name}.bias"] = numbers(shape[0])
    for name in norms:
        made[f"{name}.weight"] = np.ones(WIDTH, np.float32)
        made[f"{name}.bias"] = np.zeros(WIDTH, np.float32)
    return made


def vectors(model: bytes | str, ids: list[list[int]], mask: list[list[int]]) -> np.ndarray:
    """What the model makes of these tokens."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    feed = {"ids": np.array(ids, np.int64), "mask": np.array(mask, np.int64)}
    return session.run(None, feed)[0]


def test_padding_changes_nothing(weights: dict[str, np.ndarray]) -> None:
    """The mask keeps padding out of attention and of the mean; vectors have length 1."""
    model = float_model(weights).SerializeToString()
    short = vectors(model, [[2, 7, 9, 3]], [[1, 1, 1, 1]])
    padded = vectors(model, [[2, 7, 9, 3, 0, 0], [2, 5, 5, 5, 5, 3]], [[1] * 4 + [0] * 2, [1] * 6])
    np.testing.assert_allclose(padded[0], short[0], atol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(padded, axis=1), 1, atol=1e-5)
    assert float(padded[0] @ padded[1]) < 0.999


def test_the_small_form_says_nearly_the_same(
    weights: dict[str, np.ndarray], tmp_path: Path
) -> None:
    """The int8 file is a quarter of the size, close in meaning, and nothing else is left over."""
    save_file(weights, str(tmp_path / "model.safetensors"))
    built = build_encoder(tmp_path / "model.safetensors", tmp_path / "small.onnx")
    full = float_model(weights).SerializeToString()
    tokens, mask = [[2, 7, 9, 11, 3]], [[1] * 5]
    likeness = vectors(str(built), tokens, mask)[0] @ vectors(full, tokens, mask)[0]
    assert float(likeness) > 0.98
    assert built.stat().st_size < 0.3 * len(full)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["model.safetensors", "small.onnx"]
