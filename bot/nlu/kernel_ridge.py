"""Kernel ridge regression over two views of a text: what its sentence vector is near, and which words it has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from scipy.linalg import blas, lapack

from bot.nlu.ngrams import SparseRow

Floats = NDArray[np.float32]
# Rows of the sparse similarities that are made at a time: all of them at once would double the memory.
_ROWS = 1024


@dataclass(frozen=True)
class Similarity:
    """How alike two texts are.

    Attributes:
        sharpness: how fast two vectors of length 1 stop being alike as the angle between them grows.
        sparse_weight: how much words and n-grams in common count beside the vectors.
    """

    sharpness: float
    sparse_weight: float

    def of_vectors(self, some: Floats, others: Floats) -> Floats:
        """Likeness of vectors of length 1, from 0 to 1 (the same); shape (some, others)."""
        likeness = some @ others.T
        likeness -= 1
        likeness *= self.sharpness
        return np.asarray(np.exp(likeness, out=likeness))


@dataclass(frozen=True)
class KernelRidge:
    """A fitted regression: one score for each column of the targets.

    Attributes:
        similarity: how alike a text and an example are.
        vectors: of the examples, shape (examples, dimensions).
        example_weights: what likeness to each example says for each column, shape (examples, columns).
        word_weights: what each sparse feature says for each column, shape (features, columns).
    """

    similarity: Similarity
    vectors: Floats
    example_weights: Floats
    word_weights: Floats

    def scores(self, vectors: Floats, rows: Sequence[SparseRow]) -> NDArray[np.float64]:
        """Scores of texts, shape (texts, columns): of the sparse features only those they have are looked at."""
        likeness = self.similarity.of_vectors(vectors, self.vectors)
        scores = np.asarray(likeness @ self.example_weights, dtype=np.float64)
        for place, row in enumerate(rows):
            scores[place] += row.weights @ self.word_weights[row.columns]
        return scores


def fit_kernel_ridge(
    vectors: Floats,
    rows: Sequence[SparseRow],
    features: int,
    targets: Floats,
    similarity: Similarity,
    regularisation: float,
    most_held_out: int = 2000,
) -> tuple[KernelRidge, NDArray[np.intp], NDArray[np.float64]]:
    """The regression; and for some examples, evenly spread, their places and their scores had they not been among them.

    Time grows with the third power of the number of examples, memory with the second (four bytes a pair).

    Args:
        vectors: of length 1 each, shape (examples, dimensions).
        rows: the sparse features of each example.
        features: how many sparse features there are.
        targets: what each column should score, shape (examples, columns).
        similarity: how alike two examples are.
        regularisation: how little a single example is trusted; greater than 0.
        most_held_out: for about so many examples it is told how they would score without themselves.
    """
    sparse = _matrix(rows, features)
    system = similarity.of_vectors(vectors, vectors)
    weighted = (sparse * similarity.sparse_weight).T.tocsc()
    for start in range(0, len(system), _ROWS):
        system[start : start + _ROWS] += (sparse[start : start + _ROWS] @ weighted).toarray()
    system[np.diag_indices_from(system)] += regularisation
    # The transpose of a symmetric matrix is the matrix, in the order in which LAPACK works without a copy.
    factor, failed = lapack.spotrf(system.T, lower=1, overwrite_a=1)
    if failed:
        raise ValueError("The examples cannot be told apart numerically: raise `regularisation`.")
    weights, _ = lapack.spotrs(factor, targets, lower=1)
    # For ridge regression the residual without an example follows from the fit with it, and from the diagonal of the
    # inverse: the squares of the columns of the factor's inverse, summed.
    chosen = np.arange(0, len(system), math.ceil(len(system) / most_held_out))
    units = np.zeros((len(system), len(chosen)), dtype=np.float32, order="F")
    units[chosen, np.arange(len(chosen))] = 1
    columns = blas.strsm(1.0, factor, units, lower=1, overwrite_b=1)
    diagonal = np.einsum("ij,ij->j", columns, columns)
    held_out = targets[chosen] - weights[chosen] / diagonal[:, np.newaxis]
    words = np.asarray((sparse * similarity.sparse_weight).T @ weights, dtype=np.float32)
    model = KernelRidge(similarity, vectors, np.ascontiguousarray(weights), words)
    return model, chosen, np.asarray(held_out, dtype=np.float64)


def _matrix(rows: Sequence[SparseRow], features: int) -> scipy.sparse.csr_matrix:
    starts = np.cumsum([0, *(len(row.columns) for row in rows)])
    columns = np.concatenate([row.columns for row in rows])
    weights = np.concatenate([row.weights for row in rows])
    return scipy.sparse.csr_matrix((weights, columns, starts), shape=(len(rows), features))
