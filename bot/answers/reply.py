"""What the assistant says: a text, what it rests on, and how the question fared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Status(str, Enum):
    """How a question fared."""

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    CORRECTED = "corrected"
    NOT_IN_SOURCE = "not_in_source"
    REDIRECTED = "redirected"
    CLARIFY = "clarify"
    CONVERSATION = "conversation"


@dataclass(frozen=True)
class Reply:
    """One reply, ready to be checked by the guard and sent.

    Attributes:
        body: the answer itself.
        status: how the question fared.
        language: code of the text's language.
        facts: keys of the facts the text rests on, the one asked for first.
        area: the programme area it is about, for follow-ups; None where there is none.
        suggestions: questions that can be asked next, at most three.
        quoted: the person's own numbers, as typed, where the text repeats them to correct them.
        citation: the source line below the answer; "" where the reply rests on no source.
        cites_title: whether the text names the source's title, whose number is then proven too.
    """

    body: str
    status: Status
    language: str
    facts: tuple[str, ...] = ()
    area: str | None = None
    suggestions: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    citation: str = ""
    cites_title: bool = False

    @property
    def text(self) -> str:
        """What the person reads: the answer first, then its source."""
        return f"{self.body}\n\n{self.citation}" if self.citation else self.body
