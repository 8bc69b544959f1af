"""The page on paper: the whole conversation of an open window, nothing of a closed one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from widget_page import Host


def pages(printed: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", printed))


LISTS = 4


CLIPPED = "<div style='overflow: hidden; height: 5px; transform: scale(1)'>{}</div>"


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("around", ["{}", CLIPPED])
def test_the_printed_page_holds_the_whole_open_conversation(
    host: Host, page: Page, width: int, around: str
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    widget = host("html { color-scheme: dark } * { all: unset; }", around=around)
    widget.talk()
    for _ in range(LISTS):
        widget.ask("what are the key figures")
    widget.ask("x " * 400)
    before = widget.log.evaluate("log => log.scrollTop")
    assert pages(page.pdf(format="A5")) >= LISTS
    # Afterwards all is as it was.
    assert widget.log.evaluate("log => log.scrollTop") == before
    expect(widget.input).to_be_focused()
    assert page.evaluate("document.documentElement.lastElementChild.localName") == "body"
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    paper = page.locator("html > div")
    expect(page.locator("fact-assistant .window")).to_have_css("opacity", "0")
    expect(paper.locator(".log")).to_be_visible()
    whole = paper.locator(".log").evaluate("log => log.scrollHeight === log.clientHeight")
    assert whole
    for part in (".launcher", "form", "footer", ".tools", ".more"):
        expect(paper.locator(part).first).to_be_hidden()
    expect(paper.locator(".user .words").first).to_have_css("color", "rgb(27, 33, 39)")
    words = paper.locator(".user .words").last
    assert words.evaluate("words => words.scrollHeight === words.clientHeight")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(paper).to_have_count(0)


def test_the_printed_page_holds_all_of_an_inline_conversation(host: Host, page: Page) -> None:
    widget = host(attributes='mode="inline"')
    widget.talk()
    for _ in range(LISTS):
        widget.ask("what are the key figures")
    assert pages(page.pdf(format="A5")) >= LISTS
    page.emulate_media(media="print")
    for part in ("form", "footer", ".tools"):
        expect(page.locator(f"fact-assistant {part}").first).to_be_hidden()


def test_a_closed_window_leaves_no_trace_on_paper(host: Host, page: Page) -> None:
    widget = host()
    expect(widget.launcher).to_be_visible()
    plain = pages(page.pdf(format="A5"))
    assert plain == 1
    widget.launcher.click()
    widget.greeted()
    widget.ask("what are the key figures")
    widget.button("Close").click()
    assert pages(page.pdf(format="A5")) == plain
    page.emulate_media(media="print")
    expect(page.locator("fact-assistant .launcher")).to_be_hidden()
    expect(page.locator("fact-assistant .window")).to_be_hidden()
