"""The page that other sites show in a frame: for listed sites the widget, for others a plain page."""

from __future__ import annotations

import pytest
import requests
from press_outputs import Page
from server_process import Server
from web_client import SITE

OTHER = "https://elsewhere.example/article?id=1"


def frame(server: Server, **headers: str) -> requests.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(f"{server.url}/widget/frame", headers=sent, timeout=10)


def ancestors(response: requests.Response) -> str:
    policy = response.headers["content-security-policy"]
    return policy.partition("frame-ancestors ")[2].partition(";")[0]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_dest": "iframe", "referer": f"{SITE}/article"},
        # A browser that does not say where, and one that opens the page by itself: the policy decides.
        {"sec_fetch_dest": "iframe"},
        {"sec_fetch_dest": "iframe", "referer": "http://["},
        {"sec_fetch_dest": "document", "referer": OTHER},
        {"referer": OTHER},
    ],
)
def test_the_widget_is_framed_by_listed_sites_only(web: Server, headers: dict[str, str]) -> None:
    response = frame(web, **headers)
    assert response.status_code == 200
    assert "<fact-assistant" in response.text
    assert ancestors(response) == f"'self' {SITE}"


def test_the_own_pages_may_show_it_behind_a_proxy_too(web: Server) -> None:
    own = web.url.replace("http://", "https://")
    response = frame(web, sec_fetch_dest="iframe", referer=f"{own}/somewhere")
    assert "<fact-assistant" in response.text


@pytest.mark.parametrize("dest", ["iframe", "frame", "embed", "object"])
@pytest.mark.parametrize("site", [OTHER, f"{SITE}.evil.example/", f"{SITE}:444/", "null://x/"])
def test_elsewhere_there_is_one_link_and_nothing_else_to_act_on(
    web: Server, dest: str, site: str
) -> None:
    response = frame(web, sec_fetch_dest=dest, referer=site)
    assert response.status_code == 403
    assert ancestors(response) == "*"
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'; style-src 'self'; form-action 'none'" in policy
    assert "script-src" not in policy
    assert response.headers["cache-control"] == "no-store"
    page = Page(response.text)
    assert set(page.tags) == {"html", "head", "meta", "title", "link", "body", "main", "p", "a"}
    assert (page.addresses, page.links) == (["/static/frame.css"], ["/press"])
    assert '<a href="/press" target="_blank" rel="noopener noreferrer">' in response.text
    assert "allowed_origins" not in " ".join(page.texts)
    assert "allowed_origins" in response.text
