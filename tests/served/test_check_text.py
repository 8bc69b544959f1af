"""Checking a text over HTTP: the page without JavaScript, and the API."""

from __future__ import annotations

import pytest
import requests
from press_outputs import Page, unproven
from server_process import Server

from bot.facts import FactSheet, load_fact_sheet
from bot.settings import load_settings

ARTICLE = (
    "The Red Cross made 1,400 detention visits, zebrafinch.\nIt supported 3,000 families of the missing "
    "and registered 4,000 missing persons. <b>Tickets</b> cost 50 euros."
)
MOST = load_settings().most_characters_checked


@pytest.fixture(scope="module")
def sheet() -> FactSheet:
    return load_fact_sheet()


def send(server: Server, text: str) -> requests.Response:
    return requests.post(f"{server.url}/press/check", data={"text": text}, timeout=30)


def test_the_form_sends_the_text_in_the_body(server: Server) -> None:
    response = requests.get(f"{server.url}/press/check", timeout=20)
    assert response.status_code == 200
    assert '<form method="post" action="/press/check"' in response.text
    assert "it is not kept, not logged and never part of an address" in response.text
    head = requests.head(f"{server.url}/press/check", timeout=20)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == response.headers["etag"]


def test_a_text_comes_back_marked(server: Server) -> None:
    response = send(server, ARTICLE)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    for part in (
        '<mark class="differs" id="place-1">1,400</mark>',
        '<mark class="qualifier_lost" id="place-2">3,000</mark>',
        '<mark class="as_in_source">4,000</mark>',
        "&lt;b&gt;Tickets&lt;/b&gt; cost 50 euros.",
        'href="/press/figures/detention_visits"',
        "2 places to correct.",
        "<title>2 places to correct – Check a text</title>",
    ):
        assert part in response.text, part
    # What was pasted is not put back into the box, so that it does not stay in the page's form.
    assert 'required autocomplete="off" aria-describedby="text-hint"></textarea>' in response.text


def test_every_number_of_ours_on_the_result_is_a_figure(server: Server, sheet: FactSheet) -> None:
    shown = Page(send(server, ARTICLE).text)
    # How many places there are to correct stands in the page's title as well.
    text = shown.text.replace("2 places to correct", "")
    assert unproven(text, sheet, sheet.facts.values(), server.url) == []


def test_nothing_of_a_text_is_logged_or_kept(server: Server) -> None:
    send(server, ARTICLE)
    server.post("/api/v1/check", {"text": ARTICLE})
    kept = [path for path in server.log.parent.rglob("*") if path.is_file()]
    assert server.log in kept
    for path in kept:
        assert b"zebrafinch" not in path.read_bytes(), path


def test_a_text_too_long_or_empty_is_refused_in_plain_words(server: Server) -> None:
    longest = "é" * MOST
    assert send(server, longest).status_code == 200
    response = send(server, longest + "x")
    assert response.status_code == 413
    assert (
        f"The text has {MOST + 1:,} characters; at most {MOST:,} can be checked at once."
        in response.text
    )
    for text in ("", " \r\n "):
        response = send(server, text)
        assert response.status_code == 400
        assert "There is no text to check." in response.text
    other = requests.post(f"{server.url}/press/check", data=b"{}", timeout=20)
    assert other.status_code == 415
    assert "application/x-www-form-urlencoded" in other.text


def test_the_api_marks_the_same_places(server: Server) -> None:
    answer = server.post("/api/v1/check", {"text": ARTICLE})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    content = answer.json()
    for mark in content["marks"]:
        assert ARTICLE[mark["start"] : mark["end"]] == mark["text"]
    assert [(mark["text"], mark["verdict"], mark["fact"]) for mark in content["marks"]] == [
        ("1,400", "differs", "detention_visits"),
        ("3,000", "qualifier_lost", "missing_families_supported"),
        ("4,000", "as_in_source", "missing_registered"),
    ]
    assert content["marks"][1]["display"] == "3,000+"
    assert content["marks"][0]["permalink"] == f"{server.url}/press/figures/detention_visits"
    assert content["counts"]["differs"] == 1
    assert content["characters"] == len(ARTICLE)


def test_what_the_api_cannot_check_it_refuses(server: Server) -> None:
    for content, status in (
        ({}, 400), ({"text": 5}, 400), ({"text": "\n"}, 400), ({"text": "a" * (MOST + 1)}, 413),
        ({"text": "a", "language": "xx"}, 400), ({"text": "The ICRC did \ud800 it."}, 400),
    ):  # fmt: skip
        response = server.post("/api/v1/check", content)
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
    text = requests.post(f"{server.url}/api/v1/check", data="text=a", timeout=20)
    assert text.status_code == 415
