"""The layers of multilingual-e5-small in 32-bit floats: what the graph is made from, and what it is measured by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import erf

from bot.encoder.e5_inputs import Embeddings
from bot.encoder.e5_weights import E5Weights, Floats, Integers

# Told the layer, which of its products, and what goes into it, shape (tokens, inputs).
Observer = Callable[[int, str, Floats], None]


@dataclass(frozen=True)
class Linear:
    """A product and its bias: weights of shape (inputs, outputs), bias of shape (outputs,)."""

    weights: Floats
    bias: Floats

    def __call__(self, values: Floats) -> Floats:
        """The product with values of shape (tokens, inputs)."""
        return np.asarray(values @ self.weights + self.bias)


@dataclass(frozen=True)
class Norm:
    """Layer normalisation: scale and bias of shape (hidden,)."""

    scale: Floats
    bias: Floats
    epsilon: float

    def __call__(self, values: Floats) -> Floats:
        """Values of shape (tokens, hidden), each row normalised."""
        centred = values - values.mean(axis=-1, keepdims=True)
        variance = (centred**2).mean(axis=-1, keepdims=True)
        return np.asarray(centred / np.sqrt(variance + self.epsilon) * self.scale + self.bias)


@dataclass(frozen=True)
class Layer:
    """One layer. Queries, keys and values are one product, side by side."""

    attention: Linear
    context: Linear
    context_norm: Norm
    inner: Linear
    outer: Linear
    outer_norm: Norm


class FloatEncoder:
    """The encoder in floats; it takes 90 MB."""

    def __init__(self, weights: E5Weights) -> None:
        """Reads all layers."""
        self.embedding_norm = _norm(weights, "emb.ln")
        self.layers = [_layer(weights, f"l{number}.") for number in range(weights.sizes.layers)]
        self.heads = weights.sizes.heads
        self._embeddings = Embeddings(weights)

    def states(self, rows: Sequence[Integers], observe: Observer | None = None) -> Floats:
        """The last layer's vector for each token, shape (tokens, hidden).

        Args:
            rows: the ids of each text's pieces; the texts come out one after the other.
            observe: is shown what goes into each product.
        """
        show = observe or (lambda layer, product, values: None)
        ends = np.cumsum([len(row) for row in rows])
        values = self.embedding_norm(self._embeddings.of(rows))
        for number, layer in enumerate(self.layers):
            show(number, "attention", values)
            parts = np.split(layer.attention(values), ends[:-1])
            context = np.concatenate([_attended(part, self.heads) for part in parts])
            show(number, "context", context)
            values = layer.context_norm(values + layer.context(context))
            show(number, "inner", values)
            inner = _gelu(layer.inner(values))
            show(number, "outer", inner)
            values = layer.outer_norm(values + layer.outer(inner))
        return values


def _attended(parts: Floats, heads: int) -> Floats:
    """One text's attention, from queries, keys and values side by side to shape (tokens, hidden)."""
    tokens = len(parts)
    query, key, value = np.moveaxis(parts.reshape(tokens, 3, heads, -1), 0, 2)
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(query.shape[-1]))
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return np.asarray(np.moveaxis(weights @ value, 0, 1).reshape(tokens, -1))


def _gelu(values: Floats) -> Floats:
    return np.asarray(values * (erf(values * np.float32(0.5**0.5)) + 1) / 2)


def _layer(weights: E5Weights, name: str) -> Layer:
    parts = [_linear(weights, name + part) for part in "qkv"]
    return Layer(
        attention=Linear(
            np.concatenate([part.weights for part in parts], axis=1),
            np.concatenate([part.bias for part in parts]),
        ),
        context=_linear(weights, name + "ao"),
        context_norm=_norm(weights, name + "aln"),
        inner=_linear(weights, name + "fi"),
        outer=_linear(weights, name + "fo"),
        outer_norm=_norm(weights, name + "oln"),
    )


def _linear(weights: E5Weights, name: str) -> Linear:
    bias = weights.tensor(f"{name}.b")
    # The file has a row for each output.
    product = weights.tensor(f"{name}.w").reshape(len(bias), -1)
    return Linear(np.ascontiguousarray(product.T), bias)


def _norm(weights: E5Weights, name: str) -> Norm:
    scale, bias = weights.tensor(f"{name}.w"), weights.tensor(f"{name}.b")
    return Norm(scale, bias, weights.sizes.epsilon)
