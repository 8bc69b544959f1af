from __future__ import annotations

import sqlite3
import stat
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from server_process import Server
from web_client import WebClient, stored


def test_a_session_begins_with_a_token_and_a_greeting_and_no_cookie(web: Server) -> None:
    response = web.post("/web/sessions", {})
    assert response.status_code == 201
    assert "set-cookie" not in response.headers
    assert response.headers["cache-control"] == "no-store"
    content = response.json()
    assert content["expires_in"] > 0
    assert content["retention_hours"] == 24
    (greeting,) = content["messages"]
    assert "automated assistant" in greeting["text"]
    assert len(greeting["reply"]["suggestions"]) == 3


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic YTpi",
        "Bearer \u00ff",
        "Bearer " + "a" * 4000,
        "Bearer ImZvcmdlZCI.Zm9y.Z2Vk",
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/web/messages"),
        ("POST", "/web/messages"),
        ("POST", "/web/feedback"),
        ("DELETE", "/web/sessions"),
    ],
)
def test_without_a_token_of_this_server_nothing_is_done(
    web: Server, header: str | None, method: str, path: str
) -> None:
    headers = {} if header is None else {"authorization": header.encode("latin-1")}
    content = {"client_message_id": uuid.uuid4().hex, "text": "hello"}
    response = requests.request(method, web.url + path, headers=headers, json=content, timeout=10)
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["detail"]


def test_a_token_that_was_changed_is_refused(web: Server) -> None:
    ours = WebClient(web)
    other = WebClient(web)
    mixed = other.begun["token"].split(".")[0] + "." + ours.begun["token"].split(".", 1)[1]
    for forged in (mixed, ours.begun["token"][:-1], ours.begun["token"] + "x"):
        ours.headers = {"authorization": f"Bearer {forged}"}
        assert ours.request("GET", "/web/messages").status_code == 401


def test_an_expired_token_is_refused(web: Server) -> None:
    from itsdangerous import TimestampSigner, URLSafeTimedSerializer

    class LongAgo(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time()) - 13 * 3600

    secret = (web.state_folder / "web_secret").read_text()
    old = URLSafeTimedSerializer(secret, salt="web session", signer=LongAgo).dumps("session")
    client = WebClient(web)
    client.headers = {"authorization": f"Bearer {old}"}
    response = client.request("GET", "/web/messages")
    assert response.status_code == 401
    assert "expired" in response.json()["detail"]


def test_the_secret_is_readable_by_its_owner_only(web: Server) -> None:
    file = web.state_folder / "web_secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text()) >= 32
    assert not list(web.state_folder.glob("web_secret.*"))


def test_forget_me_deletes_the_conversation_and_ends_the_session(web: Server) -> None:
    client = WebClient(web)
    client.say("How many inmates got TB treatment?")
    assert stored(web, client.session)
    response = client.request("DELETE", "/web/sessions")
    assert response.json() == {"forgotten": True, "detail": "Your conversation was deleted."}
    assert stored(web, client.session) == []
    assert client.request("GET", "/web/messages").status_code == 401
    assert client.request("DELETE", "/web/sessions").status_code == 401
    content = {"client_message_id": uuid.uuid4().hex, "text": "is it exact?"}
    assert client.post(content).status_code == 401
    assert stored(web, client.session) == []


def test_forget_me_takes_a_message_under_way_with_it(web: Server) -> None:
    client = WebClient(web)
    with ThreadPoolExecutor(4) as pool:
        asking = [
            pool.submit(
                client.post, {"client_message_id": uuid.uuid4().hex, "text": "detention visits?"}
            )
            for _ in range(3)
        ]
        client.request("DELETE", "/web/sessions")
        assert {one.result().status_code for one in asking} <= {200, 401}
    assert stored(web, client.session) == []


def test_a_thumb_is_kept_with_facts_and_status_and_never_with_text(web: Server) -> None:
    client = WebClient(web)
    identifier = client.say("how many plainlyinvented detention visits?")["messages"][0]["id"]
    for verdict in ("up", "down"):
        content = {"message_id": identifier, "verdict": verdict}
        response = client.post(content, "/web/feedback")
        assert response.status_code == 200
    assert response.json()["kept"] == {
        "verdict": "down",
        "status": "answered",
        "facts": ["detention_visits"],
    }
    with sqlite3.connect(web.state_folder / "web.db") as database:
        rows = database.execute("select * from feedback where verdict = 'down'").fetchall()
        kept = "\n".join(database.iterdump())
    assert [row[2:] for row in rows] == [("down", "answered", '["detention_visits"]')]
    assert "plainlyinvented" not in kept
    assert client.session not in kept


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ({"message_id": "none-such.0", "verdict": "up"}, 404),
        ({"message_id": "greeting", "verdict": "up"}, 404),
        ({"message_id": 7, "verdict": "up"}, 404),
        ({"message_id": "x", "verdict": "sideways"}, 400),
        ({"message_id": "x", "verdict": ["up"]}, 400),
        ({}, 400),
        ([], 400),
    ],
)
def test_odd_thumbs_are_refused(web: Server, content: Any, status: int) -> None:
    assert WebClient(web).post(content, "/web/feedback").status_code == status
