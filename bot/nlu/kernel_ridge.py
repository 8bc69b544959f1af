"""Kernel ridge regression over two views of a text: what its sentence vectors are near, and which words it has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from scipy.linalg import lapack

Floats = NDArray[np.float32]
# Rows of the sparse similarities that are made at a time: all of them at once would double the memory.
_ROWS = 1024


@dataclass(frozen=True)
class Similarity:
    """How alike two texts are.

    Attributes:
        sharpness: how fast two vectors stop being alike as the angle between them grows; it is the square of
            the length that all vectors have.
        sparse_weight: how much words and n-grams in common count beside the vectors.
    """

    sharpness: float
    sparse_weight: float

    def of_vectors(self, some: Floats, others: Floats) -> Floats:
        """Likeness of vectors, from 0 to 1 (the same); shape (some, others)."""
        likeness = some @ others.T
        likeness -= self.sharpness
        return np.asarray(np.exp(likeness, out=likeness))

    def among(self, vectors: Floats, sparse: scipy.sparse.csr_matrix) -> Floats:
        """Likeness of every text to every other, in both views."""
        likeness = self.of_vectors(vectors, vectors)
        weighted = (sparse * self.sparse_weight).T.tocsc()
        for start in range(0, len(likeness), _ROWS):
            rows = slice(start, start + _ROWS)
            likeness[rows] += (sparse[rows] @ weighted).toarray()
        return likeness


@dataclass(frozen=True)
class KernelRidge:
    """A fitted regression: one score for each label, near 1 where it fits and near -1 where not.

    Attributes:
        similarity: how alike a text and an example are.
        vectors: sentence vectors of the examples, shape (examples, dimensions).
        example_weights: what likeness to each example says for each label, shape (examples, labels).
        word_weights: what each sparse feature says for each label, shape (features, labels).
    """

    similarity: Similarity
    vectors: Floats
    example_weights: Floats
    word_weights: Floats

    def scores(self, vector: Floats, sparse: scipy.sparse.csr_matrix) -> NDArray[np.float64]:
        """Scores of one text, shape (labels,): of the sparse features only those it has are looked at."""
        likeness = self.similarity.of_vectors(self.vectors, vector[np.newaxis])[:, 0]
        scores = likeness @ self.example_weights + sparse.data @ self.word_weights[sparse.indices]
        return np.asarray(scores, dtype=np.float64)


def fit_kernel_ridge(
    vectors: Floats,
    sparse: scipy.sparse.csr_matrix,
    truth: NDArray[np.int64],
    similarity: Similarity,
    regularisation: float,
) -> tuple[KernelRidge, NDArray[np.float64]]:
    """The regression, and each example's scores as they would be had it not been among the examples.

    Time grows with the third power of the number of examples, memory with the second (four bytes a pair).

    Args:
        vectors: sentence vectors, shape (examples, dimensions); there may be no dimensions.
        sparse: sparse features, shape (examples, features); there may be none.
        truth: column of each example's label; every column up to the highest has an example.
        similarity: how alike two examples are.
        regularisation: how little a single example is trusted; greater than 0.
    """
    targets = np.full((len(truth), int(truth.max()) + 1), -1, dtype=np.float32)
    targets[np.arange(len(truth)), truth] = 1
    system = similarity.among(vectors, sparse)
    system[np.diag_indices_from(system)] += regularisation
    # The transpose of a symmetric matrix is the matrix, in the order in which LAPACK works without a copy.
    factor, failed = lapack.spotrf(system.T, lower=1, overwrite_a=1)
    if failed:
        raise ValueError("The examples cannot be told apart numerically: raise `regularisation`.")
    weights, _ = lapack.spotrs(factor, targets, lower=1)
    inverse, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    # For ridge regression the residual without an example follows from the fit with it.
    held_out = targets - weights / np.diag(inverse)[:, np.newaxis]
    words = np.asarray((sparse * similarity.sparse_weight).T @ weights, dtype=np.float32)
    model = KernelRidge(similarity, vectors, np.ascontiguousarray(weights), words)
    return model, np.asarray(held_out, dtype=np.float64)
