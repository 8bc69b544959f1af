"""The graph of multilingual-e5-small for ONNX Runtime, in 8-bit integers.

What goes into a product is rounded with a scale that is fixed when the graph is built, from texts as they will come
(static quantisation), so that a text's vector does not depend on the texts beside it. A few channels are far larger than
the rest and would leave little of them; they are made smaller, and their weights larger by as much (SmoothQuant, Xiao et
al. 2023, alpha 0.75).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from bot.encoder.e5_inputs import BACK, EMBEDDINGS, KEYS, OWN, PREFIX, QUERIES, STATES
from bot.encoder.e5_layers import FloatEncoder, Layer, Linear, Norm
from bot.encoder.e5_pieces import E5Tokenizer
from bot.encoder.e5_weights import Floats, Integers, e5_weights

_ALPHA = 0.75
# So that what is no question does not go beyond the scales either.
_ODD_TEXTS = (
    "",
    "?",
    "😀😀😀",
    "aaaaaaaa",
    "\u0301",
    "the " * 60,
    "1234567890",
    "日本語",
    "Где это?",
)
_MAX_TEXTS = 400
_TOKENS_AT_ONCE = 512
# Processors without VNNI add two products in 16 bits: larger weights would overflow there.
_MAX_WEIGHT = 63
_OPSET, _MICROSOFT = 18, "com.microsoft"


def build_graph(calibration_texts: Sequence[str], path: Path) -> None:
    """Writes the graph (22 MB), which gives each token's vector from its embeddings.

    It takes up to 10 seconds and 0.3 GB.

    Args:
        calibration_texts: texts of the kind that will be encoded; of more than 400 as many are taken, evenly spread.
            (Of 100, 400 and 1,500 texts come vectors with a mean cosine of 0.9988, 0.9989 and 0.9989 to those of the
            encoder in floats.)
        path: where the graph is written.

    Raises:
        ValueError: there are no calibration texts.
        FileNotFoundError: the package with the weights is not installed.
        WeightsError: its file is not the published one.
    """
    if not calibration_texts:
        raise ValueError("Without texts the scales cannot be set.")
    weights = e5_weights()
    weights.check()
    tokenizer, encoder = E5Tokenizer(weights.pieces()), FloatEncoder(weights)
    ranges = _Ranges()
    spread = calibration_texts[:: -(-len(calibration_texts) // _MAX_TEXTS)]
    texts = [PREFIX + text for text in (*spread, *_ODD_TEXTS)]
    for rows in _batches([tokenizer.encode(text) for text in texts]):
        encoder.states(rows, ranges.observe)
    onnx.save(_model(encoder, ranges), str(path))


class _Ranges:
    """The smallest and the largest value of every channel that goes into a product."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, str], tuple[Floats, Floats]] = {}

    def observe(self, layer: int, product: str, values: Floats) -> None:
        low, high = values.min(axis=0), values.max(axis=0)
        if (layer, product) in self._found:
            before = self._found[layer, product]
            low, high = np.minimum(low, before[0]), np.maximum(high, before[1])
        self._found[layer, product] = (low, high)

    def of(self, layer: int, product: str) -> tuple[Floats, Floats]:
        return self._found[layer, product]


def _batches(rows: Sequence[Integers]) -> Iterator[list[Integers]]:
    batch: list[Integers] = []
    for row in rows:
        if batch and sum(map(len, batch)) + len(row) > _TOKENS_AT_ONCE:
            yield batch
            batch = []
        batch.append(row)
    yield batch


