from __future__ import annotations

import json
import sqlite3
import uuid
from typing import Any

import pytest
import requests
from server_process import Server

WEBHOOK = "/webhooks/rest/webhook"


def test_a_figure_comes_first_with_its_source(server: Server) -> None:
    replies = server.say("visits", "On how many occasions did your delegates enter jails?")
    first = replies[0]
    assert first["text"].startswith("The ICRC made 1,376 detention visits.")
    assert "Source: ICRC" in first["text"]
    assert first["custom"]["status"] == "answered"
    assert 1 <= len(first["buttons"]) <= 3


def test_the_first_answer_says_that_it_is_automated_and_the_second_does_not(server: Server) -> None:
    sender = uuid.uuid4().hex
    first = server.say(sender, "How many people learned about the danger of mines?")
    second = server.say(sender, "How many missing people are in your records?")
    assert any("automated assistant" in reply["text"] for reply in first[1:])
    assert len(second) == 1


def test_a_greeting_says_what_this_is_and_offers_three_ways_on(server: Server) -> None:
    (reply,) = server.say(uuid.uuid4().hex, "hello there")
    assert "automated assistant" in reply["text"]
    assert len(reply["buttons"]) == 3


def test_context_is_kept_within_a_conversation(server: Server) -> None:
    sender = uuid.uuid4().hex
    server.say(sender, "How many inmates got TB treatment?")
    reply = server.say(sender, "is that number exact?")[0]
    assert "2,700" in reply["text"]
    reply = server.say(sender, "when was that?")[0]
    assert reply["custom"]["status"] == "not_in_source"


def test_context_is_not_shared_between_conversations(server: Server) -> None:
    server.say("one", "How many inmates got TB treatment?")
    reply = server.say("another", "is that number exact?")[0]
    assert "2,700" not in reply["text"]
    assert reply["custom"]["status"] == "clarify"


def test_the_caller_cannot_choose_the_input_channel(server: Server) -> None:
    sender = uuid.uuid4().hex
    content = {"sender": sender, "message": "hello", "input_channel": "telegram"}
    assert server.post(WEBHOOK, content).status_code == 200
    with sqlite3.connect(server.database) as database:
        rows = database.execute(
            "select data from events where sender_id = ? and type_name = 'user'",
            (f"rest:{sender}",),
        ).fetchall()
    assert [json.loads(row[0])["input_channel"] for row in rows] == ["rest"]


def test_personal_details_are_removed_before_anything_is_kept(server: Server) -> None:
    sender = uuid.uuid4().hex
    server.say(sender, "call me on 012 345 00 00 or write to test@example.org")
    with sqlite3.connect(server.database) as database:
        rows = database.execute(
            "select data from events where sender_id = ?", (f"rest:{sender}",)
        ).fetchall()
    kept = " ".join(row[0] for row in rows)
    assert "012 345" not in kept
    assert "test@example.org" not in kept


@pytest.mark.parametrize(
    "content",
    [
        {"message": "hello"},
        {"sender": None, "message": "hello"},
        {"sender": "", "message": "hello"},
        {"sender": 5, "message": "hello"},
        {"sender": ["a"], "message": "hello"},
        {"sender": "x" * 129, "message": "hello"},
        {"sender": "a b/../c", "message": "hello"},
        {"sender": "a"},
        {"sender": "a", "message": None},
        {"sender": "a", "message": 7},
        {"sender": "a", "message": {"text": "hello"}},
        {"sender": "a", "message": ""},
        {"sender": "a", "message": " \n\t "},
        {"sender": "a", "message": "\u0000\u0001"},
        {"sender": "a", "message": "///"},
        {"sender": "a", "message": "x" * 10_000},
        [],
        "hello",
        7,
        None,
    ],
)
def test_bad_content_is_refused_with_a_problem_document(server: Server, content: Any) -> None:
    response = server.post(WEBHOOK, content)
    assert 400 <= response.status_code < 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    assert response.json()["detail"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 20_000, "application/json", 400),
        (b'{"sender": "a", "message": "hello"}', "text/plain", 415),
        (b'{"sender": "a", "message": "hello"}', "", 415),
        (b"x" * 5_000_000, "application/json", 413),
    ],
)
def test_bad_bodies_are_refused(
    server: Server, body: bytes, content_type: str, status: int
) -> None:
    try:
        response = requests.post(
            server.url + WEBHOOK, data=body, headers={"content-type": content_type}, timeout=30
        )
    except requests.ConnectionError:
        # The server may close the connection before a body that is far too large has been sent.
        assert len(body) > 1_000_000
        return
    assert response.status_code == status
    assert response.json()["status"] == status


@pytest.mark.parametrize(
    "message",
    [
        "/restart",
        "/ask_detention{}",
        "/session_start",
        '/ask_detention{"fact": "x"}',
        "/",
        "//restart",
    ],
)
def test_commands_of_rasa_are_not_obeyed(server: Server, message: str) -> None:
    sender = uuid.uuid4().hex
    server.say(sender, "How many inmates got TB treatment?")
    response = server.post(WEBHOOK, {"sender": sender, "message": message})
    assert response.status_code == 400
    assert "slash" in response.json()["detail"]
    reply = server.say(sender, "is that number exact?")[0]
    assert "2,700" in reply["text"], "the conversation was changed"


@pytest.mark.parametrize(
    "message",
    [
        "\u0000how many detention visits\u0000",
        "👍",
        "؟؟؟",
        "a\ufdfa" * 50,
        "<script>alert(1)</script>",
        "%s%n{0}",
    ],
)
def test_odd_texts_get_a_polite_reply(server: Server, message: str) -> None:
    replies = server.say(uuid.uuid4().hex, message)
    assert replies
    assert replies[0]["text"]


def test_streaming_is_refused_instead_of_hanging(server: Server) -> None:
    response = server.post(WEBHOOK + "?stream=true", {"sender": "a", "message": "hello"})
    assert response.status_code == 400


@pytest.mark.parametrize(
    "path", ["/webhooks/rest/none", "/conversations/a/tracker", "/model/parse"]
)
def test_nothing_else_of_rasa_is_open(server: Server, path: str) -> None:
    response = requests.get(server.url + path, timeout=10)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_the_log_holds_no_message_text(server: Server) -> None:
    server.say(uuid.uuid4().hex, "plainlyinventedword how many detention visits")
    assert "plainlyinventedword" not in server.log.read_text()


def test_who_asks_to_be_forgotten_is(server: Server) -> None:
    sender = uuid.uuid4().hex
    server.say(sender, "how many families of the missing were supported?")
    replies = server.say(sender, "please forget everything I wrote")
    assert "deleted" in replies[0]["text"]
    with sqlite3.connect(server.database) as database:
        kept = database.execute(
            "select count(*) from events where sender_id = ?", (f"rest:{sender}",)
        ).fetchone()
    assert kept == (0,)
    # What comes after begins anew: there is nothing to say more about.
    assert server.say(sender, "tell me more")[0]["custom"]["status"] == "clarify"
