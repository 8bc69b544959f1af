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
    """The questions of a message; a message that was not split is its own only question."""
    found: list[Message] | None = message.get(_PARTS)
    return found or [message]


def all_parts(messages: Iterable[Message]) -> Iterator[Message]:
    """The questions of all messages that have a text."""
    for message in messages:
        if message.get("text"):
            yield from parts(message)
