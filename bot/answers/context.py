"""What a conversation was about before the message that is answered."""

from __future__ import annotations

from dataclasses import dataclass

from bot.facts import QuestionKind


@dataclass(frozen=True)
class Context:
    """What the conversation was about before this message."""

    area: str | None = None
    fact: str | None = None
    kind: QuestionKind = QuestionKind.OPEN
