"""Checks what comes in: JSON bodies, conversation names, message texts."""

from __future__ import annotations

import json
import re
import unicodedata
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from sanic.request import Request

from bot.channels.problems import Problem
from bot.channels.redaction import redact

_MOST_FIELDS = 20
_SENDER = re.compile(r"[\w.:@+\-]{1,128}")
_BLANK_OR_CONTROL = ("Cc", "Cf", "Cs", "Co", "Cn")
# Joins of emoji and of Persian or Indic letters are format characters with a meaning.
_KEPT_FORMAT = "\u200c\u200d"
# Of a row of the same sign three say as much as a hundred, of a row of different ones sixteen; and a "word" without
# end is none. What reads a message takes longer than its length for such rows, so they are shortened before.
_SAME_SIGNS = re.compile(r"([^\w\s\u200c\u200d])\1{3,}")
_SIGNS = re.compile(r"([^\w\s]{16})[^\w\s]+")
# So long no number is; one digit more than can be read says so.
_DIGITS = re.compile(r"(\d[\d.,'’]{40})[\d.,'’]+")
_LONGEST_WORD = re.compile(r"([^\s\[\]]{80})(?=[^\s\[\]])")


def json_object(request: Request) -> dict[str, Any]:
    """The request's body as a JSON object.

    Raises:
        Problem: another content type, no JSON, or no object.
    """
    if _content_type(request) != "application/json":
        # Browsers send other types across origins without asking first.
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "Send JSON, with the header content-type: application/json.",
        )
    try:
        content = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "The body is not valid JSON.") from error
    if not isinstance(content, dict):
        raise Problem(HTTPStatus.BAD_REQUEST, "The body must be a JSON object.")
    return content


def _content_type(request: Request) -> str:
    written: str = request.headers.get("content-type") or ""
    return written.split(";")[0].strip().lower()


def form_fields(request: Request) -> dict[str, str]:
    """The fields of a form as browsers send it; of several with one name the last.

    Raises:
        Problem: it is sent in another way, or holds more than any form here asks for.
    """
    if not request.body:
        return {}
    if _content_type(request) != "application/x-www-form-urlencoded":
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "Send the form as browsers do, with the header content-type: application/x-www-form-urlencoded.",
        )
    try:
        sent = request.body.decode("utf-8", errors="replace")
        return dict(parse_qsl(sent, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "The form has too many fields.") from error


def sender_name(content: dict[str, Any]) -> str:
    """The conversation's name.

    Raises:
        Problem: it is missing or has a form that no conversation has.
    """
    sender = content.get("sender")
    if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            "`sender` must be a text of 1 to 128 letters, digits or the characters . : @ + - _ that names "
            "the conversation.",
        )
    return sender


def message_text(content: dict[str, Any], key: str, most_characters: int) -> str:
    """A message's text, cleaned for understanding: no control characters, no command, no personal data.

    Args:
        content: the request's JSON.
        key: where the text stands in it.
        most_characters: its greatest length.

    Raises:
        Problem: it is missing, empty, too long, a command of Rasa's or no text.
    """
    text = content.get(key)
    if not isinstance(text, str):
        raise Problem(HTTPStatus.BAD_REQUEST, f"`{key}` must be a text.")
    if len(text) > most_characters:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"`{key}` is longer than {most_characters} characters. Please ask in fewer words.",
        )
    if text.lstrip().startswith("/"):
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"`{key}` begins with a slash. Commands are not taken; write a question.",
        )
    text = clean(text)
    if not text:
        raise Problem(HTTPStatus.BAD_REQUEST, f"`{key}` is empty. Write a question.")
    return text


def read_language(code: Any, languages: tuple[str, ...]) -> str:
    """The code of a language there is.

    Raises:
        Problem: there is no such language.
    """
    # "en-US" is English; what is said in the United States only, no text here says.
    plain = re.split("[-_]", code)[0].lower() if isinstance(code, str) else None
    if plain not in languages:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"`language` is not available. Use one of: {', '.join(languages)}.",
        )
    return plain


def clean(text: str) -> str:
    """Takes out what is no part of a question.

    Rasa takes a text that begins with "/" for an intent and would skip understanding altogether, so
    the slash goes. Control characters go too; line breaks become spaces, rows of signs short.
    """
    kept = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace()
        or character in _KEPT_FORMAT
        or unicodedata.category(character) not in _BLANK_OR_CONTROL
    )
    if not kept.strip(_KEPT_FORMAT + " "):
        return ""
    return redact(_shortened(kept)).strip().lstrip("/ ")


def _shortened(text: str) -> str:
    text = _SIGNS.sub(r"\1", _SAME_SIGNS.sub(r"\1\1\1", text))
    return _LONGEST_WORD.sub(r"\1 ", _DIGITS.sub(r"\1", text))
