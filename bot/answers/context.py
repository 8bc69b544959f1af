"""What a conversation was about before the message that is answered."""

from __future__ import annotations

from dataclasses import dataclass

from bot.facts import QuestionKind


@dataclass(frozen=True)
class Context:
    """What the conversation was about before this message.

    Attributes:
        area: programme area of the last answer.
        fact: fact of the last answer, if it was one.
        kind: what the last question asked for.
        recent: keys of the facts, and of areas told as a whole, that were given, the latest last.
        care: intent of the last message that was met with care, until a question of fact is answered.
    """

    area: str | None = None
    fact: str | None = None
    kind: QuestionKind = QuestionKind.OPEN
    recent: tuple[str, ...] = ()
    care: str | None = None
