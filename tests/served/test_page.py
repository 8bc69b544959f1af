from __future__ import annotations

import requests
from server_process import Server


def test_the_page_can_be_used_without_javascript(server: Server) -> None:
    page = requests.get(server.url, timeout=10)
    assert page.status_code == 200
    assert "<form" in page.text
    assert page.text.count("<script") == 1
    assert page.text.index("<fact-assistant") < page.text.index("<form")
    assert page.text.index("</form>") < page.text.index("</fact-assistant>")
    assert "automated assistant" in page.text


def test_a_question_typed_in_is_answered_on_the_page(server: Server) -> None:
    page = requests.post(
        server.url, data={"question": "how many jail visits took place"}, timeout=10
    )
    assert "1,376" in page.text
    assert "<script" not in page.text
    assert "Source: ICRC" in page.text


def test_a_link_may_fill_the_question_in_and_asks_nothing(server: Server) -> None:
    page = requests.get(server.url, params={"question": ' "><b>visits '}, timeout=10)
    assert page.status_code == 200
    assert 'value="&#34;&gt;&lt;b&gt;visits"' in page.text
    assert "<script" not in page.text
    assert "<fact-assistant" not in page.text
    assert 'class="answer"' not in page.text


def test_what_is_typed_in_is_shown_as_text_only(server: Server) -> None:
    attack = "<img src=x onerror=alert(1)> detention visits"
    page = requests.post(server.url, data={"question": attack}, timeout=10)
    assert "<img" not in page.text
    assert "&lt;img" in page.text


def test_an_empty_question_is_said_to_be_empty(server: Server) -> None:
    for form in ({"question": "  "}, {}):
        page = requests.post(server.url, data=form, timeout=10)
        assert page.status_code == 400
        assert "The question is empty" in page.text or "must be a text" in page.text


def test_the_page_allows_nothing_from_elsewhere(server: Server) -> None:
    headers = requests.get(server.url, timeout=10).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers
    page = requests.get(server.url, timeout=10).text
    assert "http://" not in page
    assert "https://" not in page


def test_the_style_sheet_is_served(server: Server) -> None:
    response = requests.get(f"{server.url}/static/page.css", timeout=10)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/css")
    assert requests.get(f"{server.url}/static/../server.py", timeout=10).status_code == 404
