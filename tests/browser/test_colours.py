"""The widget takes its colour scheme and its accent from the page, and stays readable."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from widget_page import Host, WidgetPage

SCHEMES = [
    ("", "light", "light"),
    ("", "dark", "dark"),
    (":root { color-scheme: light; }", "dark", "light"),
    (":root { color-scheme: dark; }", "light", "dark"),
    (":root { color-scheme: only light; }", "dark", "light"),
    (":root { color-scheme: light dark; }", "dark", "dark"),
    ("body { color-scheme: dark; }", "light", "dark"),
    ("fact-assistant { color-scheme: dark; }", "light", "dark"),
]
SURFACE = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 28)"}


def surface(widget: WidgetPage) -> Any:
    return expect(widget.page.locator("fact-assistant .window"))


@pytest.mark.parametrize(("style", "system", "expected"), SCHEMES)
def test_the_page_s_colour_scheme_decides_before_the_system_s(
    host: Host, page: Page, style: str, system: Any, expected: str
) -> None:
    page.emulate_media(color_scheme=system)
    widget = host(style)
    widget.launcher.click()
    surface(widget).to_have_css("background-color", SURFACE[expected])


def test_a_theme_that_the_page_switches_is_followed(host: Host, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    widget = host(
        ".dark { color-scheme: dark; --brand: #ffee00; }",
        attributes='accent="var(--brand, #7a0019)"',
    )
    widget.launcher.click()
    send = expect(page.locator("fact-assistant .send"))
    send.to_have_css("background-color", "rgb(122, 0, 25)")
    send.to_have_css("color", "rgb(255, 255, 255)")
    page.evaluate("document.documentElement.className = 'dark'")
    surface(widget).to_have_css("background-color", SURFACE["dark"])
    send.to_have_css("background-color", "rgb(255, 238, 0)")
    send.to_have_css("color", "rgb(0, 0, 0)")
    page.evaluate("document.documentElement.className = ''")
    surface(widget).to_have_css("background-color", SURFACE["light"])


def test_a_scheme_named_in_the_head_counts(host: Host, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    widget = host(before="<meta name=color-scheme content=dark>")
    widget.launcher.click()
    surface(widget).to_have_css("background-color", SURFACE["dark"])


ACCENTS = [
    *(
        "rebeccapurple",
        "#7a0019",
        "rgb(118 118 118)",
        "hsl(120 100% 25%)",
        "oklch(0.7 0.2 140)",
        "lab(50 40 59)",
    ),
    *(
        "color(display-p3 1 0 0)",
        "hwb(200 10% 10%)",
        "var(--brand)",
        "color-mix(in oklab, red, blue)",
    ),
    *("white", "black", "rgb(0 0 0 / 50%)", "currentcolor", "light-dark(#ffd400, #00154d)"),
]
CONTRAST = """() => {
  const root = document.querySelector("fact-assistant").shadowRoot;
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const send = getComputedStyle(root.querySelector(".send"));
  const behind = getComputedStyle(root.querySelector(".window")).backgroundColor;
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = send.borderTopColor;
  canvas.fillRect(0, 0, 1, 1);
  const edge = "rgb(" + canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).join(",") + ")";
  return [ratio(send.color, send.backgroundColor), Math.max(ratio(send.backgroundColor, behind), ratio(edge, behind))];
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_any_colour_will_do_as_accent_and_is_readable(host: Host, page: Page, theme: str) -> None:
    widget = host(":root { --brand: teal; }", attributes=f'theme="{theme}"')
    widget.launcher.click()
    send = page.locator("fact-assistant .send")
    background = "button => getComputedStyle(button).backgroundColor"
    usual = send.evaluate(background)
    element = page.locator("fact-assistant")
    for accent in ACCENTS:
        element.evaluate("(one, accent) => one.setAttribute('accent', accent)", accent)
        assert send.evaluate(background) != usual, accent
        text, shape = page.evaluate(CONTRAST)
        assert text >= 4.5, accent
        assert shape >= 3, accent
        element.evaluate("one => one.removeAttribute('accent')")
        assert send.evaluate(background) == usual


@pytest.mark.parametrize(
    "accent", ["var(--none)", "transparent", "nonsense", "url(//x)", "var(--x, url(//x))", "5px"]
)
def test_what_is_no_colour_changes_nothing(host: Host, page: Page, accent: str) -> None:
    widget = host(attributes=f'accent="{accent}" theme="light"')
    widget.launcher.click()
    expect(page.locator("fact-assistant .send")).to_have_css("background-color", "rgb(31, 78, 121)")
