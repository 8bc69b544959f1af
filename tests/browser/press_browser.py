"""A browser and a running server for the tests of the press page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
)
from server_process import Server

# Tells of what the policy forbids, even where nobody looks at the console.
_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def press_url(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    running = Server(tmp_path_factory.mktemp("press"))
    running.wait()
    yield running.url
    running.stop()


def errors(said: ConsoleMessage, expected: str, wrong: list[str]) -> None:
    """Keeps what the console says is wrong, unless it is what the test is about."""
    if said.type == "error" and expected not in said.text:
        wrong.append(said.text)


@pytest.fixture
def open_page(browser: Browser, press_url: str) -> Iterator[Open]:
    """Opens a page; when the test ends, nothing may have been forbidden, fetched elsewhere, failed or kept."""
    opened: list[tuple[BrowserContext, Page, list[str]]] = []

    def open_(path: str, expected: str = "nothing", **settings: Any) -> Page:
        context = browser.new_context(**settings)
        context.add_init_script(_WATCH)
        page = context.new_page()
        wrong: list[str] = []

        def watch(request: Request) -> None:
            if not request.url.startswith((press_url, "blob:", "data:")):
                wrong.append(f"another host: {request.url}")

        page.on("request", watch)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("console", lambda said: errors(said, expected, wrong))
        page.goto(press_url + path, wait_until="networkidle")
        opened.append((context, page, wrong))
        return page

    yield open_
    for context, page, wrong in opened:
        violations = page.evaluate("window.violations ?? []")
        cookies = context.cookies()
        context.close()
        assert wrong == []
        assert violations == []
        assert cookies == []
