"""What a conversation was about before the message that is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.facts.model import QuestionKind


@dataclass(frozen=True)
class Context:
    """What the conversation was about before this message; it is kept in slots of the same names.

    Attributes:
        area: programme area of the last answer.
        fact: fact of the last answer, if it was one.
        kind: what the last question asked for.
        told: keys of the facts, or of the area told as a whole, of the last answer, in order.
        recent: the same of the whole conversation, the latest last.
        care: intent of the last message that was met with care, until a question of fact is answered.
        cited: whether the source was told in full before.
    """

    area: str | None = None
    fact: str | None = None
    kind: QuestionKind = QuestionKind.OPEN
    told: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    care: str | None = None
    cited: bool = False

    def slots(self) -> Mapping[str, Any]:
        """The slots that keep it."""
        return {
            "area": self.area,
            "fact": self.fact,
            "question_kind": self.kind.value,
            "told": list(self.told),
            "recent": list(self.recent),
            "care": self.care,
            "cited": self.cited,
        }

    @classmethod
    def from_slots(cls, slot: Callable[[str], Any]) -> Context:
        """The context that slots keep.

        Args:
            slot: value of a slot by its name; None where it is unset.
        """
        return cls(
            area=slot("area"),
            fact=slot("fact"),
            kind=QuestionKind(slot("question_kind") or QuestionKind.OPEN.value),
            told=tuple(slot("told") or ()),
            recent=tuple(slot("recent") or ()),
            care=slot("care"),
            cited=bool(slot("cited")),
        )
