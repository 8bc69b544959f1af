"""One block of training data, as the contract tests read it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Examples:
    """The examples of one block of training data.

    Attributes:
        intent: the block's intent.
        sub: the fact or topic of the block; None for the intent as a whole.
        texts: the examples.
    """

    intent: str
    sub: str | None
    texts: tuple[str, ...]
