from __future__ import annotations

import uuid
from typing import Any

import pytest
import requests
from server_process import Server
from web_client import SITE, WebClient, stored


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
