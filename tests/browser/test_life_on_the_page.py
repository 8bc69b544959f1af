"""Widgets that are doubled, moved, taken out and put back: one conversation, always to be reached and forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from server_process import Server
from surroundings import Site
from test_conversation import user_events
from widget_page import Host, WidgetPage, hold

from bot.channels.widget import embed_snippet

QUESTION = "how many detention visits?"
TWO = "<div id=one>{}</div><div id=two><fact-assistant mode=inline></fact-assistant></div>"
MOVE = "document.querySelector('#there').append(document.querySelector('fact-assistant'))"
PLACES = "<p style='height: 3000px'>An article.</p><div id=here>{}</div><div id=there></div>"
OVERFLOW = "getComputedStyle(document.documentElement).overflowY"


def log_of(page: Page, place: str) -> Any:
    return page.locator(f"{place} fact-assistant .log")


def test_two_widgets_show_one_conversation_and_either_forgets_it(
    host: Host, web: Server, page: Page
) -> None:
    begun = []
    page.on(
        "request",
        lambda request: (
            begun.append(request.method) if request.url.endswith("/web/sessions") else None
        ),
    )
    before = user_events(web)
    host(around=TWO)
    inline = page.locator("#two fact-assistant")
    inline.locator("textarea").fill(QUESTION)
    inline.locator("textarea").press("Enter")
    expect(inline.locator(".assistant")).to_contain_text("1,376")
    page.locator("#one fact-assistant .launcher").click()
    one = page.locator("#one fact-assistant")
    expect(one.locator(".assistant")).to_contain_text("1,376")
    one.locator("textarea").fill("is that number exact?")
    one.locator("textarea").press("Enter")
    for place in ("#one", "#two"):
        expect(page.locator(f"{place} fact-assistant .assistant")).to_have_count(2)
        expect(page.locator(f"{place} fact-assistant .user")).to_have_count(2)
    assert begun == ["POST"]
    one.get_by_role("button", name="Delete this conversation").click()
    one.locator(".sure").click()
    for place in ("#one", "#two"):
        expect(log_of(page, place)).to_contain_text("was deleted")
        expect(page.locator(f"{place} fact-assistant .user")).to_have_count(0)
    assert user_events(web) == before
    assert page.evaluate("sessionStorage.length") == 0


def test_on_the_next_page_one_widget_reaches_what_was_said_in_two(host: Host, page: Page) -> None:
    widget = host(around=TWO)
    inline = page.locator("#two fact-assistant textarea")
    inline.fill(QUESTION)
    inline.press("Enter")
    expect(page.locator("#two fact-assistant .assistant")).to_contain_text("1,376")
    widget = host()
    widget.launcher.click()
    expect(widget.users).to_have_count(1)
    expect(widget.replies).to_contain_text("1,376")


@pytest.mark.parametrize("width", [320, 1280])
def test_moved_in_the_middle_of_it_everything_goes_on(
    host: Host, web: Server, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    widget = host(
        "html { scroll-behavior: auto }",
        before="<meta name=viewport content='width=device-width'>",
        around=PLACES,
    )
    widget.talk()
    before = user_events(web)
    widget.log.evaluate("log => { log.scrollTop = 40; }")
    page.wait_for_function(
        "() => document.querySelector('fact-assistant').shadowRoot.querySelector('.log').scrollTop === 40"
    )
    widget.log.evaluate(
        "log => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    page.evaluate("scrollTo(0, 500)") if width > 1000 else None
    page.keyboard.type("how many ")
    page.evaluate(MOVE)
    assert widget.log.evaluate("log => log.scrollTop") == 40
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(widget.input).to_be_focused()
    modal = page.locator("fact-assistant dialog").evaluate("dialog => dialog.matches(':modal')")
    assert modal == (width == 320)
    assert page.evaluate(OVERFLOW) == ("hidden" if width == 320 else "visible")
    assert page.evaluate("scrollY") == (0 if width == 320 else 500)
    page.keyboard.type("detention visits?")
    expect(widget.input).to_have_value("how many detention visits?")
    held = hold(page, "**/web/messages")
    page.keyboard.press("Enter")
    expect(widget.typing).to_be_visible()
    page.evaluate(MOVE.replace("there", "here"))
    expect(widget.typing).to_be_visible()
    held().continue_()
    widget.answered()
    expect(widget.users).to_have_count(2)
    assert user_events(web) == before + 1


def test_out_of_the_page_it_sets_the_page_free_and_comes_back_as_it_was(
    host: Host, page: Page
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    widget = host(
        before="<meta name=viewport content='width=device-width'><button id=other>Other</button>",
        around=PLACES,
    )
    widget.talk()
    assert page.evaluate(OVERFLOW) == "hidden"
    page.evaluate("window.kept = document.querySelector('fact-assistant'); kept.remove()")
    assert page.evaluate(OVERFLOW) == "visible"
    page.locator("#other").click()
    expect(page.locator("#other")).to_be_focused()
    page.evaluate("document.querySelector('#here').append(kept)")
    assert page.evaluate(OVERFLOW) == "hidden"
    expect(widget.replies).to_have_count(1)
    expect(widget.button("Close")).to_be_in_viewport()
    widget.button("Close").click()
    assert page.evaluate(OVERFLOW) == "visible"
    assert page.evaluate("document.adoptedStyleSheets.length") == 0
    page.evaluate("kept.remove(); document.querySelector('#here').append(kept)")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(widget.launcher).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_hidden_by_the_page_it_sets_the_page_free(host: Host, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    viewport = "<meta name=viewport content='width=device-width'>"
    widget = host(before=f"{viewport}<button id=other>Other</button>", around=PLACES)
    widget.talk()
    page.evaluate("document.querySelector('#here').style.display = 'none'")
    page.locator("#other").click()
    expect(page.locator("#other")).to_be_focused()
    assert page.evaluate(OVERFLOW) == "visible"
    page.evaluate("document.querySelector('fact-assistant').open()")
    page.locator("#other").click()
    page.evaluate("document.querySelector('fact-assistant').close()")
    page.evaluate("document.querySelector('#here').style.display = ''")
    widget.launcher.click()
    expect(widget.replies).to_have_count(1)


def test_moved_by_a_page_that_keeps_states_it_stays_as_it_is(host: Host, page: Page) -> None:
    widget = host(around=PLACES)
    widget.talk()
    page.keyboard.type("how many ")
    page.evaluate(
        "document.querySelector('#there').moveBefore(document.querySelector('fact-assistant'), null)"
    )
    page.keyboard.type("visits?")
    expect(widget.input).to_have_value("how many visits?")
    page.keyboard.press("Enter")
    expect(widget.users).to_have_count(2)


def test_what_is_asked_is_answered_though_the_widget_is_gone_meanwhile(
    host: Host, web: Server, page: Page
) -> None:
    widget = host()
    widget.talk()
    before = user_events(web)
    held = hold(page, "**/web/messages")
    widget.input.fill(QUESTION)
    widget.input.press("Enter")
    expect(widget.typing).to_be_visible()
    waiting = held()
    # As a router does that swaps the whole page.
    page.evaluate("""() => {
      const body = document.body.cloneNode(true);
      document.documentElement.replaceChild(body, document.body);
    }""")
    with page.expect_response("**/web/messages"):
        waiting.continue_()
    widget.launcher.click()
    expect(widget.replies).to_have_count(2)
    expect(widget.users).to_have_count(2)
    assert user_events(web) == before + 1
    expect(widget.ask("is that number exact?")).to_contain_text("1,376")


def test_mounted_twice_it_is_there_once(host: Host, page: Page) -> None:
    terms = []
    page.on(
        "request",
        lambda request: terms.append(request.url) if "/web/terms" in request.url else None,
    )
    host(around="<div id=root></div><template>{}</template>")
    page.evaluate("""() => {
      const root = document.querySelector("#root");
      const one = document.createElement("fact-assistant");
      root.append(one);
      one.remove();
      root.append(one);
      one.setAttribute("heading", "First");
      one.setAttribute("heading", "Second");
    }""")
    widget = WidgetPage(page)
    expect(widget.launcher).to_have_count(1)
    widget.launcher.click()
    widget.greeted()
    expect(page.get_by_role("dialog", name="Second")).to_be_visible()
    page.keyboard.type("how many visits?")
    expect(widget.input).to_have_value("how many visits?")
    page.keyboard.press("Enter")
    widget.answered()
    expect(widget.users).to_have_count(1)


def listeners(page: Page, of: str) -> list[str]:
    session = page.context.new_cdp_session(page)
    found = session.send("Runtime.evaluate", {"expression": of})["result"]["objectId"]
    on = session.send("DOMDebugger.getEventListeners", {"objectId": found})["listeners"]
    return sorted(one["type"] for one in on)


def test_taken_out_it_listens_to_nothing_any_more(host: Host, page: Page) -> None:
    host(around="<div id=here></div><template>{}</template>")
    page.wait_for_function("Boolean(customElements.get('fact-assistant'))")
    before = listeners(page, "window")
    for _ in range(3):
        page.evaluate(
            "document.querySelector('#here').append(document.createElement('fact-assistant'))"
        )
        widget = WidgetPage(page)
        widget.launcher.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert listeners(page, "window") != before
        page.evaluate("document.querySelector('#here').replaceChildren()")
        assert listeners(page, "window") == before
    assert listeners(page, "document") == []


def test_put_back_it_starts_again_if_it_had_failed(host: Host, page: Page) -> None:
    refused = {
        "body": json.dumps({"detail": "No."}),
        "status": 403,
        "headers": {"access-control-allow-origin": "*"},
    }
    page.route("**/web/terms*", lambda route: route.fulfill(**refused))
    with page.expect_console_message(lambda message: message.type == "warning"):
        widget = host()
    page.unroute("**/web/terms*")
    page.evaluate(
        "const one = document.querySelector('fact-assistant'); one.remove(); document.body.append(one);"
    )
    widget.launcher.click()
    widget.greeted()


def test_attributes_may_change_while_it_runs(host: Host, page: Page) -> None:
    widget = host()
    widget.talk()
    change = "(one, [name, value]) => one.setAttribute(name, value)"
    element = page.locator("fact-assistant")
    element.evaluate(change, ["heading", "Figures"])
    expect(page.get_by_role("dialog", name="Figures")).to_be_visible()
    expect(widget.replies).to_have_count(1)
    element.evaluate(change, ["mode", "inline"])
    expect(page.get_by_role("region", name="Figures")).to_be_visible()
    expect(widget.replies).to_have_count(1)
    expect(widget.launcher).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "height", "opened"),
    [(1280, 900, True), (390, 844, False), (844, 390, False), (320, 640, False)],
)
def test_open_from_the_start_takes_no_focus_and_covers_no_article_on_a_phone(
    host: Host, page: Page, width: int, height: int, opened: bool
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    widget = host(
        before="<meta name=viewport content='width=device-width'><input id=search autofocus>",
        attributes="open",
    )
    expect(widget.page.locator("fact-assistant .window")).to_be_attached()
    expect(page.get_by_role("dialog")).to_have_count(int(opened))
    expect(page.locator("#search")).to_be_focused()
    if opened:
        widget.greeted()
        expect(page.locator("#search")).to_be_focused()
    else:
        expect(widget.launcher).to_be_visible()
    assert page.evaluate(OVERFLOW) == "visible"


def test_open_from_the_start_leaves_the_focus_to_a_page_that_is_not_drawn_yet(
    site: Site, web: Server, page: Page
) -> None:
    style = hold(page, "**/late.css")
    snippet = embed_snippet(web.url).replace("<script", "<script async")
    widget = WidgetPage(page)
    address = site.page(
        "<input id=search autofocus>"
        + snippet.replace("<fact-assistant", "<fact-assistant open")
        + "<link rel=stylesheet href=late.css>"
    )
    page.goto(address, wait_until="commit")
    held = style()
    expect(page.locator("fact-assistant .window")).to_be_attached()
    held.fulfill(content_type="text/css", body="")
    widget.greeted()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("#search")).to_be_focused()


def test_turned_round_the_window_is_over_the_page_or_beside_it(host: Host, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    widget = host(around=PLACES)
    widget.talk()
    page.keyboard.type("so")
    dialog = page.locator("fact-assistant dialog")
    for width, modal in ((390, True), (1280, False), (390, True)):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(
            "modal => document.querySelector('fact-assistant').shadowRoot.querySelector('dialog').matches(':modal') === modal",
            arg=modal,
        )
        expect(dialog).to_be_visible()
        expect(widget.input).to_be_focused()
        assert page.evaluate(OVERFLOW) == ("hidden" if modal else "visible")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(widget.input).to_have_value("so")


def test_a_draft_outlives_closing_a_reload_and_another_widget(host: Host, page: Page) -> None:
    widget = host()
    widget.launcher.click()
    widget.greeted()
    widget.input.fill("how many")
    page.keyboard.press("Escape")
    widget.launcher.click()
    expect(widget.input).to_have_value("how many")
    page.reload()
    widget.launcher.click()
    expect(widget.input).to_have_value("how many")
    widget.input.press("End")
    page.keyboard.type(" detention visits?")
    page.keyboard.press("Enter")
    widget.answered()
    page.reload()
    widget.launcher.click()
    expect(widget.users).to_have_count(1)
    expect(widget.input).to_have_value("")


@pytest.fixture
def with_cache(browser: Browser, chromium: str) -> Iterator[BrowserContext]:
    """A browser that keeps pages for "Back", which browsers for tests otherwise do not."""
    running = browser.browser_type.launch(
        executable_path=chromium,
        args=["--no-sandbox"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield running.new_context()
    running.close()


def test_back_to_a_page_the_browser_has_kept(
    with_cache: BrowserContext, web: Server, site: Site
) -> None:
    page = with_cache.new_page()
    address = site.page(
        embed_snippet(web.url)
        + "<script>addEventListener('pageshow', (event) => { window.kept = event.persisted; })</script>",
        cached=True,
    )
    widget = WidgetPage(page).open(address)
    widget.ask(QUESTION)
    widget.input.fill("a draft")
    page.goto(address + "?other")
    widget.launcher.click()
    expect(widget.users).to_have_count(1)
    widget.ask("how many inmates got TB treatment?")
    page.go_back(wait_until="commit")
    page.wait_for_function("window.kept === true")
    expect(widget.users).to_have_count(2)
    expect(widget.replies).to_have_count(2)
    expect(widget.input).to_have_value("a draft")
    expect(widget.ask("is that number exact?")).to_contain_text("2,700")
    # Deleted on the other page, it is gone on this one too.
    page.goto(address + "?third")
    widget.launcher.click()
    expect(widget.users).to_have_count(3)
    widget.forget()
    expect(widget.log).to_contain_text("was deleted")
    page.go_back(wait_until="commit")
    page.wait_for_function("window.kept === true")
    expect(widget.users).to_have_count(0)
