from __future__ import annotations

import unicodedata
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sanic.request import Request

from bot.channels.incoming import clean, json_object, message_text, sender_name
from bot.channels.problems import Problem


def request(body: bytes, content_type: str | None = "application/json") -> Request:
    headers = {} if content_type is None else {"content-type": content_type}
    return cast(Request, SimpleNamespace(headers=headers, body=body))


def status(caught: pytest.ExceptionInfo[Problem]) -> int:
    return caught.value.status.value


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("How many visits?", "How many visits?"),
        ("  How many?  ", "How many?"),
        ("a\nb\tc\r\nd", "a b c  d"),
        ("a\x00b\x07c\x7f", "abc"),
        ("\x1b[31mred", "[31mred"),
        ("\u202eabc\u202c", "abc"),
        ("a\u200bb\ufeffc\u00add", "abcd"),
        ("a\ud800b\ue000c", "abc"),
        ("a\u00a0b\u2028c", "a b c"),
        ("Qarabağ, Шуша, شوشا", "Qarabağ, Шуша, شوشا"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👩 hi", "👩\u200d👩 hi"),
        ("hello/world", "hello/world"),
        ("and/or", "and/or"),
    ],
)
def test_control_characters_go_and_letters_stay(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "//restart",
        "  / /restart",
        "\n/restart",
        "\u200b/restart",
        "\ufeff\x00/ \t/restart",
        "/\u00a0/restart",
        "/\u200b/restart",
    ],
)
def test_a_message_cannot_be_a_command(text: str) -> None:
    assert clean(text) == "restart"


@pytest.mark.parametrize("text", ["", "   ", "/", "// /", "\x00", "\u200b\n"])
def test_nothing_is_left_of_a_message_without_words(text: str) -> None:
    assert clean(text) == ""


@given(text=st.text(max_size=80))
def test_no_cleaned_text_is_a_command_or_holds_control_characters(text: str) -> None:
    cleaned = clean(text)
    assert not cleaned.strip().startswith("/")
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in cleaned)
    assert clean(cleaned) == cleaned


@given(text=st.text(alphabet="/ \n\u200b\u200dab", max_size=12))
def test_no_mixture_of_slashes_and_blanks_is_a_command(text: str) -> None:
    assert not clean(text).strip().startswith("/")


def test_personal_details_are_removed_while_cleaning() -> None:
    assert clean("/mail a@example.org") == "mail [removed]"


def test_a_personal_detail_split_by_an_invisible_character_is_removed() -> None:
    assert clean("call 050555\u200b0199") == "call [removed]"


def test_a_json_object_is_read() -> None:
    read = json_object(request(b'{"sender": "a"}', "Application/JSON; charset=utf-8"))
    assert read == {"sender": "a"}


@pytest.mark.parametrize(
    "content_type", [None, "", "text/plain", "application/x-www-form-urlencoded"]
)
def test_another_content_type_is_refused(content_type: str | None) -> None:
    with pytest.raises(Problem) as caught:
        json_object(request(b"{}", content_type))
    assert status(caught) == 415


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"text"', b"null", b"\xff\xfe", b"[" * 100_000, b"1"]
)
def test_a_body_that_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(Problem) as caught:
        json_object(request(body))
    assert status(caught) == 400


@pytest.mark.parametrize("sender", ["a", "user-1", "a.b:c@d+e_f", "x" * 128])
def test_a_conversation_name_is_read(sender: str) -> None:
    assert sender_name({"sender": sender}) == sender


@pytest.mark.parametrize(
    "sender", [None, "", " ", "a b", "x" * 129, "../a", "a/b", "a\n", "<b>", 7, ["a"], True]
)
def test_another_conversation_name_is_refused(sender: object) -> None:
    with pytest.raises(Problem) as caught:
        sender_name({"sender": sender})
    assert status(caught) == 400


def test_a_missing_conversation_name_is_refused() -> None:
    with pytest.raises(Problem):
        sender_name({})


def test_a_message_is_read_and_cleaned() -> None:
    assert message_text({"message": " How\tmany\x00? "}, "message", 50) == "How many?"


@pytest.mark.parametrize("text", ["/restart", "  /greet", "\u200b/restart", "/", "\n//x"])
def test_a_command_never_comes_through_as_one(text: str) -> None:
    read = ""
    with suppress(Problem):
        read = message_text({"message": text}, "message", 50)
    assert not read.startswith("/")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, 400),
        ({"message": None}, 400),
        ({"message": 7}, 400),
        ({"message": ["a"]}, 400),
        ({"message": ""}, 400),
        ({"message": " / "}, 400),
        ({"message": "x" * 51}, 413),
    ],
)
def test_a_message_without_usable_text_is_refused(content: dict[str, Any], expected: int) -> None:
    with pytest.raises(Problem) as caught:
        message_text(content, "message", 50)
    assert status(caught) == expected
    assert "`message`" in caught.value.detail


def test_a_message_of_the_greatest_length_is_read() -> None:
    assert message_text({"message": "x" * 50}, "message", 50) == "x" * 50
