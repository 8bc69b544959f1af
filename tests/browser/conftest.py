"""A real browser for the tests: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from server_process import Server
from surroundings import Site, Watch
from widget_page import Host, WidgetPage

from benchmarks.processes import CHROMIUM_MISSING, find_chromium, free_port
from bot.channels.widget import embed_snippet


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is."""
    found = find_chromium()
    if found is None:
        # In CI a missing browser is a failure: .ci/run installs it.
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(CHROMIUM_MISSING)
    return str(found)


# Not for the whole run: while Playwright is at work no other test can start an event loop.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def listed_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def web(
    tmp_path_factory: pytest.TempPathFactory, chromium: str, listed_port: int
) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("browser"),
        allowed_origins=[f"http://127.0.0.1:{listed_port}"],
        messages_per_minute=1000,
        sessions_per_minute=1000,
        requests_per_minute=10_000,
    )
    running.wait()
    yield running
    running.stop()


@pytest.fixture
def watch(web: Server) -> Watch:
    return Watch({web.url})


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(15_000)
    watch.over(made)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def site(tmp_path: Path, listed_port: int) -> Iterator[Site]:
    """Another site, on the list of those that may embed the widget."""
    running = Site(tmp_path, listed_port)
    yield running
    running.stop()


@pytest.fixture
def site_with_widget(site: Site, web: Server, watch: Watch) -> str:
    """Its page with the widget, put there by the snippet of the README."""
    watch.hosts.add(site.url)
    return site.page(embed_snippet(web.url))


@pytest.fixture
def host(page: Page, site: Site, web: Server) -> Host:
    """Opens a page of another site with the widget in it; scripts of the page come before the widget's."""

    def open_(
        style: str = "",
        before: str = "",
        script: str = "",
        attributes: str = "",
        around: str = "{}",
    ) -> WidgetPage:
        snippet = embed_snippet(web.url).replace("<fact-assistant", f"<fact-assistant {attributes}")
        tag, _, element = snippet.partition("</script>")
        body = f"<style>{style}</style>{before}<script>{script}</script>{tag}</script>{around.format(element)}"
        page.goto(site.page(body))
        return WidgetPage(page)

    return open_
