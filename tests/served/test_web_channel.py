from __future__ import annotations

import json
import socket
import sqlite3
import stat
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from server_process import Server
from web_client import WebClient

from benchmarks.web_soak import soak

SITE = "https://newsroom.example"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("web"),
        allowed_origins=[SITE],
        messages_per_minute=60,
        sessions_per_minute=10_000,
        requests_per_minute=10_000,
    )
    running.wait()
    yield running
    running.stop()


def stored(server: Server, session: str) -> list[str]:
    with sqlite3.connect(server.database) as database:
        return [
            row[0]
            for row in database.execute(
                "select data from events where sender_id = ?", (f"web:{session}",)
            )
        ]


# --- sessions -------------------------------------------------------------------------------


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


# --- messages -------------------------------------------------------------------------------


def test_a_reply_carries_its_record(web: Server) -> None:
    answer = WebClient(web).say("how many detention visits were there?", "first-message")
    assert answer["client_message_id"] == "first-message"
    first = answer["messages"][0]
    assert first["id"] == "first-message.0"
    assert (first["role"], first["lang"]) == ("assistant", "en")
    reply = first["reply"]
    assert reply["status"] == "answered"
    assert reply["answer"] == "The ICRC made 1,376 detention visits."
    assert reply["facts"][0]["key"] == "detention_visits"
    assert reply["figures"] == [{"display": "1,376", "label": "detention visits"}]
    assert reply["source"]["citation"].startswith("Source: ICRC")
    assert all(set(suggestion) == {"id", "title"} for suggestion in reply["suggestions"])
    assert "proof" not in reply


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("how many families of missing people were supported", ["3,000+"]),
        ("how many servicemen were trained", ["tens of thousands"]),
        ("so 900 detention visits?", ["1,376"]),
        ("how many visits, families helped and TB patients?", ["1,376", "3,000+", "2,700"]),
        ("what was done for water", []),
        ("what are the key figures", []),
        ("how many schools did you repair", []),
        ("my brother never came back from the war", []),
    ],
)
def test_only_headline_figures_are_shown_large(
    web: Server, question: str, shown: list[str]
) -> None:
    reply = WebClient(web).say(question)["messages"][0]["reply"]
    assert [figure["display"] for figure in reply["figures"]] == shown


def test_context_is_kept_and_history_is_what_was_said(web: Server) -> None:
    client = WebClient(web)
    said = [client.say("How many inmates got TB treatment?"), client.say("is that number exact?")]
    assert "2,700" in said[1]["messages"][0]["text"]
    expected = [*client.begun["messages"]]
    for answer in said:
        expected += [answer["asked"], *answer["messages"]]
    assert client.history() == expected


def test_answers_stream_as_server_sent_events(web: Server) -> None:
    client = WebClient(web)
    identifier = uuid.uuid4().hex
    content = {"client_message_id": identifier, "text": "how many detention visits?"}
    response = client.post(content, headers={"accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    blocks = [block.split("\n") for block in response.content.decode().strip().split("\n\n")]
    events = [(lines[0][7:], json.loads(lines[1][6:])) for lines in blocks]
    assert [name for name, _ in events] == ["typing", "message", "done"]
    repeated = client.post(content).json()
    assert [content for name, content in events if name == "message"] == repeated["messages"]


# --- once -----------------------------------------------------------------------------------


def test_a_repeated_message_gets_the_same_reply_once(web: Server) -> None:
    client = WebClient(web)
    first = client.say("How many inmates got TB treatment?", "the-same-id")
    client.say("and how many visits to detainees?")
    assert client.say("How many inmates got TB treatment?", "the-same-id") == first
    assert sum(message["role"] == "user" for message in client.history()) == 2


def test_the_same_message_twice_at_once_is_answered_once(web: Server) -> None:
    client = WebClient(web)
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: client.say("how many detention visits?", "all-at-once"), range(8))
        )
    assert all(answer == answers[0] for answer in answers)
    assert sum(message["role"] == "user" for message in client.history()) == 1


