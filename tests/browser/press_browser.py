"""A browser and a running server for the tests of the press page."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")
# Tells of what the policy forbids, even where nobody looks at the console.
_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""

Open = Callable[..., Page]


def _served() -> Any:
    """The module that starts servers for tests/served; not imported by name, since `conftest` is several."""
    path = Path(__file__).resolve().parents[1] / "served" / "conftest.py"
    spec = importlib.util.spec_from_file_location("served_conftest", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def press_chromium() -> Iterator[Browser]:
    if CHROMIUM is None and not IN_CI:
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def press_url(press_chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    served = _served()
    running = served.Server(tmp_path_factory.mktemp("press"))
    running.wait()
    yield running.url
    running.stop()


def errors(said: ConsoleMessage, expected: str, wrong: list[str]) -> None:
    """Keeps what the console says is wrong, unless it is what the test is about."""
    if said.type == "error" and expected not in said.text:
        wrong.append(said.text)


@pytest.fixture
def open_page(press_chromium: Browser, press_url: str) -> Iterator[Open]:
    """Opens a page; when the test ends, nothing may have been forbidden, fetched elsewhere, failed or kept."""
    opened: list[tuple[BrowserContext, Page, list[str]]] = []

    def open_(path: str, expected: str = "nothing", **settings: Any) -> Page:
        context = press_chromium.new_context(**settings)
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
