"""Training examples with their labels: what each is about, what it does and what it asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.facts import QuestionKind
from bot.facts.frame import Act, Polarity

SUBLABELS = ("fact", "topic", "form")
_SEPARATOR = "/"


@dataclass(frozen=True)
class Example:
    """One example.

    Attributes:
        text: as people type it.
        subject: its intent, with the fact, topic or form that it is about, if it has one.
        kind: what it asks for; None where the data does not say.
        act: what it does.
        polarity: whether it affirms or denies.
        teaches_subject: whether it says something of its subject that others do not say.
    """

    text: str
    subject: str
    kind: QuestionKind | None = None
    act: Act = Act.ASKS
    polarity: Polarity = Polarity.AFFIRMED
    teaches_subject: bool = True


def subject_of(intent: str, sublabel: str | None = None) -> str:
    """The class of an intent and what it is divided by."""
    return f"{intent}{_SEPARATOR}{sublabel}" if sublabel else intent


def split_subject(subject: str) -> tuple[str, str | None]:
    """Intent and fact, topic or form of a class."""
    intent, _, sublabel = subject.partition(_SEPARATOR)
    return intent, sublabel or None


def examples_of(messages: Iterable[Message]) -> list[Example]:
    """The examples of `data/nlu`; labels are in the metadata of their blocks.

    Raises:
        ValueError: a label in the metadata is none.
    """
    return [_example(m) for m in messages if m.get(TEXT) and m.get(INTENT)]


def _example(message: Message) -> Example:
    metadata = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
    sublabel = next((metadata[key] for key in SUBLABELS if key in metadata), None)
    try:
        return Example(
            text=message.get(TEXT),
            subject=subject_of(message.get(INTENT), sublabel),
            kind=QuestionKind(metadata["kind"]) if "kind" in metadata else None,
            act=Act(metadata.get("act", Act.ASKS)),
            polarity=Polarity(metadata.get("polarity", Polarity.AFFIRMED)),
        )
    except ValueError as error:
        raise ValueError(f"data/nlu, example “{message.get(TEXT)}”: {error}.") from error