def test_a_message_whose_connection_was_cut_is_answered_all_the_same(web: Server) -> None:
    client = WebClient(web)
    body = json.dumps({"client_message_id": "cut-in-the-middle", "text": "detention visits?"})
    head = (
        f"POST /web/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"authorization: {client.headers['authorization']}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", web.port)) as connection:
        connection.sendall((head + body).encode())
    answer = client.say("detention visits?", "cut-in-the-middle")
    assert "1,376" in answer["messages"][0]["text"]
    assert sum(message["role"] == "user" for message in client.history()) == 1


def test_sessions_and_replies_outlive_a_restart(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("restart")
    before = Server(folder)
    before.wait()
    client = WebClient(before)
    ended = WebClient(before)
    said = client.say("how many detention visits?", "before-restart")
    assert ended.request("DELETE", "/web/sessions").status_code == 200
    assert before.stop() == 0
    after = Server(folder)
    after.wait()
    try:
        client._server = ended._server = after
        assert client.say("how many detention visits?", "before-restart") == said
        assert [message["role"] for message in client.history()].count("user") == 1
        assert ended.request("GET", "/web/messages").status_code == 401
    finally:
        after.stop()


# --- apart ----------------------------------------------------------------------------------


def test_two_sessions_share_nothing(web: Server) -> None:
    one, other = WebClient(web), WebClient(web)
    one.say("How many inmates got TB treatment?", "shared-id")
    answer = other.say("is that number exact?", "shared-id")
    assert "2,700" not in answer["messages"][0]["text"]
    assert len(other.history()) < len(one.history()) + 2
    assert all("TB" not in message["text"] for message in other.history())
    assert other.request("DELETE", "/web/sessions").status_code == 200
    assert any("TB" in message["text"] for message in one.history())


def test_other_channels_cannot_reach_a_session(web: Server) -> None:
    client = WebClient(web)
    client.say("How many inmates got TB treatment?")
    before = client.history()
    web.say(f"web:{client.session}", "how many detention visits?")
    assert client.history() == before


def test_suggestions_come_back_by_id_and_in_their_own_session_only(web: Server) -> None:
    client, other = WebClient(web), WebClient(web)
    suggestion = client.begun["messages"][0]["reply"]["suggestions"][1]
    answer = client.send({"suggestion": suggestion["id"]})
    assert answer["asked"]["text"] == suggestion["title"]
    assert answer["messages"][0]["reply"]["status"] == "answered"
    for identifier in (suggestion["id"], "", "/restart", "x.y", "\u00e9", "\ud800"):
        content = {"client_message_id": uuid.uuid4().hex, "suggestion": identifier}
        response = other.post(content)
        assert response.status_code == 400
        assert "not offered" in response.json()["detail"]


@pytest.mark.parametrize("text", ["/restart", "/ask_detention{}", "//session_start"])
def test_commands_of_rasa_are_not_obeyed(web: Server, text: str) -> None:
    client = WebClient(web)
    response = client.post({"client_message_id": uuid.uuid4().hex, "text": text})
    assert response.status_code == 400
    assert len(client.history()) == 1


# --- forget me ------------------------------------------------------------------------------


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


# --- thumbs ---------------------------------------------------------------------------------


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


# --- origins --------------------------------------------------------------------------------


def test_listed_sites_may_ask_and_read(web: Server) -> None:
    preflight = requests.options(
        f"{web.url}/web/messages",
        headers={"origin": SITE, "access-control-request-method": "POST"},
        timeout=10,
    )
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == SITE
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    response = WebClient(web).request("GET", "/web/messages", headers={"origin": SITE})
    assert response.headers["access-control-allow-origin"] == SITE
    assert "access-control-allow-credentials" not in response.headers
    assert "origin" in response.headers["vary"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://elsewhere.example",
        "http://newsroom.example",
        f"{SITE}.evil.example",
        f"{SITE}:444",
        "null",
        "",
        "127.0.0.1",
    ],
)
def test_other_sites_are_refused_in_plain_words(web: Server, origin: str) -> None:
    for method, path in (("OPTIONS", "/web/messages"), ("POST", "/web/sessions")):
        response = requests.request(
            method, web.url + path, headers={"origin": origin}, json={}, timeout=10
        )
        assert response.status_code == 403
        assert "allowed_origins" in response.json()["detail"]
    response = requests.get(f"{web.url}/web/terms", headers={"origin": origin}, timeout=10)
    assert response.status_code == 403
    assert "texts" not in response.json()


def test_the_own_site_is_always_allowed(web: Server) -> None:
    response = requests.post(f"{web.url}/web/sessions", headers={"origin": web.url}, timeout=10)
    assert response.status_code == 201


# --- limits and odd input -------------------------------------------------------------------


def test_a_session_has_its_share_and_others_theirs(web: Server) -> None:
    client = WebClient(web)
    statuses = []
    for _ in range(61):
        response = client.post({"client_message_id": uuid.uuid4().hex, "text": "thanks"})
        statuses.append(response.status_code)
    assert statuses == [200] * 60 + [429]
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert response.headers["content-type"] == "application/problem+json"
    assert WebClient(web).say("thanks")


def test_an_address_has_its_share(tmp_path_factory: pytest.TempPathFactory) -> None:
    small = Server(tmp_path_factory.mktemp("small"), requests_per_minute=12, sessions_per_minute=3)
    small.wait()
    try:
        begun = [small.post("/web/sessions", {}).status_code for _ in range(4)]
        asked = [requests.get(f"{small.url}/web/terms", timeout=10).status_code for _ in range(9)]
    finally:
        small.stop()
    assert begun == [201, 201, 201, 429]
    assert asked == [200] * 8 + [429]


@pytest.mark.parametrize(
    "change",
    [
        {"client_message_id": None},
        {"client_message_id": "short"},
        {"client_message_id": "x" * 65},
        {"client_message_id": "with a space"},
        {"client_message_id": "with.a.dot"},
        {"client_message_id": 12345678},
        {"text": None},
        {"text": 7},
        {"text": ["hello"]},
        {"text": ""},
        {"text": " \n\u0000"},
        {"text": "x" * 1001},
        {"language": "xx"},
        {"language": None},
        {"language": ["en"]},
        {"suggestion": "x"},
    ],
)
def test_bad_messages_are_refused_with_a_problem_document(
    web: Server, change: dict[str, Any]
) -> None:
    content = {"client_message_id": uuid.uuid4().hex, "text": "hello", **change}
    response = WebClient(web).post(content)
    assert 400 <= response.status_code < 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]


