"""Messages of the channel `web`: what comes in, what goes out, and how both are read back later."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered

from bot.answers.record import reply_record
from bot.answers.small_talk import greet
from bot.channels.guarded_output import guarded_message
from bot.channels.incoming import message_text, read_language
from bot.channels.problems import Problem
from bot.channels.public_facts import public_record
from bot.channels.web_parts import parts, reference
from bot.channels.web_places import Reading, citation, links

GREETING = "greeting"
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True)
class Incoming:
    """A message that came in, checked.

    Attributes:
        client_message_id: chosen by the widget; the same id is answered once.
        text: cleaned, without personal details.
        language: code of the language to answer in.
    """

    client_message_id: str
    text: str
    language: str

    @property
    def metadata(self) -> dict[str, str]:
        """What is kept with the message."""
        return {"client_message_id": self.client_message_id, "language": self.language}


@dataclass(frozen=True)
class Exchange:
    """A message and what was said to it, as kept in the conversation.

    Attributes:
        asked: what came in.
        replies: messages as Rasa hands them to a channel.
    """

    asked: Incoming
    replies: tuple[dict[str, Any], ...]


def read_message(
    content: dict[str, Any],
    suggestion: Callable[[str], str],
    most_characters: int,
    default_language: str,
    languages: tuple[str, ...],
) -> Incoming:
    """A message as the widget sends it: a text, or the id of a suggestion.

    Args:
        content: the request's JSON.
        suggestion: finds the text of a suggestion's id.
        most_characters: greatest length of a text.
        default_language: where none is given.
        languages: codes of those there are.

    Raises:
        Problem: something is missing, or has a form it cannot have.
    """
    identifier = content.get("client_message_id")
    if not isinstance(identifier, str) or not _IDENTIFIER.fullmatch(identifier):
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            "`client_message_id` must be a text of 8 to 64 letters, digits, - or _, new for each message.",
        )
    if ("text" in content) == ("suggestion" in content):
        raise Problem(HTTPStatus.BAD_REQUEST, "Send either `text` or `suggestion`.")
    if "suggestion" in content:
        if not isinstance(content["suggestion"], str):
            raise Problem(HTTPStatus.BAD_REQUEST, "`suggestion` must be a text.")
        content = {"text": suggestion(content["suggestion"])}
    spoken = read_language(content.get("language", default_language), languages)
    return Incoming(identifier, message_text(content, "text", most_characters), spoken)


def exchanges(events: Iterable[Any], language: str) -> list[Exchange]:
    """What was said in a conversation, in order.

    Args:
        events: of its tracker.
        language: of messages that name none.
    """
    found: list[Exchange] = []
    for event in events:
        if isinstance(event, UserUttered) and "client_message_id" in (event.metadata or {}):
            asked = Incoming(
                event.metadata["client_message_id"],
                event.text or "",
                event.metadata.get("language", language),
            )
            found.append(Exchange(asked, ()))
        elif isinstance(event, BotUttered) and event.text and found:
            message = {"text": event.text, "reply": (event.metadata or {}).get("reply")}
            found[-1] = Exchange(found[-1].asked, (*found[-1].replies, message))
    return found


class Outgoing:
    """Gives messages the form in which they leave in one session."""

    def __init__(self, reading: Reading, suggestion_id: Callable[[str], str]) -> None:
        """The form of one session's messages.

        Args:
            reading: how they are read.
            suggestion_id: gives a suggestion its id in the session.
        """
        self._reading = reading
        self._composer = reading.press.composer
        self._suggestion_id = suggestion_id

    def greeting(self) -> dict[str, Any]:
        """What is said before anyone asks."""
        reply = greet(self._composer)
        record = reply_record(reply, self._composer)
        return self._assistant(GREETING, {"text": reply.text, "reply": record})

    def replies(self, identifier: str, messages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The messages that answer one message.

        Args:
            identifier: of the message answered.
            messages: as Rasa hands them to a channel; each is guarded once more, since a conversation
                read back holds them as they were before the channel's guard.
        """
        # What the assistant is has been said in the greeting, which every session begins with.
        introduction = self._composer.texts["introduction"]
        return [
            self._assistant(f"{identifier}.{index}", guarded_message(message, self._composer))
            for index, message in enumerate(messages)
            if message["text"] != introduction
        ]

    def asked(self, message: Incoming) -> dict[str, Any]:
        """The person's message as it is kept."""
        return {
            "id": message.client_message_id,
            "role": "user",
            "text": message.text,
            "lang": message.language,
        }

    def _assistant(self, identifier: str, message: Mapping[str, Any]) -> dict[str, Any]:
        record = message.get("reply")
        return {
            "id": identifier,
            "role": "assistant",
            "text": message["text"],
            "lang": record["language"] if record else self._composer.texts.language,
            "reply": self._reply(record) if record else None,
        }

    def _reply(self, record: Mapping[str, Any]) -> dict[str, Any]:
        public = public_record(record)
        return {
            **{name: public[name] for name in ("status", "answer", "facts", "source")},
            "parts": parts(record, self._reading),
            "reference": reference(record, self._reading),
            "links": links(record, self._reading),
            "citation": citation(record, self._reading),
            "suggestions": [
                {"id": self._suggestion_id(title), "title": title}
                for title in record["suggestions"]
            ],
            "areas": self._areas(record),
        }

    def _areas(self, record: Mapping[str, Any]) -> list[dict[str, str]]:
        """The programme areas to choose from, where the assistant asks which part of the work is meant."""
        if record["answer"] != self._composer.texts["nothing_before"]:
            return []
        press, code = self._reading.press, self._composer.language.code
        return [
            {
                "id": self._suggestion_id(area.question[code]),
                "title": area.question[code],
                "name": press.area_name(area.key),
            }
            for area in self._composer.sheet.areas.values()
        ]
