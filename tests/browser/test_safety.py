"""What must never happen: code that runs, requests elsewhere, cookies, a site that is not on the list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from server_process import Server, free_port
from surroundings import Site, Watch
from widget_page import WidgetPage

from bot.channels.widget import embed_snippet

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
        answer["messages"][0]["text"] = reply["answer"] = reply["source"]["citation"] = planted
        reply["figures"] = [{"display": planted, "label": planted}]
        for suggestion in reply["suggestions"]:
            suggestion["title"] = planted
        route.fulfill(body=json.dumps(answer), content_type="application/json")

    widget = WidgetPage(page).open(web.url)
    page.route("**/web/messages", plant)
    answer = widget.ask("how many detention visits?")
    for part in (".number", ".label", ".text", ".source"):
        expect(answer.locator(part).first).to_have_text(planted)
    expect(widget.suggestions.first).to_have_text(planted)
    assert answer.locator("a, img, script, iframe, math").count() == 0
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
    widget.button("Forget me").click()
    expect(widget.log).to_contain_text("was deleted")
    watch.nothing_happened(context)


def test_a_listed_site_may_have_a_strict_policy_of_its_own(
    web: Server, context: BrowserContext, page: Page, watch: Watch, site: Site
) -> None:
    watch.hosts.add(site.url)
    policy = f"default-src 'none'; script-src {web.url}; connect-src {web.url}"
    widget = WidgetPage(page).open(site.page(embed_snippet(web.url), policy))
    expect(widget.ask("how many detention visits?")).to_contain_text("1,376")
    watch.nothing_happened(context)


def test_other_sites_are_refused_in_plain_words(web: Server, page: Page, tmp_path: Path) -> None:
    other = Site(tmp_path, free_port())
    try:
        page.goto(other.page(embed_snippet(web.url)))
        refused = page.locator("fact-assistant .refused")
        expect(refused).to_contain_text("may not use this assistant")
        expect(refused).to_contain_text("allowed_origins")
        expect(page.locator("fact-assistant .launcher")).to_have_count(0)
        page.goto(other.page(f'<iframe src="{web.url}/widget/frame" title="Assistant"></iframe>'))
        assert page.frames[1].locator("fact-assistant").count() == 0
    finally:
        other.stop()


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


def test_the_frame_works_on_a_listed_site_without_scripts_of_its_own(
    web: Server, context: BrowserContext, page: Page, watch: Watch, site: Site
) -> None:
    watch.hosts.add(site.url)
    body = f'<iframe src="{web.url}/widget/frame" title="Assistant" width=400 height=600></iframe>'
    page.goto(site.page(body))
    frame = page.frame_locator("iframe")
    frame.locator("textarea").fill("how many detention visits?")
    frame.locator("textarea").press("Enter")
    expect(frame.locator(".number")).to_have_text("1,376")
    watch.nothing_happened(context)


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
