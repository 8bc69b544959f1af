"""What a page can do with the widget, and what it is told."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from widget_page import Host

QUESTION = "how many detention visits?"
EVENTS = ("open", "close", "ask", "answer", "fail")
LISTEN = "window.told = [];" + "".join(
    f"document.addEventListener('fact-assistant:{name}', (event) => told.push(['{name}', event.detail, event.composed]));"
    for name in EVENTS
)
ELEMENT = "document.querySelector('fact-assistant')"


def told(page: Page, count: int) -> list[Any]:
    page.wait_for_function("count => told.length >= count", arg=count)
    return list(page.evaluate("told"))


def test_the_page_opens_asks_and_closes(host: Host, page: Page) -> None:
    widget = host(script=LISTEN)
    expect(widget.launcher).to_be_visible()
    page.evaluate(f"{ELEMENT}.open()")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(widget.input).to_be_focused()
    widget.greeted()
    assert page.evaluate(f"{ELEMENT}.ask('{QUESTION}')") is True
    widget.answered()
    expect(widget.replies).to_contain_text("1,376")
    page.evaluate(f"{ELEMENT}.close()")
    expect(page.get_by_role("dialog")).to_have_count(0)
    names = [name for name, _, _ in told(page, 4)]
    assert names == ["open", "ask", "answer", "close"]
    assert all(composed for _, _, composed in page.evaluate("told"))
    asked, answered = (page.evaluate("told")[place][1] for place in (1, 2))
    assert asked == {"id": answered["id"], "asked_by": "page", "text": QUESTION}
    assert answered["status"] == "answered"
    assert answered["facts"] == ["detention_visits"]
    assert answered["answer"] == "The ICRC made 1,376 detention visits."


def test_asked_before_the_widget_is_there_it_is_answered_when_it_is(host: Host, page: Page) -> None:
    script = f"""
      customElements.whenDefined("fact-assistant").then(() => {ELEMENT}.ask("{QUESTION}"));
    """
    widget = host(script=script)
    widget.answered()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(widget.replies).to_contain_text("1,376")


def test_the_page_s_question_does_not_touch_what_is_being_written(host: Host, page: Page) -> None:
    widget = host()
    widget.talk()
    widget.input.fill("a draft")
    page.evaluate(f"{ELEMENT}.ask('{QUESTION}')")
    widget.answered()
    expect(widget.replies).to_have_count(2)
    expect(widget.input).to_have_value("a draft")


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_a_question_that_cannot_be_asked_is_not_taken(host: Host, page: Page, text: str) -> None:
    widget = host(script=LISTEN)
    expect(widget.launcher).to_be_visible()
    assert page.evaluate(f"text => {ELEMENT}.ask(text)", text) is False
    assert [name for name, _, _ in told(page, 1)] == ["open"]


@pytest.mark.parametrize("way", ["typed", "suggested"])
def test_what_a_reader_writes_is_never_told(host: Host, page: Page, way: str) -> None:
    widget = host(script=LISTEN)
    widget.launcher.click()
    widget.greeted()
    if way == "typed":
        widget.ask("so 4711 detention visits?")
    else:
        widget.suggestions.first.click()
        widget.answered()
    page.route("**/web/messages", lambda route: route.fulfill(status=400, body="{}"))
    widget.input.fill("a secret, 4711")
    widget.input.press("Enter")
    events = told(page, 5)
    assert [name for name, _, _ in events] == ["open", "ask", "answer", "ask", "fail"]
    for name, detail, _ in events[1:]:
        allowed = {"ask": set(), "answer": {"status", "facts"}, "fail": {"reason"}}[name]
        assert set(detail) == {"id", "asked_by", *allowed}
        assert detail["asked_by"] == "reader"
    assert "4711" not in str(events)


@pytest.mark.parametrize(
    ("status", "reason"),
    [(400, "refused"), (403, "not_allowed"), (503, "busy"), (429, "slow_down")],
)
def test_the_page_is_told_that_there_will_be_no_answer_and_why(
    host: Host, page: Page, status: int, reason: str
) -> None:
    widget = host(script=LISTEN)
    widget.talk()
    headers = {
        "retry-after": "3600",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "retry-after",
    }
    page.route(
        "**/web/messages", lambda route: route.fulfill(status=status, body="{}", headers=headers)
    )
    page.evaluate(f"{ELEMENT}.ask('{QUESTION}')")
    name, detail, _ = told(page, 5)[4]
    assert name == "fail"
    assert detail["reason"] == reason
    assert detail["text"] == QUESTION


def test_a_question_taken_back_is_told_too(host: Host, page: Page) -> None:
    widget = host(script=LISTEN)
    widget.talk()
    page.route("**/web/messages", lambda route: route.abort())
    widget.input.fill(QUESTION)
    widget.input.press("Enter")
    widget.button("Cancel").click()
    name, detail, _ = told(page, 5)[4]
    assert (name, detail["reason"]) == ("fail", "cancelled")


def test_inline_there_is_nothing_to_open_or_close(host: Host, page: Page) -> None:
    widget = host(attributes='mode="inline"', script=LISTEN)
    widget.greeted()
    page.evaluate(f"{ELEMENT}.close()")
    expect(page.locator("fact-assistant .window")).to_be_visible()
    page.evaluate(f"{ELEMENT}.open()")
    expect(widget.input).to_be_focused()
    assert page.evaluate("told") == []