class _Graph:
    """Nodes and constants, in the order in which they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: NDArray[np.generic]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def node(
        self, kind: str, *inputs: str, domain: str = "", outputs: int = 1, **settings: Any
    ) -> list[str]:
        names = [f"{kind}{len(self.nodes)}_{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **settings))
        return names

    def normalised(self, norm: Norm, values: str) -> str:
        scale, bias = self.constant(norm.scale), self.constant(norm.bias)
        return self.node("LayerNormalization", values, scale, bias, epsilon=norm.epsilon)[0]

    def added(self, norm: Norm, values: str, result: str) -> str:
        # Two nodes: the one that does both (SkipLayerNormalization) is slower on processors.
        return self.normalised(norm, self.node("Add", values, result)[0])

    def smoothed_product(self, linear: Linear, values: str, ranges: tuple[Floats, Floats]) -> str:
        """The product in 8 bits, of channels made alike before."""
        smoothing = _smoothing(linear, ranges)
        smooth = self.node("Mul", values, self.constant(1 / smoothing))[0]
        larger = Linear(linear.weights * smoothing[:, np.newaxis], linear.bias)
        return self.product(larger, smooth, (ranges[0] / smoothing, ranges[1] / smoothing))

    def product(self, linear: Linear, values: str, ranges: tuple[Floats, Floats]) -> str:
        """The product in 8 bits, its result in floats."""
        scale, zero = [self.constant(value) for value in _scale_and_zero(*ranges)]
        weights, weight_scales = [self.constant(value) for value in _quantised(linear.weights)]
        rounded = self.node("QuantizeLinear", values, scale, zero)[0]
        return self.node(
            "MatMulIntegerToFloat",
            rounded,
            weights,
            scale,
            weight_scales,
            zero,
            "",
            self.constant(linear.bias),
            domain=_MICROSOFT,
        )[0]


def _smoothing(linear: Linear, ranges: tuple[Floats, Floats]) -> Floats:
    """What each channel is divided by, shape (inputs,)."""
    largest = np.maximum(np.abs(ranges[0]), np.abs(ranges[1])).clip(1e-5)
    largest_weight = np.abs(linear.weights).max(axis=1).clip(1e-5)
    return np.asarray(largest**_ALPHA / largest_weight ** (1 - _ALPHA), dtype=np.float32)


def _scale_and_zero(low: Floats, high: Floats) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """How values between the lowest and the highest are rounded to 0 ... 255; nought stays nought."""
    lowest, highest = min(float(low.min()), 0.0), max(float(high.max()), 0.0)
    scale = max(highest - lowest, 1e-9) / 255
    return np.array(scale, np.float32), np.array(round(-lowest / scale), np.uint8)


def _quantised(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Weights in whole numbers and the scale of each output."""
    scales = np.abs(weights).max(axis=0).clip(1e-9) / _MAX_WEIGHT
    return np.rint(weights / scales).astype(np.int8), scales.astype(np.float32)


def _add_layer(
    graph: _Graph, layer: Layer, number: int, values: str, ranges: _Ranges, heads: int
) -> str:
    hidden = len(layer.context.bias)
    attention = graph.smoothed_product(layer.attention, values, ranges.of(number, "attention"))
    # One text a row, where its tokens look at each other; all tokens in one row everywhere else.
    sizes = graph.constant(np.array([hidden, 2 * hidden]))
    query, both = graph.node("Split", attention, sizes, outputs=2, axis=-1)
    query = graph.node("Gather", query, QUERIES)[0]
    key, value = graph.node(
        "Split", graph.node("Gather", both, KEYS)[0], outputs=2, axis=-1, num_outputs=2
    )
    context = graph.node(
        "MultiHeadAttention", query, key, value, "", OWN, domain=_MICROSOFT, num_heads=heads
    )[0]
    flat = graph.node("Reshape", context, graph.constant(np.array([-1, hidden])))[0]
    context = graph.node("Gather", flat, BACK)[0]
    # Its channels are alike already.
    context = graph.product(layer.context, context, ranges.of(number, "context"))
    values = graph.added(layer.context_norm, values, context)
    inner = graph.smoothed_product(layer.inner, values, ranges.of(number, "inner"))
    inner = graph.node("Gelu", inner, domain=_MICROSOFT)[0]
    outer = graph.smoothed_product(layer.outer, inner, ranges.of(number, "outer"))
    return graph.added(layer.outer_norm, values, outer)


def _model(encoder: FloatEncoder, ranges: _Ranges) -> onnx.ModelProto:
    graph = _Graph()
    values = graph.normalised(encoder.embedding_norm, EMBEDDINGS)
    for number, layer in enumerate(encoder.layers):
        values = _add_layer(graph, layer, number, values, ranges, encoder.heads)
    graph.nodes[-1].output[0] = STATES
    hidden = len(encoder.embedding_norm.bias)
    tokens: list[str | int | None] = ["tokens", hidden]
    keys = ["texts", "width"]
    inputs = [
        helper.make_tensor_value_info(EMBEDDINGS, TensorProto.FLOAT, tokens),
        helper.make_tensor_value_info(QUERIES, TensorProto.INT64, ["texts", "longest"]),
        helper.make_tensor_value_info(KEYS, TensorProto.INT64, keys),
        helper.make_tensor_value_info(OWN, TensorProto.INT32, keys),
        helper.make_tensor_value_info(BACK, TensorProto.INT64, tokens[:1]),
    ]
    outputs = [helper.make_tensor_value_info(STATES, TensorProto.FLOAT, tokens)]
    content = helper.make_graph(
        graph.nodes, "multilingual-e5-small", inputs, outputs, graph.constants
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
    return helper.make_model(content, opset_imports=opsets, ir_version=8)
