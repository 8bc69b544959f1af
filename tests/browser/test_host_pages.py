"""The widget on other people's pages: nothing of the page reaches in, and nothing of the widget leaks out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from widget_page import Host

# What a page may hand down, and what must not arrive.
INHERITED = {
    "letter-spacing": "9px",
    "word-spacing": "30px",
    "text-indent": "5em",
    "white-space": "nowrap",
    "text-transform": "uppercase",
    "line-height": "3",
    "text-align": "right",
    "font-variant": "small-caps",
    "font-weight": "900",
    "font-style": "italic",
    "font-stretch": "condensed",
    "font-size": "40px",
    "font-family": "monospace",
    "color": "rgb(255, 0, 0)",
    "cursor": "wait",
    "hyphens": "auto",
    "user-select": "none",
    "pointer-events": "none",
    "visibility": "hidden",
    "list-style": "upper-roman",
    "quotes": "none",
    "tab-size": "20",
    "word-break": "break-all",
    "writing-mode": "vertical-rl",
    "text-shadow": "1px 1px red",
    "-webkit-text-fill-color": "lime",
    "-webkit-user-modify": "read-only",
}
STYLES = {
    "small root": "html { font-size: 62.5%; }",
    "huge root": "html { font-size: 40px; }",
    "unset": "* { all: unset; }",
    "unset, important": "* { all: unset !important; }",
    "inherited": f"body {{ {''.join(f'{name}: {value};' for name, value in INHERITED.items())} }}",
    "inherited, important": f"* {{ {''.join(f'{name}: {value} !important;' for name, value in INHERITED.items())} }}",
    "reset": "*, *::before { margin: 0; padding: 0; border: 0; border-radius: 0; box-sizing: content-box; }"
    " button, textarea, p, ul, svg { display: none !important; }",
    "variables": "* { --fa-surface: red; --fa-text: red; --fa-own: red; --fa-accent: red; --text: red; --accent: red;"
    " --surface: red; --height: 3px; --line: red; }",
    "selection": "::selection { color: transparent; background: transparent; }",
    "right to left": "html { direction: rtl; }",
}
# Each part of the open window: where it is and how its text looks.
LOOK = """() => {
  const root = document.querySelector("fact-assistant").shadowRoot;
  const names = ["fontSize", "fontFamily", "fontWeight", "fontStyle", "lineHeight", "letterSpacing", "wordSpacing",
    "textIndent", "textTransform", "textAlign", "whiteSpace", "color", "backgroundColor", "direction", "visibility",
    "cursor", "hyphens", "userSelect", "pointerEvents", "writingMode", "wordBreak", "textShadow", "display", "opacity",
    "webkitTextFillColor"];
  return [...root.querySelectorAll(".root *")].map((element) => {
    const style = getComputedStyle(element);
    const { x, y, width, height } = element.getBoundingClientRect();
    return [element.localName, element.className.toString(), x, y, width, height, ...names.map((name) => style[name])].join(" ");
  });
}"""


@pytest.fixture
def plain_look(host: Host) -> Callable[[], list[str]]:
    """How the widget looks on a page without styles."""

    def look() -> list[str]:
        widget = host()
        expect(widget.launcher).to_be_visible()
        widget.talk()
        widget.page.mouse.move(0, 0)
        return list(widget.page.evaluate(LOOK))

    return look


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_no_style_of_the_page_reaches_in(
    host: Host, plain_look: Callable[[], list[str]], style: str
) -> None:
    expected = plain_look()
    widget = host(style)
    widget.page.evaluate("sessionStorage.clear()")
    widget.page.reload()
    expect(widget.launcher).to_be_visible()
    widget.talk()
    widget.page.mouse.move(0, 0)
    assert widget.page.evaluate(LOOK) == expected


def test_what_is_marked_inside_can_be_seen(host: Host) -> None:
    widget = host("::selection { color: transparent; background: transparent; }")
    widget.talk()
    marked = widget.page.locator("fact-assistant .words").first.evaluate(
        "element => getComputedStyle(element, '::selection').backgroundColor"
    )
    assert marked != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("wanted", [16, 24])
@pytest.mark.parametrize("root", ["", "html { font-size: 62.5%; }", "html { font-size: 10px; }"])
def test_the_text_is_as_large_as_the_reader_wants_it(
    host: Host, page: Page, root: str, wanted: int
) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": wanted, "fixed": 13}})
    widget = host(root)
    widget.talk()
    for part in (page.locator("fact-assistant .rows .words").first, widget.input):
        expect(part).to_have_css("font-size", f"{wanted}px")


AROUND = [
    "<div style='transform: translate(300px, 40px)'>{}</div>",
    "<div style='filter: blur(0); perspective: 10px'>{}</div>",
    "<div style='overflow: hidden; width: 5px; height: 5px; position: relative'>{}</div>",
    "<div style='position: relative; z-index: 1; isolation: isolate'>{}</div>",
    "<div style='contain: strict; width: 10px; height: 10px'>{}</div>",
    "<div style='clip-path: inset(50%); opacity: 0.1'>{}</div>",
    "<div style='display: flex; gap: 40px; container-type: size; will-change: transform'>{}</div>",
]
COVER = "#cover { position: fixed; inset: 0; z-index: 2147483647; background: red; }"


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("width", [320, 1280])
def test_launcher_and_window_are_where_they_belong_whatever_is_around(
    host: Host, page: Page, around: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    viewport = "<meta name=viewport content='width=device-width'>"
    widget = host(COVER, before=viewport + "<div id=cover></div>", around=around)
    # A click that something covers would time out.
    box = widget.launcher.bounding_box()
    assert box is not None
    assert (box["x"] + box["width"], box["y"] + box["height"]) == (width - 20, 780)
    widget.launcher.click()
    widget.greeted()
    window = page.locator("fact-assistant dialog").bounding_box()
    assert window is not None
    right, bottom = window["x"] + window["width"], window["y"] + window["height"]
    assert (right, bottom) == ((width, 800) if width == 320 else (width - 20, 780))
    assert widget.ask("how many detention visits?").is_visible()
    widget.button("Close").click()
    expect(widget.launcher).to_be_focused()


def test_a_site_s_style_sheet_sets_the_four_properties_there_are(host: Host, page: Page) -> None:
    style = """
      fact-assistant { --fact-assistant-accent: rgb(10, 90, 10); --fact-assistant-font: monospace;
                       --fact-assistant-height: 500px; --fact-assistant-inset: 50px; }
    """
    widget = host(style, attributes='mode="inline"')
    widget.greeted()
    window = page.locator("fact-assistant .window")
    expect(window).to_have_css("font-family", "monospace")
    expect(window).to_have_css("height", "500px")
    expect(page.locator("fact-assistant .send")).to_have_css("background-color", "rgb(10, 90, 10)")
    widget = host(style)
    box = widget.launcher.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] == 1230
