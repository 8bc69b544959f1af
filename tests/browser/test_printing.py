"""The page on paper: the whole conversation of an open window, nothing of a closed one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from widget_page import Host


def pages(printed: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", printed))


LISTS = 4


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("mode", ["", 'mode="inline"'])
def test_the_printed_page_holds_the_whole_open_conversation(
    host: Host, page: Page, width: int, mode: str
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    widget = host("html { color-scheme: dark }", attributes=mode)
    widget.talk()
    for _ in range(LISTS):
        widget.ask("what are the key figures")
    widget.ask("x " * 400)
    before = widget.log.evaluate("log => log.scrollTop")
    # Measured as paper is laid out, after the widget has made itself ready.
    page.evaluate("""() => addEventListener("beforeprint", () => {
      const root = document.querySelector("fact-assistant").shadowRoot;
      window.inTopLayer = root.querySelector(".window").matches(":modal, :popover-open");
    })""")
    many = pages(page.pdf(format="A5"))
    assert not page.evaluate("window.inTopLayer")
    assert many >= LISTS
    assert widget.log.evaluate("log => log.scrollTop") == before
    modal = page.locator("fact-assistant .window").evaluate("window => window.matches(':modal')")
    assert modal == (width == 320 and not mode)
    page.emulate_media(media="print")
    for part in (".launcher", "form", "footer", ".tools"):
        expect(page.locator(f"fact-assistant {part}").first).to_be_hidden()
    colour = page.locator("fact-assistant .user .words").first
    expect(colour).to_have_css("color", "rgb(27, 33, 39)")


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
