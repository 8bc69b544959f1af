"""What is typed, marked and scrolled in the widget stays there, whatever the page listens for."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from widget_page import Host

SWALLOW = """
for (const kind of ["keydown", "keypress", "keyup"])
  %s.addEventListener(kind, (event) => {
    window.heard = (window.heard || 0) + 1;
    event.preventDefault();
  }, %s);
"""


@pytest.mark.parametrize(
    "place", ["window", "document", "document.body", "document.documentElement"]
)
@pytest.mark.parametrize("capture", ["true", "false"])
@pytest.mark.parametrize("late", [False, True])
def test_shortcuts_of_the_page_swallow_nothing_that_is_typed(
    host: Host, page: Page, place: str, capture: str, late: bool
) -> None:
    script = SWALLOW % (place, capture)
    widget = host(script="" if late else script)
    if late:
        expect(widget.launcher).to_be_visible()
        page.evaluate(script)
    widget.launcher.click()
    widget.greeted()
    page.keyboard.type("so 900 detentionx visits?")
    for _ in range(len(" visits?")):
        page.keyboard.press("ArrowLeft")
    first = place == "window" and capture == "true" and not late
    if first:
        # A listener that stood on the window before the widget was loaded takes the arrows; no letter is lost.
        expect(widget.input).to_have_value("so 900 detentionx visits?")
    else:
        page.keyboard.press("Backspace")
        expect(widget.input).to_have_value("so 900 detention visits?")
        assert not page.evaluate("window.heard")
    page.keyboard.press("Enter")
    widget.answered()
    expect(widget.users).to_have_count(1)
    expect(widget.input).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_shortcut_that_spares_fields_spares_this_one_too(host: Host, page: Page) -> None:
    script = """
      addEventListener("keydown", (event) => {
        if (event.target.isContentEditable || event.target.matches("input, textarea")) return;
        event.preventDefault();
        event.stopImmediatePropagation();
      }, true);
    """
    widget = host(script=script)
    widget.launcher.click()
    widget.greeted()
    page.keyboard.type("how many detention visits?")
    expect(widget.input).to_have_value("how many detention visits?")


def test_inside_a_closed_part_of_the_page_nothing_is_swallowed_either(
    host: Host, page: Page
) -> None:
    script = SWALLOW % ("document", "true")
    host(script=script, around="<div id=outer></div><template>{}</template>")
    page.evaluate("""() => {
      const part = document.querySelector("#outer").attachShadow({ mode: "closed" });
      const inner = document.createElement("div");
      part.append(inner);
      const one = document.createElement("fact-assistant");
      inner.attachShadow({ mode: "open" }).append(one);
      window.one = one;
      customElements.whenDefined("fact-assistant").then(() => one.open());
    }""")
    field = "one.shadowRoot.querySelector('textarea')"
    page.wait_for_function("one.shadowRoot?.activeElement?.matches('textarea')")
    page.keyboard.type("how many detention visits?")
    assert page.evaluate(f"{field}.value") == "how many detention visits?"
    page.keyboard.press("Enter")
    page.wait_for_function(
        "one.shadowRoot.querySelector('.assistant')?.textContent.includes('1,376')"
    )
    assert not page.evaluate("window.heard")


def test_events_of_the_window_itself_are_the_page_s(host: Host, page: Page) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    widget = host()
    widget.talk()
    page.evaluate("""() => {
      addEventListener("keydown", () => { window.heard = (window.heard || 0) + 1; });
      for (const target of [window, document, document.body])
        target.dispatchEvent(new KeyboardEvent("keydown", { key: "k", bubbles: true }));
    }""")
    assert page.evaluate("window.heard") == 3
    assert wrong == []


def test_the_page_s_own_shortcuts_work_outside(host: Host, page: Page) -> None:
    widget = host(script=SWALLOW % ("document", "true"))
    widget.talk()
    assert not page.evaluate("window.heard")
    page.locator("h1").click()
    page.keyboard.press("k")
    assert page.evaluate("window.heard") > 0


def test_guards_against_copying_and_scrolling_stay_outside(host: Host, page: Page) -> None:
    script = """
      for (const kind of ["copy", "cut", "paste", "selectstart", "contextmenu", "wheel", "dragstart"])
        document.addEventListener(kind, (event) => { window.heard = kind; event.preventDefault(); }, { capture: true, passive: false });
    """
    widget = host(
        script=script, attributes='mode="inline"', around="<div style='height: 400px'>{}</div>"
    )
    widget.greeted()
    widget.ask("what are the key figures")
    page.locator("fact-assistant .rows .words").first.dblclick()
    assert page.evaluate("String(getSelection())") or page.evaluate(
        "String(document.querySelector('fact-assistant').shadowRoot.getSelection())"
    )
    before = widget.log.evaluate("log => log.scrollTop")
    widget.log.hover()
    page.mouse.wheel(0, 100)
    page.wait_for_function(
        "before => document.querySelector('fact-assistant').shadowRoot.querySelector('.log').scrollTop > before",
        arg=before,
    )
    page.keyboard.press("Control+c")
    assert not page.evaluate("window.heard")


@pytest.mark.parametrize(
    "details", [{"isComposing": True}, {"keyCode": 229}, {"isComposing": True, "keyCode": 229}]
)
def test_enter_that_ends_a_word_being_composed_sends_nothing(
    host: Host, page: Page, details: dict[str, Any]
) -> None:
    widget = host()
    widget.launcher.click()
    widget.greeted()
    widget.input.fill("how many")
    press = """(field, details) => field.dispatchEvent(
      new KeyboardEvent("keydown", { key: details.key, bubbles: true, composed: true, cancelable: true, ...details }))"""
    for key in ("Enter", "Escape"):
        widget.input.evaluate(press, {"key": key, **details})
    expect(widget.input).to_have_value("how many")
    expect(widget.users).to_have_count(0)
    expect(page.get_by_role("dialog")).to_be_visible()
    widget.input.evaluate(press, {"key": "Enter"})
    expect(widget.users).to_have_count(1)


def test_a_word_composed_by_an_input_method_arrives_whole(host: Host, page: Page) -> None:
    widget = host(script=SWALLOW % ("window", "true"))
    widget.launcher.click()
    widget.greeted()
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": "neçə", "selectionStart": 4, "selectionEnd": 4}
    )
    session.send("Input.insertText", {"text": "neçə"})
    expect(widget.input).to_have_value("neçə")
