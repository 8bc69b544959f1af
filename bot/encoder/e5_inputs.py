"""What goes into the graph of multilingual-e5-small and what is made of what comes out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.encoder.e5_weights import E5Weights, Floats, Integers

# What the encoder was trained to see before a text that is compared with others.
PREFIX = "query: "
# The graph's inputs and its output.
EMBEDDINGS, QUERIES, KEYS, OWN, BACK = "embeddings", "queries", "keys", "own", "back"
STATES = "states"
# The keys of a text are padded to one of these widths. Processors add up a row in strides of 32 or 64 numbers: so they
# add a text's own numbers in the same order whatever the width, and not even the last bit depends on the texts beside.
_WIDTHS = (32, 64, 128)


class Embeddings:
    """Looks up what the encoder knows of a token before it has seen the others."""

    def __init__(self, weights: E5Weights) -> None:
        """Reads the position embeddings, 0.8 MB; those of words stay on the disk."""
        self._weights = weights
        first_type = weights.tensor("emb.type", weights.sizes.hidden)[0]
        self._positions = weights.tensor("emb.pos", weights.sizes.hidden) + first_type

    def of(self, rows: Sequence[Integers]) -> Floats:
        """The sum of word, position and type embedding of each token, shape (tokens, hidden).

        Args:
            rows: the ids of each text's pieces; the texts come out one after the other.
        """
        embeddings = self._weights.word_embeddings(np.concatenate(rows))
        embeddings += np.concatenate([self._positions[: len(row)] for row in rows])
        return embeddings


def attention_width(length: int) -> int:
    """The width to which a text of so many tokens is padded.

    Raises:
        ValueError: it is longer than the widest.
    """
    for width in _WIDTHS:
        if length <= width:
            return width
    raise ValueError(f"A text has {length} tokens, {_WIDTHS[-1]} at most can be encoded.")


def attention_layout(lengths: Sequence[int]) -> dict[str, Integers | NDArray[np.int32]]:
    """How the tokens of texts, one after the other, are laid out with one text a row, and back.

    Args:
        lengths: the tokens of each text.

    Returns:
        Inputs of the graph: which token's query and which token's key and value stand in each place, shapes (texts,
        longest) and (texts, width); whether such a key is one of the text's own (1) or fills up (0), shape (texts,
        width); and which query's place each token goes back from, shape (tokens,).
    """
    sizes = np.asarray(lengths)[:, np.newaxis]
    starts = np.cumsum(sizes, axis=0) - sizes
    columns = np.arange(attention_width(int(sizes.max())))
    own = columns < sizes
    keys = np.where(own, starts + columns, 0)
    longest = int(sizes.max())
    return {
        QUERIES: keys[:, :longest],
        KEYS: keys,
        OWN: own.astype(np.int32),
        BACK: np.flatnonzero(own[:, :longest]),
    }


def pooled(states: Floats, lengths: Sequence[int]) -> Floats:
    """The mean of each text's token vectors, brought to length 1, shape (texts, hidden)."""
    starts = np.cumsum([0, *lengths[:-1]])
    sums = np.add.reduceat(states, starts, axis=0)
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True))
