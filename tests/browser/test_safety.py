"""What must never happen: code that runs, requests elsewhere, cookies, a site that is not on the list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from server_process import Server
from surroundings import Site, Watch
from widget_page import WidgetPage

from benchmarks.processes import free_port
from bot.channels.widget import embed_snippet, frame_snippet

MARKUP = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<svg onload=alert(1)></svg>",
    '"><svg/onload=alert(1)>',
    "<a href='javascript:alert(1)'>click</a>",
    "[click](javascript:alert(1)) ![x](http://elsewhere.example/x.png)",
    "javascript:alert(1)",
    "<iframe src=//elsewhere.example></iframe>",
    "<style>*{background:url(//elsewhere.example)}</style>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "<math><mi xlink:href='data:text/html,<script>alert(1)</script>'>",
    "https://elsewhere.example/familylinks.icrc.org",
]
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"


def test_what_is_typed_in_stays_text(
    web: Server, context: BrowserContext, page: Page, watch: Watch
) -> None:
    widget = WidgetPage(page).open(web.url)
    for markup in MARKUP:
        widget.ask(f"{markup} detention visits")
        expect(widget.users.last.locator(".words")).to_have_text(f"{markup} detention visits")
    page.reload()
    expect(widget.users).to_have_count(len(MARKUP))
    made = "img, script, iframe, style, math, object, a[href^='javascript'], .user a, .user svg"
    assert page.locator("fact-assistant .log").locator(made).count() == 0
    watch.nothing_happened(context)


def test_markup_in_facts_is_shown_as_text(
    web: Server, context: BrowserContext, page: Page, watch: Watch
) -> None:
    planted = " ".join(MARKUP)

    def plant(route: Route) -> None:
        answer = route.fetch().json()
        reply = answer["messages"][0]["reply"]
        answer["messages"][0]["text"] = reply["answer"] = reply["reference"] = planted
        row = {"title": planted, "url": f"{web.url}/press", "citation": planted}
        reply["parts"] = [
            {"text": planted, "figures": [planted], "row": None},
            {"text": f"{planted}.", "figures": [planted], "row": row},
            {
                "text": f"{planted}.",
                "figures": [planted],
                "row": {**row, "url": "javascript:alert(1)"},
            },
        ]
        reply["links"] = [
            {"title": planted, "url": f"{web.url}/press/figures/tb_treated"},
            {"title": "run", "url": "javascript:alert(1)"},
            {"title": "run", "url": "data:text/html,<script>alert(1)</script>"},
        ]
        for suggestion in reply["suggestions"]:
            suggestion["title"] = planted
        route.fulfill(body=json.dumps(answer), content_type="application/json")

    widget = WidgetPage(page).open(web.url)
    page.route("**/web/messages", plant)
    answer = widget.ask("how many detention visits?")
    for part in (".number", ".text", ".source"):
        expect(answer.locator(part).first).to_have_text(planted)
    expect(widget.suggestions.first).to_have_text(planted)
    row, link = answer.locator("a").all()
    assert row.get_attribute("href") == f"{web.url}/press"
    assert link.get_attribute("href") == f"{web.url}/press/figures/tb_treated"
    expect(link).to_have_accessible_name(f"Check, cite, download – {planted} (opens in a new tab)")
    assert answer.locator("img, script, iframe, math").count() == 0
    watch.nothing_happened(context)


def test_a_page_under_a_strict_policy(
    web: Server, context: BrowserContext, page: Page, watch: Watch
) -> None:
    def tighten(route: Route) -> None:
        response = route.fetch()
        route.fulfill(
            response=response, headers={**response.headers, "content-security-policy": STRICT}
        )

    page.route(web.url + "/", tighten)
    widget = WidgetPage(page).open(web.url + "/")
    page.locator("fact-assistant").evaluate("element => element.setAttribute('theme', 'dark')")
    widget.ask("how many detention visits?")
    assert page.evaluate("window.violations") == []
    watch.nothing_happened(context)


def test_a_listed_site_embeds_the_widget(
    web: Server, context: BrowserContext, page: Page, watch: Watch, site_with_widget: str
) -> None:
    widget = WidgetPage(page).open(site_with_widget)
    expect(widget.ask("how many detention visits?")).to_contain_text("1,376")
    page.reload()
    widget.launcher.click()
    expect(widget.users).to_have_count(1)
    widget.forget()
    expect(widget.log).to_contain_text("was deleted")
    watch.nothing_happened(context)


def test_a_listed_site_may_have_a_strict_policy_of_its_own(
    web: Server, context: BrowserContext, page: Page, watch: Watch, site: Site
) -> None:
    watch.hosts.add(site.url)
    policy = f"default-src 'none'; script-src {web.url}; connect-src {web.url}"
    snippet = embed_snippet(web.url).replace("<fact-assistant", '<fact-assistant accent="teal" ')
    widget = WidgetPage(page).open(site.page(snippet, policy))
    expect(widget.ask("how many detention visits?")).to_contain_text("1,376")
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("html > div .number")).to_have_text("1,376")
    watch.nothing_happened(context)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Site]:
    """A site that is not on the list."""
    running = Site(tmp_path, free_port())
    yield running
    running.stop()


@pytest.mark.parametrize("fallback", ["", "<p>Write to our newsroom instead.</p>"])
def test_readers_of_other_sites_keep_what_the_site_says_and_the_console_says_why(
    web: Server, page: Page, other: Site, fallback: str
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    snippet = embed_snippet(web.url).replace("></fact", f">{fallback}</fact")
    before = page.goto(other.page(snippet.partition("</script>")[2]))
    assert before is not None
    shown = page.locator("body").inner_text()
    with page.expect_console_message(lambda message: message.type == "warning"):
        page.goto(other.page(snippet))
    (warning,) = [line for line in said if line.startswith("warning")]
    assert f"Pages of {other.url} may not use this assistant" in warning
    assert "`allowed_origins` in bot/settings.yml" in warning
    assert page.locator("body").inner_text() == shown
    assert ("newsroom" in shown) == bool(fallback)
    inside = page.locator("fact-assistant").evaluate("one => one.shadowRoot.innerHTML")
    assert inside == "<slot></slot>"


def test_a_widget_that_is_asked_to_wait_comes_later(web: Server, page: Page) -> None:
    asked = []

    def refuse_once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 1:
            route.continue_()
        else:
            route.fulfill(status=429, body='{"detail": "Too many requests."}')

    page.route("**/web/terms*", refuse_once)
    WidgetPage(page).open(web.url)
    assert len(asked) == 2


def test_a_frame_on_other_sites_leads_to_the_press_page(
    web: Server, context: BrowserContext, page: Page, other: Site
) -> None:
    page.goto(other.page(frame_snippet(web.url)))
    frame = page.frame_locator("iframe")
    expect(frame.locator("body")).to_contain_text("cannot be used on this page")
    assert frame.locator("script, form, button, input, textarea, fact-assistant").count() == 0
    (link,) = frame.locator("a").all()
    with context.expect_page() as opened:
        link.click()
    expect(opened.value.locator("h1")).to_contain_text("Azerbaijan")
    assert opened.value.url == f"{web.url}/press"
    assert opened.value.evaluate("window.opener") is None


def test_a_site_that_hides_its_name_gets_no_widget(web: Server, page: Page, other: Site) -> None:
    snippet = frame_snippet(web.url).replace("<iframe", '<iframe referrerpolicy="no-referrer"')
    page.goto(other.page(snippet))
    page.wait_for_load_state("networkidle")
    assert page.frames[1].locator("fact-assistant").count() == 0


def test_a_changed_widget_is_not_run(web: Server, page: Page, site_with_widget: str) -> None:
    page.route(
        "**/fact-assistant.js",
        lambda route: route.fulfill(
            body="document.body.dataset.changed = 'yes';",
            content_type="text/javascript",
            headers={"access-control-allow-origin": "*"},
        ),
    )
    page.goto(site_with_widget)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.body.dataset.changed") is None


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_frame_works_on_a_listed_site_without_scripts_of_its_own(
    web: Server, context: BrowserContext, page: Page, watch: Watch, site: Site, width: int
) -> None:
    watch.hosts.add(site.url)
    page.set_viewport_size({"width": width, "height": 844})
    viewport = '<meta name="viewport" content="width=device-width">'
    page.goto(site.page(viewport + frame_snippet(web.url)))
    frame = page.frame_locator("iframe")
    frame.locator("textarea").fill("how many detention visits?")
    frame.locator("textarea").press("Enter")
    expect(frame.locator(".number")).to_have_text("1,376")
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert [inside.evaluate(wider) for inside in page.frames] == [False, False]
    box = page.locator("iframe").bounding_box()
    assert box is not None
    # A browser's own margin around the page, and no border.
    assert (box["width"], box["height"]) == (min(420, width - 16), 640)
    watch.nothing_happened(context)


@pytest.mark.parametrize("allowed", [True, False])
def test_a_citation_is_copied_out_of_a_frame_that_may_write_to_the_clipboard(
    web: Server, context: BrowserContext, page: Page, site: Site, allowed: bool
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    context.grant_permissions(["clipboard-write"], origin=web.url)
    snippet = frame_snippet(web.url)
    page.goto(site.page(snippet if allowed else snippet.replace(' allow="clipboard-write"', "")))
    page.evaluate("navigator.clipboard.writeText('nothing yet')")
    frame = page.frame_locator("iframe")
    frame.locator("textarea").fill("how many detention visits?")
    frame.locator("textarea").press("Enter")
    frame.get_by_role("button", name="Copy citation").click()
    expect(frame.locator(".copy")).to_have_text("Copied" if allowed else re.compile("Could not"))
    page.bring_to_front()
    page.locator("h1").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert (f"{web.url}/press/figures/detention_visits" in copied) == allowed


@pytest.mark.parametrize(
    ("attribute", "value"), [("accent", "red;} * {display:none"), ("accent", "url(//x)")]
)
def test_attributes_cannot_smuggle_in_styles(
    web: Server, page: Page, site: Site, attribute: str, value: str
) -> None:
    snippet = embed_snippet(web.url).replace(
        "<fact-assistant>", f'<fact-assistant {attribute}="{value}">'
    )
    page.goto(site.page(snippet))
    expect(page.locator("fact-assistant .launcher")).to_be_visible()
    assert page.locator("fact-assistant").get_attribute("style") is None
