"""A message may hold several questions, and a story around them; each is understood by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rasa.shared.nlu.training_data.message import Message

_PARTS = "question_parts"
_STORY = "story_part"


def set_parts(message: Message, questions: list[str], story: str) -> None:
    """Keeps the questions and the story of a message with it, out of what Rasa stores.

    Args:
        message: the whole message.
        questions: its questions in order; fewer than two are the message itself.
        story: the sentences that ask nothing; "" where there are none.
    """
    if len(questions) > 1:
        message.set(_PARTS, [Message(data={"text": text}) for text in questions])
    if story:
        message.set(_STORY, Message(data={"text": story}))


def parts(message: Message) -> list[Message]:
    """The questions of a message that was split; none for a message that is one question."""
    found: list[Message] | None = message.get(_PARTS)
    return found or []


def story(message: Message) -> Message | None:
    """What a message tells besides what it asks, or None."""
    found: Message | None = message.get(_STORY)
    return found


def wholes_and_parts(messages: Iterable[Message]) -> Iterator[Message]:
    """All messages that have a text, each followed by its questions and its story."""
    for message in messages:
        if message.get("text"):
            yield message
            yield from parts(message)
            told = story(message)
            if told is not None:
                yield told
