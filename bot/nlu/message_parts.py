"""A message may hold several questions; components work on each as on a message of its own."""

from __future__ import annotations

from typing import Iterable, Iterator

from rasa.shared.nlu.training_data.message import Message

_PARTS = "question_parts"


def set_parts(message: Message, texts: list[str]) -> None:
    """Keeps the questions of a message with it, out of what Rasa stores.

    Args:
        message: the whole message.
        texts: its questions in order; fewer than two leave the message as it is.
    """
    if len(texts) > 1:
        message.set(_PARTS, [Message(data={"text": text}) for text in texts])


def parts(message: Message) -> list[Message]:
    """The questions of a message that was split; none for a message that is one question."""
    found: list[Message] | None = message.get(_PARTS)
    return found or []


def wholes_and_parts(messages: Iterable[Message]) -> Iterator[Message]:
    """All messages that have a text, each followed by its questions if it was split."""
    for message in messages:
        if message.get("text"):
            yield message
            yield from parts(message)
