"""The press page in a real browser: search, copying, keyboard, accessibility, printing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from press_browser import Open, open_page, press_url

from bot.facts import Fact, language, load_fact_sheet
from bot.press.press import press_for
from bot.press.search import search

__all__ = ["open_page", "press_url"]

SHEET = load_fact_sheet()
FIGURES = [fact.key for fact in SHEET.figures()]
PAGES = ["/press", "/press?q=solar", "/press?q=families+5000", "/press?q=xyzzy", "/press/check", "/api/v1/docs",
         *(f"/press/figures/{key}" for key in FIGURES), *(f"/press/areas/{key}" for key in SHEET.areas)]  # fmt: skip
KINDS = ["/press", "/press?area=education&q=school", "/press/figures/ihl_servicemen_trained",
         "/press/areas/detention", "/press/check", "/api/v1/docs"]  # fmt: skip
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROW = {"width": 320, "height": 640}


def axe_violations(page: Page) -> list[str]:
    found: dict[str, Any] = (
        Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response
    )
    assert len(found["passes"]) > 5
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary')}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_light_or_dark(open_page: Open, path: str) -> None:
    page = open_page(path)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe_violations(page) == [], scheme


def test_axe_finds_nothing_on_a_page_that_is_not_there(open_page: Open) -> None:
    page = open_page("/press/figures/unknown", expected="404")
    assert axe_violations(page) == []
    expect(page.get_by_role("main").get_by_role("link", name="All figures")).to_be_visible()


def test_axe_would_find_a_fault(open_page: Open) -> None:
    page = open_page("/press/areas/education")
    page.evaluate("document.querySelector('h1').append(document.createElement('img'))")
    assert any(violation.startswith("image-alt") for violation in axe_violations(page))


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("text", ["100%", "200%"])
def test_a_narrow_screen_needs_no_sideways_scrolling(open_page: Open, path: str, text: str) -> None:
    size = NARROW if text == "100%" else {"width": 640, "height": 900}
    page = open_page(path, viewport=size)
    page.evaluate(f"document.documentElement.style.fontSize = '{text}'")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size["width"]
    if text == "100%":
        assert axe_violations(page) == []


def test_search_as_you_type_shows_what_matches(open_page: Open) -> None:
    page = open_page("/press")
    expect(page.locator("article.figure")).to_have_count(len(FIGURES))
    page.get_by_label("Search").press_sequentially("mortality")
    expect(page.locator("article.figure")).to_have_count(1)
    expect(page.locator("#tb_mortality")).to_be_visible()
    expect(page.locator("#status")).to_have_text("Found: 1 figure.")
    expect(page).to_have_url(re.compile(r"\?q=mortality$"))
    assert page.evaluate("document.activeElement.id") == "q"
    # What is shown is what a link to it shows.
    page.reload()
    expect(page.locator("article.figure")).to_have_count(1)
    page.get_by_label("Search").fill("")
    expect(page.locator("article.figure")).to_have_count(len(FIGURES))
    expect(page).to_have_url(re.compile("/press$"))


def test_the_area_filter_needs_no_button(open_page: Open) -> None:
    page = open_page("/press")
    page.get_by_label("Programme area", exact=True).select_option("detention")
    expect(page.locator("article.figure")).to_have_count(4)
    page.get_by_label("Search").fill("xyzzy")
    expect(page.locator("#status")).to_have_text("This search found nothing.")
    expect(page.locator("article.figure")).to_have_count(0)


def test_what_is_typed_is_shown_as_text_only(open_page: Open) -> None:
    page = open_page("/press")
    page.get_by_label("Search").fill("<img src=x onerror=alert(1)>")
    expect(page.locator("#status")).to_have_text("This search found nothing.")
    assert page.locator("main img").count() == 0


def test_without_javascript_the_form_does_the_same(open_page: Open) -> None:
    page = open_page("/press", java_script_enabled=False)
    expect(page.locator("button[data-copy]:visible")).to_have_count(0)
    page.get_by_label("Programme area", exact=True).select_option("mine_risk")
    page.get_by_label("Search").fill("people")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("article.figure")).to_have_count(1)
    expect(page.get_by_label("Search")).to_have_value("people")
    expect(page).to_have_url(re.compile("#results$"))
    expect(page.locator("#status")).to_be_in_viewport()
    expect(page.locator("article.figure h3")).to_be_in_viewport()
    page.get_by_role("link", name="Check, cite, download").click()
    expect(page.locator(".citation pre")).to_have_count(5)


def test_quote_and_citation_are_copied(open_page: Open) -> None:
    page = open_page("/press", permissions=["clipboard-read", "clipboard-write"])
    figure = page.locator("#tb_treated")
    figure.get_by_role("button", name="Copy as quote").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“2,700 prisoners treated under TB programme” (ICRC, ")
    # Short, so that it covers nothing.
    expect(page.locator("#notice")).to_have_text("Copied: quote")
    figure.get_by_role("button", name="Copy citation").click()
    expect(page.locator("#notice")).to_have_text("Copied: citation")
    copied = page.evaluate("navigator.clipboard.readText()")
    page.goto(page.url + "/figures/tb_treated")
    assert page.locator("pre").first.inner_text() == copied
    page.get_by_role("button", name="Copy alt text").first.click()
    expect(page.locator("#notice")).to_have_text("Copied: alt text")
    alt = page.locator(".cards img").first.get_attribute("alt")
    assert page.evaluate("navigator.clipboard.readText()") == alt


def test_statements_are_copied_as_paraphrase_and_citation(open_page: Open) -> None:
    page = open_page("/press/areas/education", permissions=["clipboard-read", "clipboard-write"])
    statement = page.locator("#education_schools")
    statement.get_by_role("button", name="Copy as paraphrase").click()
    expect(page.locator("#notice")).to_have_text("Copied: paraphrase")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Paraphrase, not the ICRC's words: Schools were repaired")
    statement.get_by_role("button", name="Copy citation").click()
    expect(page.locator("#notice")).to_have_text("Copied: citation")
    assert "/press/areas/education#education_schools on" in page.evaluate(
        "navigator.clipboard.readText()"
    )


SCREENS = [{"width": 1366, "height": 768}, {"width": 390, "height": 844}]


@pytest.mark.parametrize("screen", SCREENS)
def test_what_is_found_is_in_sight_at_once(open_page: Open, screen: dict[str, int]) -> None:
    page = open_page("/press", viewport=screen)
    first = page.locator("article.figure").first.bounding_box()
    assert first is not None
    assert first["y"] < 700
    page.get_by_label("Search").fill("missing")
    expect(page.locator("#status")).to_contain_text("Found: 2 figures and")
    expect(page.locator("#status")).to_be_in_viewport()
    page.get_by_label("Search").press("Enter")
    expect(page.locator("#results")).to_be_focused()
    for part in ("#status", "#missing_registered .display"):
        expect(page.locator(part)).to_be_in_viewport()
    # The downloads come after what was looked for.
    downloads = page.locator("#downloads").bounding_box()
    found = page.locator("#missing_registered").bounding_box()
    assert downloads is not None
    assert found is not None
    assert downloads["y"] > found["y"]


@pytest.mark.parametrize("scripts", [True, False])
def test_search_finds_the_same_with_and_without_javascript(open_page: Open, scripts: bool) -> None:
    page = open_page("/press", java_script_enabled=scripts)
    page.get_by_label("Search").fill("families 5000")
    page.get_by_label("Search").press("Enter")
    expect(page.get_by_role("heading", name="Matches some of the words only")).to_be_visible()
    assert page.locator("article.figure").first.get_attribute("id") == "ihl_students_engaged"
    shown = [
        one.get_attribute("id") for one in page.locator("article.figure, .statements li").all()
    ]
    assert shown == [fact.key for fact in partly_found("families 5000")]


def partly_found(words: str) -> list[Fact]:
    partly = search(press_for("en"), "", words).partly
    return [*partly.figures, *partly.statements]


def test_the_assistant_may_be_asked_what_the_search_has_not_found(open_page: Open) -> None:
    page = open_page("/press?q=killed")
    page.get_by_role("link", name="Ask the assistant: “killed”").click()
    box = page.get_by_label("Ask a question")
    expect(box).to_have_value("killed")
    expect(page.locator(".answer")).to_have_count(0)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".answer")).to_have_count(1)


def test_each_citation_is_copied_as_it_stands(open_page: Open) -> None:
    page = open_page(
        "/press/figures/mine_risk_reached", permissions=["clipboard-read", "clipboard-write"]
    )
    for box in page.locator(".copied-text:has(pre)").all():
        box.get_by_role("button").click()
        expect(page.locator("#notice")).to_contain_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == box.locator("pre").inner_text()
    (item,) = json.loads(page.locator(".citation pre").last.inner_text())
    assert page.url in item["note"]


def test_copying_works_where_there_is_no_clipboard(open_page: Open) -> None:
    page = open_page("/press", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not secure')); }"
    )
    button = page.locator("#tb_treated").get_by_role("button", name="Copy as quote")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_have_text("Copied: quote")
    assert "2,700 prisoners" in page.evaluate("navigator.clipboard.readText()")
    expect(button).to_be_focused()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(open_page: Open) -> None:
    page = open_page("/press")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    reached = 0
    expected = page.locator("a[href]:visible, button:visible, input:visible, select:visible, [tabindex='0']").count()  # fmt: skip
    while page.evaluate("document.activeElement !== document.body") and reached < 500:
        shown = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; })()"
        )
        assert shown, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        reached += 1
        page.keyboard.press("Tab")
    assert reached >= expected


def test_the_skip_link_leads_to_the_content(open_page: Open) -> None:
    page = open_page("/press")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_bars_are_as_long_as_their_numbers_are_large(open_page: Open) -> None:
    page = open_page("/press", viewport={"width": 1440, "height": 900})
    widths = [bar.bounding_box() or {} for bar in page.locator(".bars rect").all()]
    values = sorted(
        (SHEET.quantity(key).value for key in FIGURES if _drawn(page, key)), reverse=True
    )
    assert len(widths) == len(values) > 3
    for box, value in zip(widths, values, strict=True):
        assert box["width"] / widths[0]["width"] == pytest.approx(value / values[0], abs=0.002)


def _drawn(page: Page, key: str) -> bool:
    bars = page.locator(".bars").inner_text()
    return SHEET.facts[key].caption_line(language("en")) in bars


def test_the_page_prints_on_two_pages(open_page: Open) -> None:
    page = open_page("/press")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    boxes = {
        tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", printed)
    }
    (box,) = boxes
    assert (round(box[2]), round(box[3])) == (595, 842)


def test_a_figure_prints_on_one_page_with_its_card_and_an_area_with_its_addresses(
    open_page: Open,
) -> None:
    page = open_page("/press/figures/ihl_students_engaged")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".cards img").first).to_be_visible()
    expect(page.get_by_role("heading", name="APA")).to_be_visible()
    for style in ("BibTeX", "CSL-JSON"):
        expect(page.get_by_role("heading", name=style)).to_be_hidden()
    page.goto(page.url.replace("figures/ihl_students_engaged", "areas/detention"))
    link = page.locator("#tb_programme .source a")
    assert (
        link.evaluate("a => getComputedStyle(a, '::after').content") == f'"{page.url}#tb_programme"'
    )


PHONES = [{"width": 390, "height": 844}, {"width": 360, "height": 740}]


@pytest.mark.parametrize("phone", PHONES)
def test_copying_is_in_the_first_screen_of_a_figure_on_a_phone(
    open_page: Open, phone: dict[str, int]
) -> None:
    for key in FIGURES:
        page = open_page(f"/press/figures/{key}", viewport=phone)
        for name in ("Copy as quote", "Copy citation", "Copy link"):
            button = page.get_by_role("button", name=name).first.bounding_box()
            assert button is not None
            assert button["y"] + button["height"] < phone["height"], (key, name)


def test_a_phone_shares_a_figure_with_its_own_sheet(open_page: Open) -> None:
    page = open_page("/press/figures/tb_treated", viewport=PHONES[0])
    expect(page.get_by_role("button", name="Share")).to_be_hidden()
    page.add_init_script(
        "window.shared = []; navigator.share = (what) => { shared.push(what); return Promise.reject(new Error('closed')); };"
    )
    page.reload()
    page.get_by_role("button", name="Share").click()
    (shared,) = page.evaluate("window.shared")
    assert shared["url"] == page.url
    assert SHEET.facts["tb_treated"].caption_line(language("en")) in shared["title"]


def test_jump_links_lead_to_the_parts_of_a_page(open_page: Open) -> None:
    for path in ("/press", "/press/figures/tb_treated"):
        page = open_page(path, viewport=PHONES[0])
        links = page.get_by_role("navigation", name="On this page").get_by_role("link").all()
        assert len(links) >= 4
        assert (links[0].bounding_box() or {"y": 9999})["y"] < PHONES[0]["height"]
        for link in links:
            link.click()
            target = (link.get_attribute("href") or "").removeprefix("#")
            expect(page.locator(f"[id='{target}']")).to_be_in_viewport()


def test_answers_are_folded_on_screen_and_open_on_paper(open_page: Open) -> None:
    page = open_page("/press")
    answers = page.locator("details.question p:not(.source)")
    assert answers.count() == page.locator("details.question").count() > 10
    expect(answers.first).to_be_hidden()
    page.locator("details.question summary").first.focus()
    page.keyboard.press("Enter")
    expect(answers.first).to_be_visible()
    expect(answers.last).to_be_hidden()
    page.emulate_media(media="print")
    for answer in answers.all():
        assert answer.evaluate("answer => answer.checkVisibility({ contentVisibilityAuto: true })")
        assert (answer.bounding_box() or {"height": 0})["height"] > 5


def test_a_text_is_checked_without_javascript_and_the_marks_lead_to_what_is_right(
    open_page: Open,
) -> None:
    for scripts in (True, False):
        page = open_page("/press/check", java_script_enabled=scripts, viewport=NARROW)
        page.get_by_label("Your text").fill(
            "The ICRC made 1,400 detention visits.\nIt supported 3,000 families of the missing. <b>Rain</b> fell."
        )
        page.get_by_role("button", name="Check").click()
        expect(page.get_by_text("2 places to correct.")).to_be_visible()
        assert page.url.endswith("/press/check")
        expect(page.locator("mark.differs").last).to_have_text("1,400")
        page.locator(".marked sup a").first.click()
        expect(page.locator("#note-1")).to_be_in_viewport()
        page.locator("#note-1").get_by_role("link", name="1,400 detention visits").click()
        expect(page.locator("#place-1")).to_be_in_viewport()
        expect(page.locator(".marked")).to_contain_text("<b>Rain</b> fell.")
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if scripts:
                assert axe_violations(page) == [], scheme
        page.locator("#note-2").get_by_role("link", name="See the figure").click()
        expect(page).to_have_url(re.compile("/press/figures/missing_families_supported$"))


def test_images_are_shown_and_described(open_page: Open) -> None:
    page = open_page("/press/figures/tb_mortality")
    for image in page.locator("main img").all():
        assert image.evaluate("image => image.complete && image.naturalWidth > 500")
        assert (image.get_attribute("alt") or "").startswith("105-fold fall in mortality")


def test_structured_data_breaks_no_policy(open_page: Open) -> None:
    page = open_page("/press", expected="Content Security Policy")
    blocks = page.locator("script[type='application/ld+json']").all_text_contents()
    assert {json.loads(block)["@type"] for block in blocks} == {"FAQPage", "Dataset"}
    # The policy does hold: what is not allowed is not run.
    page.evaluate(
        "() => { const script = document.createElement('script');"
        " script.textContent = 'window.ran = true'; document.head.append(script); }"
    )
    assert page.evaluate("window.ran") is None
    assert len(page.evaluate("window.violations")) == 1
    page.evaluate("window.violations.length = 0")