@pytest.mark.parametrize("path", ["/web/messages", "/web/feedback", "/web/sessions"])
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 20_000, "application/json"),
        (b"null", "application/json"),
        (b'"text"', "application/json"),
        (b'{"text": "hello"}', "text/plain"),
        (b"a=b", "application/x-www-form-urlencoded"),
    ],
)
def test_bad_bodies_are_refused(web: Server, path: str, body: bytes, content_type: str) -> None:
    response = WebClient(web).request(
        "POST", path, data=body, headers={"content-type": content_type}
    )
    assert 400 <= response.status_code < 500
    assert response.json()["status"] == response.status_code


def test_personal_details_are_removed_and_shown_removed(web: Server) -> None:
    client = WebClient(web)
    answer = client.say("write to someone@example.org about detention visits")
    assert "someone@example.org" not in answer["asked"]["text"]
    assert "someone@example.org" not in " ".join(stored(web, client.session))


def test_the_terms_say_what_holds_before_anything_is_kept(web: Server) -> None:
    terms = requests.get(f"{web.url}/web/terms?language=en", timeout=10).json()
    assert terms["retention_hours"] == 24
    assert terms["most_characters"] == 1000
    assert "{hours}" in terms["texts"]["notice_stored"]
    assert "familylinks.icrc.org" in terms["contacts"]
    unknown = requests.get(f"{web.url}/web/terms?language=xx", timeout=10).json()
    assert unknown["language"] == "en"


def test_conversations_side_by_side_with_cut_connections(web: Server) -> None:
    outcomes = soak(web.url, sessions=5, messages=8, cut_share=0.4)
    assert sum(outcome.cut for outcome in outcomes) > 0
    assert [(one.wrong, one.lost, one.doubled) for one in outcomes] == [(0, 0, 0)] * 5
