"""A message may hold several questions, and a story around them; each is understood by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

_READING = "reading"
_SEGMENTS = "segments"


class Part(str, Enum):
    """What a part of a message may be."""

    QUESTIONS = "question_parts"  # its questions, where there are two or more
    ITEMS = "item_parts"  # the things of which it asks the number, where it lists several
    SIDES = "side_parts"  # the two things it compares
    ASKED = "asked_part"  # what it asks, less the story around it
    BEFORE = "before_parts"  # short sentences before the first question
    AFTER = "after_parts"  # short sentences after the last one
    STORY = "story_part"  # the sentences that ask nothing


def set_reading(message: Message, text: str) -> None:
    """Keeps the text to be understood beside the text as typed.

    Args:
        message: the whole message; Rasa stores its text as typed.
        text: the same with its spelling put right.
    """
    message.set(_READING, text)


def reading(message: Message) -> str:
    """The text to be understood."""
    text: str = message.get(_READING) or message.get(TEXT) or ""
    return text


def set_parts(message: Message, texts: Mapping[Part, Sequence[str]]) -> None:
    """Keeps the parts of a message with it, out of what Rasa stores.

    Args:
        message: the whole message.
        texts: the texts of its parts in order; empty ones are left out.
    """
    for part, found in texts.items():
        if any(found):
            message.set(part.value, [Message(data={TEXT: text}) for text in found if text])


def parts(message: Message, part: Part) -> list[Message]:
    """The parts of one kind; none where the message has no such parts."""
    found: list[Message] | None = message.get(part.value)
    return found or []


def set_segments(message: Message, texts: Mapping[tuple[int, int], str]) -> None:
    """Keeps the stretches into which a message may be cut with it, out of what Rasa stores.

    Args:
        message: the whole message.
        texts: of each stretch, by the places where it begins and ends.
    """
    message.set(_SEGMENTS, {place: Message(data={TEXT: text}) for place, text in texts.items()})


def segments(message: Message) -> dict[tuple[int, int], Message]:
    """The stretches into which a message may be cut; none where there is no place to cut it."""
    found: dict[tuple[int, int], Message] | None = message.get(_SEGMENTS)
    return found or {}


def wholes_and_parts(messages: Iterable[Message]) -> Iterator[Message]:
    """All messages that have a text, each followed by its parts."""
    for message in messages:
        if message.get(TEXT):
            yield message
            for part in Part:
                yield from parts(message, part)
            yield from segments(message).values()
