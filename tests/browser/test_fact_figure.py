"""`<fact-figure>` on another site, in a real browser, under a strict policy and without any."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from press_browser import press_url
from surroundings import Site, Watch

from bot.press.addresses import Site as PressSite
from bot.press.embed import embed_snippet
from bot.press.press import press_for, show

__all__ = ["press_url"]

PRESS = press_for("en")
FACT = PRESS.sheet.facts["missing_families_supported"]
SHOWN = show(PRESS, FACT)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Site]:
    running = Site(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def watched(
    browser: Browser, press_url: str, elsewhere: Site
) -> Iterator[tuple[BrowserContext, Watch]]:
    watch = Watch({press_url, elsewhere.url})
    context = browser.new_context(viewport={"width": 320, "height": 640})
    watch.over(context)
    yield context, watch
    context.close()


@pytest.fixture
def snippet(press_url: str) -> str:
    return embed_snippet(PRESS, PressSite(press_url), FACT)


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    return page


def test_a_figure_is_shown_with_qualifier_label_source_and_version(
    watched: tuple[BrowserContext, Watch], elsewhere: Site, press_url: str, snippet: str
) -> None:
    context, watch = watched
    policy = f"default-src 'none'; script-src {press_url}; connect-src {press_url}"
    page = opened(context, elsewhere.page(snippet, policy))
    figure = page.locator("fact-figure figure")
    for text in (SHOWN.display, SHOWN.caption, SHOWN.qualifier, "Source: ICRC", "Version 1,"):
        expect(figure).to_contain_text(text)
    link = figure.get_by_role("link", name="Check this figure")
    assert link.get_attribute("href") == f"{press_url}/press/figures/{FACT.key}"
    expect(figure.locator(".changed")).to_have_count(0)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response
    assert found["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    watch.nothing_happened(context)


@pytest.mark.parametrize(
    ("figure_since", "wording_since", "said"),
    [
        (2, 0, "This figure has changed since version 1"),
        (0, 3, "The wording has changed since version 1"),
        (2, 3, "This figure has changed since version 1"),
        (1, 1, ""),
    ],
)
def test_it_is_said_when_the_figure_has_changed(
    watched: tuple[BrowserContext, Watch], elsewhere: Site, snippet: str,
    figure_since: int, wording_since: int, said: str,
) -> None:  # fmt: skip
    context, watch = watched
    page = context.new_page()

    def newer(route: Route) -> None:
        answer = route.fetch()
        changed = {"figure_since": figure_since, "wording_since": wording_since}
        route.fulfill(response=answer, body=json.dumps({**answer.json(), **changed}))

    page.route("**/press/embed/figures/*", newer)
    page.goto(elsewhere.page(snippet), wait_until="networkidle")
    changed = page.locator("fact-figure .changed")
    expect(page.locator("fact-figure .display")).to_have_text(SHOWN.display)
    if said:
        expect(changed).to_contain_text(said)
    else:
        expect(changed).to_have_count(0)
    watch.nothing_happened(context)


def test_the_link_stays_where_the_figure_cannot_be_had(
    watched: tuple[BrowserContext, Watch], elsewhere: Site, snippet: str
) -> None:
    context, _ = watched
    page = context.new_page()
    page.route("**/press/embed/figures/*", lambda route: route.abort())
    page.goto(elsewhere.page(snippet), wait_until="networkidle")
    expect(page.get_by_role("link")).to_be_visible()
    expect(page.get_by_role("link")).to_contain_text(SHOWN.display)


def test_another_version_of_the_file_is_not_run_and_the_newest_is_without_a_hash(
    watched: tuple[BrowserContext, Watch], elsewhere: Site, press_url: str, snippet: str
) -> None:
    context, _ = watched
    older = re.sub(r"/embed/[0-9a-f]+/", "/embed/0123456789abcdef/", snippet).replace(
        "sha384-", "sha384-x"
    )
    page = opened(context, elsewhere.page(older))
    expect(page.get_by_role("link")).to_contain_text(SHOWN.display)
    assert page.evaluate("customElements.get('fact-figure') === undefined")
    newest = re.sub(r'/embed/[^"]+" integrity="[^"]+"', '/embed/fact-figure.js"', snippet)
    page = opened(context, elsewhere.page(newest))
    expect(page.locator("fact-figure .display")).to_have_text(SHOWN.display)


def test_without_scripts_the_link_is_shown(browser: Browser, elsewhere: Site, snippet: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = opened(context, elsewhere.page(snippet))
    expect(page.get_by_role("link")).to_be_visible()
    context.close()


def test_another_key_shows_another_figure(
    watched: tuple[BrowserContext, Watch], elsewhere: Site, snippet: str
) -> None:
    context, watch = watched
    page = opened(context, elsewhere.page(snippet))
    other = show(PRESS, PRESS.sheet.facts["tb_treated"])
    page.evaluate("document.querySelector('fact-figure').setAttribute('key', 'tb_treated')")
    expect(page.locator("fact-figure .display")).to_have_text(other.display)
    watch.nothing_happened(context)
