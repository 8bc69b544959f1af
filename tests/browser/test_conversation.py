"""The widget as people use it: a whole talk, by keyboard, over a reload, without a connection."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from server_process import Server
from surroundings import Watch
from widget_page import WidgetPage

FAMILIES = "how many families of missing people were supported?"


def user_events(server: Server) -> int:
    with sqlite3.connect(server.database) as database:
        return int(
            database.execute("select count(*) from events where type_name = 'user'").fetchone()[0]
        )


def test_a_whole_conversation(
    web: Server, context: BrowserContext, page: Page, watch: Watch
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=web.url)
    widget = WidgetPage(page).open(web.url)
    expect(page.locator("fact-assistant .notice")).to_contain_text("24 hours")
    answer = widget.ask(FAMILIES)
    expect(answer.locator(".number")).to_have_text("more than 3,000")
    expect(answer.locator(".text").first).to_contain_text("more than 3,000 families")
    expect(answer.locator(".source")).to_contain_text("Source: ICRC")
    assert answer.get_attribute("lang") == "en"

    answer.get_by_role("button", name="Copy citation").click()
    expect(answer.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    figure_page = f"{web.url}/press/figures/missing_families_supported"
    assert copied.startswith("ICRC, “Azerbaijan")
    assert "“3,000+ families of the missing supported”" in copied
    assert figure_page in copied
    assert str(datetime.now(UTC).year) in copied

    link = answer.get_by_role("link", name="Check, cite, download")
    expect(link).to_have_accessible_name(
        "Check, cite, download – families of the missing supported (opens in a new tab)"
    )
    expect(link).to_have_attribute("href", figure_page)
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    with context.expect_page() as opened:
        link.click()
    expect(opened.value.locator("h1")).to_contain_text("3,000+")
    assert opened.value.evaluate("window.opener") is None
    opened.value.close()

    thumb = answer.get_by_role("button", name="Helpful", exact=True)
    thumb.click()
    expect(thumb).to_have_attribute("aria-pressed", "true")

    title = widget.suggestions.first.inner_text()
    widget.suggestions.first.click()
    widget.answered()
    expect(widget.users.last.locator(".words")).to_have_text(title)

    widget.button("Start again").click()
    page.locator("fact-assistant .sure").click()
    expect(widget.users).to_have_count(0)
    expect(widget.suggestions).to_have_count(3)
    watch.nothing_happened(context)


def test_several_figures_have_a_link_each_and_a_statement_has_its_area_s(
    web: Server, page: Page
) -> None:
    widget = WidgetPage(page).open(web.url)
    answer = widget.ask("how many visits, families helped and TB patients?")
    links = answer.locator(".rows a")
    expect(links).to_have_count(3)
    expect(answer.locator(".checks")).to_have_count(0)
    assert [link.get_attribute("href") for link in links.all()] == [
        f"{web.url}/press/figures/{key}"
        for key in ("detention_visits", "missing_families_supported", "tb_treated")
    ]
    expect(links.first).to_have_accessible_name(
        "Check, cite, download – detention visits (opens in a new tab)"
    )
    link = widget.ask("were solar panels installed?").locator(".checks a")
    address = f"{web.url}/press/areas/water_and_infrastructure#solar_panels"
    expect(link).to_have_attribute("href", address)


def test_on_another_site_links_lead_to_the_server(
    web: Server, page: Page, site_with_widget: str
) -> None:
    widget = WidgetPage(page).open(site_with_widget)
    link = widget.ask("how many detention visits?").locator(".checks a")
    expect(link).to_have_attribute("href", f"{web.url}/press/figures/detention_visits")


def test_a_reply_is_announced_once_and_whole(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    expect(widget.announced).to_be_empty()
    page.evaluate(
        """() => {
          window.heard = [];
          const region = document.querySelector("fact-assistant").shadowRoot.querySelector(".replies");
          new MutationObserver(() => window.heard.push(region.textContent))
            .observe(region, { childList: true, subtree: true, characterData: true });
        }"""
    )
    widget.ask("how many detention visits?")
    heard = page.evaluate("window.heard")
    assert heard == ["The ICRC made 1,376 detention visits."]
    assert widget.announced.get_attribute("aria-live") == "polite"
    assert widget.log.get_attribute("aria-live") == "off"
    page.reload()
    expect(widget.users).to_have_count(1)
    expect(widget.announced).to_be_empty()


def test_by_keyboard_alone(web: Server, page: Page, site_with_widget: str) -> None:
    page.goto(site_with_widget)
    widget = WidgetPage(page)
    expect(widget.launcher).to_be_visible()
    page.keyboard.press("Tab")
    expect(widget.launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Ask about the ICRC in Azerbaijan")).to_be_visible()
    expect(widget.input).to_be_focused()
    widget.greeted()
    page.keyboard.type(FAMILIES)
    page.keyboard.press("Enter")
    widget.answered()
    expect(widget.button("Close")).to_be_in_viewport()
    page.keyboard.press("F6")
    expect(widget.log).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("fact-assistant .checks a").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("fact-assistant .copy").first).to_be_focused()
    page.keyboard.press("F6")
    expect(widget.input).to_be_focused()
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("x")
    assert widget.input.input_value() == "\nx"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(widget.launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(widget.users).to_have_count(1)


def test_on_a_phone_the_focus_stays_in_the_open_window(
    page: Page, web: Server, site_with_widget: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    widget = WidgetPage(page).open(site_with_widget)
    for _ in range(12):
        page.keyboard.press("Tab")
        # Between its last and first element the focus may rest on the browser itself, never on the page.
        assert page.evaluate("document.activeElement.localName") in ("fact-assistant", "body")
    page.keyboard.press("Escape")
    expect(widget.launcher).to_be_focused()


def test_a_reload_keeps_the_talk(web: Server, context: BrowserContext, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    widget.ask("how many inmates got TB treatment?")
    before = widget.log.inner_text()
    page.reload()
    expect(widget.users).to_have_count(1)
    assert widget.log.inner_text() == before
    expect(widget.ask("is that number exact?")).to_contain_text("2,700")
    assert context.cookies() == []


def test_without_a_connection_a_question_waits_and_is_answered_once(
    web: Server, context: BrowserContext, page: Page
) -> None:
    widget = WidgetPage(page).open(web.url)
    before = user_events(web)
    context.set_offline(True)
    widget.input.fill("how many detention visits?")
    widget.input.press("Enter")
    expect(widget.trouble).to_contain_text("No connection")
    expect(widget.users).to_have_count(1)
    widget.button("Try again now").click()
    context.set_offline(False)
    widget.answered()
    expect(widget.trouble).to_be_empty()
    expect(widget.replies.first).to_contain_text("1,376")
    expect(widget.users).to_have_count(1)
    assert user_events(web) == before + 1


def test_an_answer_lost_on_its_way_is_fetched_and_not_doubled(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    before = user_events(web)
    lost = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and len(lost) < 2:
            route.fetch()
            lost.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/web/messages", lose)
    widget.ask("how many detention visits?")
    assert len(lost) == 2
    expect(widget.users).to_have_count(1)
    expect(widget.replies).to_have_count(1)
    assert user_events(web) == before + 1


def test_a_question_unanswered_at_a_reload_is_answered_afterwards(
    web: Server, context: BrowserContext, page: Page
) -> None:
    widget = WidgetPage(page).open(web.url)
    page.route("**/web/messages", lambda route: route.abort())
    widget.input.fill("how many detention visits?")
    widget.input.press("Enter")
    expect(widget.trouble).to_contain_text("No connection")
    page.unroute("**/web/messages")
    page.reload()
    expect(widget.users).to_have_count(1)
    widget.answered()
    expect(widget.replies.first).to_contain_text("1,376")


def test_two_tabs_are_two_conversations(web: Server, context: BrowserContext) -> None:
    one = WidgetPage(context.new_page()).open(web.url)
    other = WidgetPage(context.new_page()).open(web.url)
    one.ask("how many inmates got TB treatment?")
    expect(other.ask("is that number exact?")).not_to_contain_text("2,700")
    for tab in (one, other):
        tab.page.reload()
        expect(tab.users).to_have_count(1)
    expect(one.users.first).to_contain_text("TB treatment")
    expect(other.users.first).to_contain_text("exact")


def test_deleting_deletes_here_and_there(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    before = user_events(web)
    widget.ask("how many detention visits?")
    assert user_events(web) == before + 1
    widget.forget()
    expect(widget.log).to_contain_text("Your conversation was deleted.")
    assert user_events(web) == before
    assert page.evaluate("sessionStorage.length") == 0
    expect(widget.users).to_have_count(0)
    expect(widget.ask("is that number exact?")).not_to_contain_text("1,376")


def test_deleting_that_fails_says_so(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    widget.ask("how many detention visits?")
    page.route("**/web/sessions", lambda route: route.abort())
    widget.forget()
    expect(widget.trouble).to_contain_text("could not be deleted")
    expect(widget.users).to_have_count(1)


def test_what_is_asked_while_the_conversation_opens_is_answered_once(
    web: Server, page: Page
) -> None:
    page.route("**/web/sessions", lambda route: (page.wait_for_timeout(500), route.continue_()))
    widget = WidgetPage(page)
    page.goto(web.url)
    widget.input.fill("how many detention visits?")
    widget.input.press("Enter")
    expect(widget.users).to_have_count(1)
    widget.answered()
    expect(page.locator("fact-assistant .number")).to_have_count(1)
    expect(widget.users).to_have_count(1)


def test_a_session_that_has_ended_is_replaced_and_the_question_answered(
    web: Server, page: Page
) -> None:
    widget = WidgetPage(page).open(web.url)
    widget.ask("how many inmates got TB treatment?")
    # As if its time were up: the suggestions on the page belong to the old session too.
    page.evaluate(
        """async (server) => {
          const [key] = Object.keys(sessionStorage);
          const { token } = JSON.parse(sessionStorage.getItem(key));
          await fetch(`${server}/web/sessions`, { method: "DELETE", headers: { authorization: `Bearer ${token}` } });
        }""",
        web.url,
    )
    widget.suggestions.first.click()
    expect(widget.log).to_contain_text("The earlier conversation has ended.")
    widget.answered()
    expect(widget.trouble).to_be_empty()
    expect(widget.users).to_have_count(2)


def test_what_the_server_does_not_take_comes_back_into_the_input(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    widget.input.fill("/restart")
    widget.input.press("Enter")
    expect(widget.trouble).to_contain_text("slash")
    assert widget.input.input_value() == "/restart"
    widget.input.fill("x" * 1001)
    widget.input.press("Enter")
    expect(widget.trouble).to_contain_text("at most 1000 characters")
    expect(widget.input).to_have_value(re.compile("x{1001}"))


def test_care_is_calm(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    answer = widget.ask("my brother never came back from the war")
    expect(answer.locator(".care")).to_be_visible()
    for part in (".number", ".thumb", ".copy", ".checks"):
        expect(answer.locator(part)).to_have_count(0)
    link = answer.get_by_role("link", name="familylinks.icrc.org")
    expect(link).to_have_attribute("href", "https://familylinks.icrc.org/")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_page_answers_with_and_without_javascript(
    web: Server, context: BrowserContext, javascript: bool
) -> None:
    browser = context.browser
    assert browser is not None
    page = browser.new_page(java_script_enabled=javascript)
    page.goto(web.url)
    if javascript:
        WidgetPage(page).greeted()
        assert page.locator("#question").is_hidden()
    else:
        page.fill("#question", "how many detention visits?")
        page.click("form.ask button")
        expect(page.locator(".answer")).to_contain_text("1,376")
    page.close()
