"""The sentence encoder: multilingual-e5-small (Wang et al. 2024), run by ONNX Runtime. It needs no network."""

from __future__ import annotations

import ctypes
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

from bot.encoder.e5_inputs import (
    EMBEDDINGS,
    PREFIX,
    STATES,
    Embeddings,
    attention_layout,
    pooled,
)
from bot.encoder.e5_pieces import E5Tokenizer
from bot.encoder.e5_weights import Floats, Integers, e5_weights

_TOKENS_AT_ONCE = 128
_REMEMBERED_TEXTS = 512
_REMEMBERED_CHARACTERS = 512


class Encoder:
    """Gives texts of a hundred languages vectors that are near each other where the texts mean the same.

    A text's vector is the same, to the last bit, whatever it is encoded with. Several threads may use an encoder at
    once.
    """

    def __init__(self, graph_path: Path) -> None:
        """Loads the graph and the sentence pieces, in about 0.2 seconds.

        Args:
            graph_path: what `build_graph` wrote.

        Raises:
            FileNotFoundError: the package with the embeddings is not installed.
            WeightsError: its file is of another kind.
        """
        weights = e5_weights()
        self._dimensions = weights.sizes.hidden
        self._tokenizer = E5Tokenizer(weights.pieces())
        self._embeddings = Embeddings(weights)
        self._session = InferenceSession(
            str(graph_path), _options(), providers=["CPUExecutionProvider"]
        )
        self._memo = _Memo()
        _give_back_memory()

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of length 1, shape (texts, 384)."""
        if not texts:
            return np.empty((0, self._dimensions), np.float32)
        vectors = self._memo.known(texts)
        new = [text for text in dict.fromkeys(texts) if text not in vectors]
        if new:
            computed = self._computed(new)
            self._memo.keep(computed)
            vectors.update(computed)
        return np.stack([vectors[text] for text in texts])

    def _computed(self, texts: Sequence[str]) -> dict[str, Floats]:
        rows = {text: self._tokenizer.encode(PREFIX + text) for text in texts}
        vectors: dict[str, Floats] = {}
        # Beside texts as long as they are, they need the least filling up.
        for batch in _batches(dict(sorted(rows.items(), key=lambda item: len(item[1])))):
            vectors.update(zip(batch, self._run(list(batch.values())), strict=True))
        return vectors

    def _run(self, rows: Sequence[Integers]) -> Floats:
        lengths = [len(row) for row in rows]
        inputs = {EMBEDDINGS: self._embeddings.of(rows), **attention_layout(lengths)}
        return pooled(self._session.run([STATES], inputs)[0], lengths)


class _Memo:
    """The vectors of the texts used last: clauses and button texts come again and again."""

    def __init__(self) -> None:
        self._vectors: OrderedDict[str, Floats] = OrderedDict()
        self._lock = Lock()

    def known(self, texts: Sequence[str]) -> dict[str, Floats]:
        with self._lock:
            found = {text: self._vectors[text] for text in texts if text in self._vectors}
            for text in found:
                self._vectors.move_to_end(text)
        return found

    def keep(self, vectors: Mapping[str, Floats]) -> None:
        with self._lock:
            for text, vector in vectors.items():
                if len(text) <= _REMEMBERED_CHARACTERS:
                    # A copy: a row would keep the whole batch.
                    self._vectors[text] = vector.copy()
            while len(self._vectors) > _REMEMBERED_TEXTS:
                self._vectors.popitem(last=False)


def _batches(rows: Mapping[str, Integers]) -> Iterator[dict[str, Integers]]:
    """Texts that go through together, which saves reading the weights for each."""
    batch: dict[str, Integers] = {}
    tokens = 0
    for text, row in rows.items():
        if batch and tokens + len(row) > _TOKENS_AT_ONCE:
            yield batch
            batch, tokens = {}, 0
        batch[text] = row
        tokens += len(row)
    yield batch


def _options() -> SessionOptions:
    options = SessionOptions()
    # More than one thread costs more than it gains for the short texts of one message.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # What one text needs is little; kept for the largest so far, it would only add up.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    # The graph's nodes are already those that are fastest; higher levels would join some of them again.
    options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_BASIC
    return options


def _give_back_memory() -> None:
    """Loading needs twice what stays; the C library gives the rest back when asked (on Linux)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
