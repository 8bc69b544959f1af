"""WCAG 2.2 AA as far as it can be measured: axe-core, reflow, target sizes, colours, motion, direction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from server_process import Server
from surroundings import Site, Watch
from widget_page import WidgetPage

from bot.channels.widget import embed_snippet

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = [(320, 640), (1280, 900)]
NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, watch: Watch) -> Iterator[NewPage]:
    made: list[BrowserContext] = []

    def make(width: int = 1280, height: int = 900, **options: str) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        made.append(context)
        watch.over(context)
        return context.new_page()

    yield make
    for context in made:
        context.close()


def no_violations(page: Page) -> None:
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    found = Axe().run(page, options=options).response
    assert found["passes"], "axe looked at nothing"
    problems = [
        f"{violation['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert problems == []


def no_sideways_scrolling(page: Page) -> None:
    wide = page.evaluate(
        """() => {
          const root = document.querySelector("fact-assistant").shadowRoot;
          const inside = [...root.querySelectorAll(".window, .log")];
          return [document.documentElement, ...inside]
            .filter((element) => element.scrollWidth > element.clientWidth + 1)
            .map((element) => element.className || element.localName);
        }"""
    )
    assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_page_has_no_violations(
    web: Server, new_page: NewPage, scheme: str, width: int, height: int
) -> None:
    page = new_page(width, height, color_scheme=scheme)
    widget = WidgetPage(page).open(web.url)
    no_violations(page)
    for question in (
        "how many visits, families helped and TB patients?",
        "what are the key figures",
        "my brother never came back from the war",
        "how many detention visits?",
    ):
        widget.ask(question)
    page.locator("fact-assistant .thumb").last.click()
    expect(page.locator("fact-assistant [aria-pressed=true]")).to_have_count(1)
    no_violations(page)
    no_sideways_scrolling(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_widget_has_no_violations_closed_and_open(
    new_page: NewPage, site_with_widget: str, scheme: str, width: int, height: int
) -> None:
    page = new_page(width, height, color_scheme=scheme)
    page.goto(site_with_widget)
    widget = WidgetPage(page)
    expect(widget.launcher).to_be_visible()
    no_violations(page)
    no_sideways_scrolling(page)
    widget.launcher.click()
    widget.greeted()
    no_violations(page)
    widget.ask("how many families of missing people were supported?")
    page.route("**/web/messages", lambda route: route.abort())
    widget.input.fill("how many detention visits?")
    widget.input.press("Enter")
    expect(widget.trouble).to_contain_text("No connection")
    no_violations(page)
    no_sideways_scrolling(page)


def test_the_frame_and_the_answer_without_javascript_have_no_violations(
    web: Server, new_page: NewPage
) -> None:
    page = new_page(320, 640)
    WidgetPage(page).open(f"{web.url}/widget/frame")
    no_violations(page)
    no_sideways_scrolling(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_frame_in_place_of_the_widget_has_no_violations(
    web: Server, new_page: NewPage, scheme: str
) -> None:
    page = new_page(320, 640, color_scheme=scheme)
    headers = {"sec-fetch-dest": "iframe", "referer": "https://elsewhere.example/"}
    page.route(
        "**/widget/frame", lambda route: route.fulfill(response=route.fetch(headers=headers))
    )
    page.goto(f"{web.url}/widget/frame")
    expect(page.get_by_role("link")).to_be_visible()
    no_violations(page)
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wider)


@pytest.mark.parametrize("accent", ["#ffd400", "#7a0019", "rgb(118, 118, 118)", "white", "black"])
def test_any_accent_is_readable(web: Server, new_page: NewPage, site: Site, accent: str) -> None:
    page = new_page()
    snippet = embed_snippet(web.url).replace(
        "<fact-assistant>", f'<fact-assistant accent="{accent}">'
    )
    widget = WidgetPage(page).open(site.page(snippet))
    widget.ask("how many detention visits?")
    no_violations(page)


def test_every_target_is_large_enough(web: Server, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    widget = WidgetPage(page).open(web.url)
    widget.ask("how many detention visits?")
    widget.ask("how many visits, families helped and TB patients?")
    expect(page.locator("fact-assistant .checks a, fact-assistant .rows a")).to_have_count(4)
    small = page.evaluate(
        """() => [...document.querySelector("fact-assistant").shadowRoot.querySelectorAll("button, textarea, .checks a, .rows a")]
          .filter((one) => one.checkVisibility())
          .filter((button) => button.getBoundingClientRect().height < 24 || button.getBoundingClientRect().width < 24)
          .map((button) => button.className)"""
    )
    assert small == []


def test_text_at_200_percent_is_all_there(web: Server, new_page: NewPage) -> None:
    # Twice the size on a 1280 px screen leaves 640 by 360 CSS pixels, and large text on top of it.
    page = new_page(640, 360)
    widget = WidgetPage(page).open(web.url)
    larger = {"fontSizes": {"standard": 32, "fixed": 26}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", larger)
    widget.ask("how many families of missing people were supported?")
    no_sideways_scrolling(page)
    for part in (".send", ".number", ".source"):
        page.locator(f"fact-assistant {part}").last.scroll_into_view_if_needed()
        expect(page.locator(f"fact-assistant {part}").last).to_be_in_viewport()


def test_motion_stops_where_it_is_not_wanted(web: Server, new_page: NewPage) -> None:
    page = new_page(reduced_motion="reduce")
    widget = WidgetPage(page).open(web.url)
    page.route("**/web/messages", lambda route: route.abort())
    widget.input.fill("how many detention visits?")
    widget.input.press("Enter")
    dots = page.locator("fact-assistant .typing span").first
    assert dots.evaluate("dot => getComputedStyle(dot).animationName") == "none"


def test_forced_colours_keep_every_edge(web: Server, new_page: NewPage) -> None:
    page = new_page(forced_colors="active")
    widget = WidgetPage(page).open(web.url)
    widget.ask("how many detention visits?")
    for part in (".user", ".body", ".send"):
        colour = page.locator(f"fact-assistant {part}").last.evaluate(
            "element => getComputedStyle(element).borderTopColor"
        )
        assert colour not in ("rgba(0, 0, 0, 0)", "transparent")


def test_right_to_left_is_the_mirror_image(web: Server, page: Page, site_with_widget: str) -> None:
    def mirror(route: Route) -> None:
        terms = {**route.fetch().json(), "direction": "rtl"}
        headers = {"access-control-allow-origin": "*"}
        route.fulfill(body=json.dumps(terms), content_type="application/json", headers=headers)

    page.route("**/web/terms*", mirror)
    widget = WidgetPage(page)
    page.goto(site_with_widget)
    page.evaluate("document.documentElement.dir = 'rtl'")
    widget.launcher.click()
    widget.greeted()
    widget.ask("how many detention visits?")
    window = page.locator("fact-assistant dialog").bounding_box()
    assert window is not None
    assert window["x"] < 640
    close = widget.button("Close").bounding_box()
    assert close is not None
    assert close["x"] < window["x"] + window["width"] / 2
    asked = widget.users.first.bounding_box()
    assert asked is not None
    assert asked["x"] < window["x"] + window["width"] / 3
    no_sideways_scrolling(page)
