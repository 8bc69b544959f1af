"""Never silent: what went wrong is told apart, nothing typed is lost, and trying again comes to an end."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from server_process import Server
from test_conversation import user_events
from widget_page import WidgetPage

QUESTION = "how many detention visits?"
# Time that the page believes has passed; nothing is waited for.
MINUTES = 600_000


@pytest.fixture
def clock(page: Page) -> Any:
    page.clock.install()
    return page.clock


def refusing(status: int, detail: str = "", **headers: str) -> Callable[[Route], None]:
    body = json.dumps({"detail": detail}) if detail else "<html>A proxy speaks.</html>"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda route: route.fulfill(status=status, body=body, headers=named)


def cut(route: Route) -> None:
    route.abort("connectionrefused")


TROUBLES = [
    (cut, "No connection"),
    (refusing(500), "The service has a fault"),
    (refusing(502, "Bad gateway"), "The service has a fault"),
    (refusing(503), "The service has a fault"),
    (refusing(200), "The service has a fault"),
    (
        refusing(503, "Busy.", retry_after="7"),
        "very busy at the moment. It will be tried again in 7 seconds",
    ),
    (
        refusing(429, "Slow.", retry_after="9"),
        "a lot of questions in a short time. It will be tried again in 9 seconds",
    ),
    (refusing(403, "Pages of x may not."), "This site is not allowed"),
    (refusing(400, "Too odd."), "Your question was not accepted: Too odd."),
]


@pytest.mark.parametrize(("trouble", "said"), TROUBLES)
def test_what_went_wrong_with_a_question_is_told_apart(
    web: Server, page: Page, clock: Any, trouble: Callable[[Route], None], said: str
) -> None:
    widget = WidgetPage(page).open(web.url)
    page.route("**/web/messages", trouble)
    widget.input.fill(QUESTION)
    widget.input.press("Enter")
    expect(widget.trouble).to_contain_text(said)
    final = "not allowed" in said or "accepted" in said
    if final:
        expect(widget.input).to_have_value(QUESTION)
    else:
        expect(widget.users).to_contain_text(QUESTION)
    page.unroute("**/web/messages")
    if final:
        widget.input.press("Enter")
    else:
        clock.fast_forward(15_000)
    widget.answered()
    expect(widget.replies).to_contain_text("1,376")
    expect(widget.trouble).to_be_empty()
    expect(widget.users).to_have_count(1)


@pytest.mark.parametrize(("trouble", "said"), TROUBLES)
def test_a_question_stays_in_sight_when_no_session_can_be_opened(
    web: Server, page: Page, trouble: Callable[[Route], None], said: str
) -> None:
    page.route("**/web/sessions", trouble)
    widget = WidgetPage(page)
    page.goto(web.url)
    expect(widget.trouble).to_contain_text(said)
    widget.input.fill(QUESTION)
    widget.input.press("Enter")
    in_sight = widget.input if "not allowed" in said or "accepted" in said else widget.users
    if in_sight is widget.input:
        expect(in_sight).to_have_value(QUESTION)
    else:
        expect(in_sight).to_contain_text(QUESTION)
        widget.button("Cancel").click()
        expect(widget.trouble).to_be_empty()
        expect(widget.input).to_have_value(QUESTION)
        expect(widget.users).to_have_count(0)
    page.unroute("**/web/sessions")
    widget.input.press("Enter")
    widget.answered()
    expect(widget.replies).to_contain_text("1,376")


def test_trying_again_comes_to_an_end_and_can_be_taken_up(
    web: Server, page: Page, clock: Any
) -> None:
    widget = WidgetPage(page).open(web.url)
    sent: list[str] = []

    def fail(route: Route) -> None:
        sent.append(route.request.post_data_json["client_message_id"])
        refusing(503, "Busy.", retry_after=str(10 + len(sent)))(route)

    page.route("**/web/messages", fail)
    widget.input.fill(QUESTION)
    widget.input.press("Enter")
    for tries in range(1, 6):
        expect(widget.trouble).to_contain_text(f"tried again in {10 + tries} seconds")
        clock.fast_forward(20_000)
    expect(widget.trouble).to_contain_text("no longer tried automatically")
    clock.fast_forward(MINUTES)
    assert len(sent) == 6
    page.unroute("**/web/messages")
    with page.expect_request("**/web/messages") as last:
        widget.button("Try again now").click()
    assert {*sent, last.value.post_data_json["client_message_id"]} == {sent[0]}
    widget.answered()
    expect(widget.replies).to_contain_text("1,376")
    expect(widget.trouble).to_be_empty()


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_says_when_is_asked_then_and_not_before_with_the_same_id(
    web: Server, page: Page, clock: Any, status: int
) -> None:
    widget = WidgetPage(page).open(web.url)
    before = user_events(web)
    sent: list[str] = []

    def busy(route: Route) -> None:
        sent.append(route.request.post_data_json["client_message_id"])
        # Kept by the server all the same: the same id is what makes it once.
        route.fetch()
        refusing(status, "Later.", retry_after="40")(route)

    page.route("**/web/messages", busy)
    clock.pause_at(page.evaluate("Date.now()") + 1000)
    widget.input.fill(QUESTION)
    widget.input.press("Enter")
    expect(widget.trouble).to_contain_text("in 40 seconds")
    expect(widget.button("Try again now")).to_have_count(0)
    page.unroute("**/web/messages")
    clock.run_for(39_000)
    assert len(sent) == 1
    with page.expect_request("**/web/messages") as second:
        clock.run_for(2_000)
    assert second.value.post_data_json["client_message_id"] == sent[0]
    clock.resume()
    widget.answered()
    assert user_events(web) == before + 1


def test_a_server_that_asks_for_very_long_is_asked_by_hand_only(
    web: Server, page: Page, clock: Any
) -> None:
    widget = WidgetPage(page).open(web.url)
    page.route("**/web/messages", refusing(503, "Later.", retry_after="3600"))
    widget.input.fill(QUESTION)
    widget.input.press("Enter")
    expect(widget.trouble).to_contain_text("no longer tried automatically")
    expect(widget.button("Try again now")).to_be_visible()


def test_a_server_may_name_a_date_instead_of_seconds(web: Server, page: Page, clock: Any) -> None:
    widget = WidgetPage(page).open(web.url)
    clock.pause_at(datetime(2090, 1, 1, 12, 0, 0, tzinfo=UTC))
    date = "Sun, 01 Jan 2090 12:00:50 GMT"
    page.route("**/web/messages", refusing(503, "Later.", retry_after=date))
    widget.input.fill(QUESTION)
    widget.input.press("Enter")
    expect(widget.trouble).to_contain_text("tried again in 50 seconds")


@pytest.mark.parametrize(
    "page_does",
    [
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('denied'); } });",
        "Storage.prototype.setItem = () => { throw new Error('full'); };",
        "Array.prototype.toJSON = function () { return String(this); }; Object.prototype.odd = 1; Array.prototype.odd = 1;",
    ],
)
def test_whatever_a_page_does_to_storage_and_arrays_questions_are_answered_and_forgotten(
    context: BrowserContext, web: Server, page: Page, page_does: str
) -> None:
    context.add_init_script(page_does)
    before = user_events(web)
    widget = WidgetPage(page).open(web.url)
    widget.ask(QUESTION)
    expect(widget.ask("is that number exact?")).to_contain_text("1,376")
    assert user_events(web) == before + 2
    widget.forget()
    expect(widget.log).to_contain_text("was deleted")
    assert user_events(web) == before


def test_what_is_cancelled_comes_back_to_be_changed(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    before = user_events(web)
    page.route("**/web/messages", cut)
    widget.input.fill(QUESTION)
    widget.input.press("Enter")
    widget.button("Cancel").click()
    expect(widget.trouble).to_be_empty()
    expect(widget.typing).to_have_count(0)
    expect(widget.users).to_have_count(0)
    expect(widget.input).to_have_value(QUESTION)
    # Where something else is being written, the question stays in sight as not sent.
    widget.input.press("Enter")
    expect(widget.trouble).to_contain_text("No connection")
    widget.input.fill("another thought")
    widget.button("Cancel").click()
    expect(widget.users).to_contain_text([QUESTION])
    expect(widget.users).to_contain_text(["Not sent"])
    expect(widget.input).to_have_value("another thought")
    page.unroute("**/web/messages")
    page.reload()
    widget.greeted()
    assert user_events(web) == before


def test_ten_quick_questions_are_ten_questions_with_an_answer_each(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    before = user_events(web)
    questions = [
        f"how many detention visits, {word}?"
        for word in ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    ]
    widget.input.focus()
    for question in questions:
        page.keyboard.type(question)
        page.keyboard.press("Enter")
    expect(widget.replies).to_have_count(10)
    expect(widget.typing).to_have_count(0)
    shown = page.locator("fact-assistant .user, fact-assistant .assistant").all()
    kinds = ["user" if "user" in (one.get_attribute("class") or "") else "reply" for one in shown]
    assert kinds == ["user", "reply"] * 10
    assert page.locator("fact-assistant .user .words").all_inner_texts() == questions
    assert user_events(web) == before + 10


def test_what_waits_in_line_is_seen_and_outlives_a_reload(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    page.route("**/web/messages", cut)
    for question in (
        QUESTION,
        "how many inmates got TB treatment?",
        "how many families of the missing were supported?",
    ):
        widget.input.fill(question)
        widget.input.press("Enter")
        expect(widget.input).to_have_value("")
    expect(widget.users).to_have_count(3)
    expect(page.locator("fact-assistant .state")).to_have_text(["Next in line", "Next in line"])
    page.unroute("**/web/messages")
    page.reload()
    expect(widget.replies).to_have_count(3)
    expect(widget.users).to_have_count(3)
    expect(widget.replies.nth(1)).to_contain_text("2,700")
    expect(page.locator("fact-assistant .state")).to_have_count(0)


def test_without_a_connection_at_first_the_widget_comes_when_there_is_one(
    browser: Browser, web: Server
) -> None:
    page = browser.new_page()
    page.clock.install()
    page.add_init_script("""
      window.failed = 0;
      const { fetch } = window;
      window.fetch = (...rest) => fetch(...rest).catch((error) => { window.failed += 1; throw error; });
    """)
    page.route("**/web/terms*", cut)
    page.goto(web.url)
    for tries in range(1, 9):
        page.wait_for_function("tries => window.failed === tries", arg=tries)
        page.clock.fast_forward(65_000)
    page.clock.fast_forward(MINUTES)
    assert page.evaluate("window.failed") == 8
    page.unroute("**/web/terms*")
    page.context.set_offline(True)
    page.context.set_offline(False)
    WidgetPage(page).greeted()
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_field_grows_with_the_text_and_send_keeps_its_width(
    web: Server, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    widget = WidgetPage(page).open(web.url)
    send = page.locator("fact-assistant .send")
    size = "element => [element.offsetWidth, element.offsetHeight]"
    button, (_, empty) = send.evaluate(size), widget.input.evaluate(size)
    heights = []
    for lines in (2, 3, 4, 30):
        widget.input.fill("\n".join(["word"] * lines))
        heights.append(widget.input.evaluate(size)[1])
    assert [empty, *heights[:3]] == sorted({empty, *heights[:3]})
    assert heights[3] < 200
    widget.input.fill("word " * 300)
    assert send.evaluate(size) == button
    widget.input.fill("")
    assert widget.input.evaluate(size)[1] == empty


def test_the_field_grows_where_the_browser_does_not_do_it_by_itself(
    context: BrowserContext, web: Server, page: Page
) -> None:
    context.add_init_script(
        "const supports = CSS.supports; CSS.supports = (name, ...rest) => name !== 'field-sizing' && supports.call(CSS, name, ...rest);"
    )
    widget = WidgetPage(page).open(web.url)
    page.locator("fact-assistant textarea").evaluate(
        "field => { field.style.fieldSizing = 'fixed'; }"
    )
    before = widget.input.evaluate("field => field.offsetHeight")
    widget.input.fill("one\ntwo\nthree")
    grown = widget.input.evaluate("field => field.offsetHeight")
    assert grown > before
    widget.input.fill("")
    assert widget.input.evaluate("field => field.offsetHeight") == before


@pytest.mark.parametrize(
    "text", ["detention visits, and " * 40, "how many visits were there?\n" * 30]
)
def test_of_a_long_question_the_first_lines_are_shown_until_it_is_opened(
    web: Server, page: Page, text: str
) -> None:
    widget = WidgetPage(page).open(web.url)
    widget.ask(text)
    words = page.locator("fact-assistant .user .words")
    folded = words.evaluate("words => words.clientHeight")
    assert 40 < folded < 90
    more = page.locator("fact-assistant .more")
    expect(more).to_have_attribute("aria-expanded", "false")
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    assert words.evaluate("words => words.clientHeight") == words.evaluate(
        "words => words.scrollHeight"
    )
    assert words.evaluate("words => words.clientHeight") > 2 * folded
    expect(words).to_have_text(text.strip())
