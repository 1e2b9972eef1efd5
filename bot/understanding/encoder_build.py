"""Turns the official safetensors into one int8 ONNX file: tokens in, unit sentence vector out.

The graph is MiniLM's own (six BERT layers), with mean pooling and L2 norm inside, so that serving
needs neither torch nor transformers.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

from bot.understanding.onnx_graph import Graph

LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD_WIDTH = WIDTH // HEADS


class _Graph(Graph):
    """MiniLM's layers, from its weights."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        super().__init__()
        self.weights = weights

    def linear(self, x: str, prefix: str) -> str:
        weight = self.constant(self.weights[f"{prefix}.weight"].T)
        bias = self.constant(self.weights[f"{prefix}.bias"])
        return self.node("Add", self.node("MatMul", x, weight), bias)

    def norm(self, x: str, prefix: str) -> str:
        scale = self.constant(self.weights[f"{prefix}.weight"])
        bias = self.constant(self.weights[f"{prefix}.bias"])
        return self.node("LayerNormalization", x, scale, bias, axis=-1, epsilon=1e-12)

    def heads(self, x: str, order: list[int]) -> str:
        shape = self.constant(np.array([0, 0, HEADS, HEAD_WIDTH], np.int64))
        return self.node("Transpose", self.node("Reshape", x, shape), perm=order)

    def gelu(self, x: str) -> str:
        scaled = self.node("Mul", x, self.constant(np.float32(1 / np.sqrt(2))))
        one = self.node("Add", self.node("Erf", scaled), self.constant(np.float32(1)))
        half = self.node("Mul", x, self.constant(np.float32(0.5)))
        return self.node("Mul", half, one)

    def layer(self, x: str, bias: str, number: int) -> str:
        at = f"encoder.layer.{number}"
        query = self.heads(self.linear(x, f"{at}.attention.self.query"), [0, 2, 1, 3])
        key = self.heads(self.linear(x, f"{at}.attention.self.key"), [0, 2, 3, 1])
        value = self.heads(self.linear(x, f"{at}.attention.self.value"), [0, 2, 1, 3])
        scores = self.node("MatMul", query, key)
        scores = self.node("Mul", scores, self.constant(np.float32(HEAD_WIDTH**-0.5)))
        weights = self.node("Softmax", self.node("Add", scores, bias), axis=-1)
        mixed = self.node("Transpose", self.node("MatMul", weights, value), perm=[0, 2, 1, 3])
        mixed = self.node("Reshape", mixed, self.constant(np.array([0, 0, WIDTH], np.int64)))
        mixed = self.linear(mixed, f"{at}.attention.output.dense")
        x = self.norm(self.node("Add", x, mixed), f"{at}.attention.output.LayerNorm")
        inner = self.gelu(self.linear(x, f"{at}.intermediate.dense"))
        inner = self.linear(inner, f"{at}.output.dense")
        return self.norm(self.node("Add", x, inner), f"{at}.output.LayerNorm")


def float_model(weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    """The fp32 graph: `ids` and `mask`, int64 (batch, tokens), to `vector` (batch, 384)."""
    g = _Graph(weights)
    table = g.constant(weights["embeddings.word_embeddings.weight"])
    words = g.node("Gather", table, "ids")
    length = g.node("Shape", "ids", start=1, end=2)
    start, step = g.constant(np.array([0], np.int64)), g.constant(np.array([0], np.int64))
    positions = g.constant(weights["embeddings.position_embeddings.weight"])
    x = g.node("Add", words, g.node("Slice", positions, start, length, step))
    x = g.node("Add", x, g.constant(weights["embeddings.token_type_embeddings.weight"][0]))
    x = g.norm(x, "embeddings.LayerNorm")
    mask = g.node("Cast", "mask", to=TensorProto.FLOAT)
    absent = g.node("Sub", g.constant(np.float32(1)), mask)
    bias = g.node("Mul", absent, g.constant(np.float32(-1e4)))
    bias = g.node("Unsqueeze", bias, g.constant(np.array([1, 2], np.int64)))
    for number in range(LAYERS):
        x = g.layer(x, bias, number)
    weight = g.node("Unsqueeze", mask, g.constant(np.array([2], np.int64)))
    axis = g.constant(np.array([1], np.int64))
    total = g.node("ReduceSum", g.node("Mul", x, weight), axis, keepdims=0)
    mean = g.node("Div", total, g.node("ReduceSum", weight, axis, keepdims=0))
    size = g.node("ReduceL2", mean, axes=[1], keepdims=1)
    g.nodes.append(helper.make_node("Div", [mean, size], ["vector"]))
    tokens = ["batch", "tokens"]
    return g.model(
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info(n, TensorProto.INT64, tokens) for n in ("ids", "mask")],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["batch", WIDTH])],
    )


def has_vnni() -> bool:
    """Whether this CPU multiplies int8 without saturating; elsewhere the range is halved."""
    cpu = Path("/proc/cpuinfo")
    return cpu.exists() and "vnni" in cpu.read_text()


def build_encoder(weights: Path, target: Path) -> Path:
    """Write the int8 model of the safetensors file `weights` to `target`, whole or not at all."""
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        full, small = Path(scratch) / "fp32.onnx", Path(scratch) / "int8.onnx"
        onnx.save(float_model(load_file(str(weights))), str(full))
        quantize_dynamic(
            str(full),
            str(small),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=not has_vnni(),
        )
        small.replace(target)
    return target
