"""What a reader sees and hears: each figure once, lists as rows, the answer from its start."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from server_process import Server
from widget_page import Host, WidgetPage, hold

THREE = "how many visits, families helped and TB patients?"
FOCUSED = "document.querySelector('fact-assistant').shadowRoot.activeElement.className"


def test_a_figure_stands_once_in_the_bubble(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    # The source is named in full the first time, then in short.
    for question, figure, source in (
        ("how many detention visits?", "1,376", "Source: ICRC"),
        ("so 900 detention visits?", "1,376", "Source: "),
        ("how many families of missing people were supported?", "3,000", "Source: "),
    ):
        body = widget.ask(question).locator(".body")
        assert body.inner_text().count(figure) == 1
        expect(body.locator(".number")).to_contain_text(figure)
        expect(body.locator(".source")).to_contain_text(source)
        larger = body.locator(".number").evaluate(
            "number => parseFloat(getComputedStyle(number).fontSize) / parseFloat(getComputedStyle(number.parentNode).fontSize)"
        )
        assert larger > 1.4


def test_each_row_of_a_list_is_copied_and_checked_by_itself(
    web: Server, context: BrowserContext, page: Page
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=web.url)
    widget = WidgetPage(page).open(web.url)
    answer = widget.ask(THREE)
    rows = answer.locator(".rows li")
    expect(rows).to_have_count(3)
    second = rows.nth(1)
    expect(second.locator(".number")).to_have_text("more than 3,000")
    copy = second.get_by_role("button")
    expect(copy).to_have_accessible_name("Copy citation: families of the missing supported")
    copy.click()
    expect(copy).to_have_accessible_name("Copied: families of the missing supported")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "“3,000+ families of the missing supported”" in copied
    assert "1,376" not in copied
    expect(second.get_by_role("link")).to_have_attribute(
        "href", f"{web.url}/press/figures/missing_families_supported"
    )
    answer.locator("> .tools .copy").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert all(figure in copied for figure in ("1,376", "3,000+", "2,700"))


@pytest.mark.parametrize("width", [320, 1280])
def test_who_is_asked_which_part_is_meant_chooses_it(web: Server, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    widget = WidgetPage(page).open(web.url)
    widget.ask("tell me more")
    group = page.get_by_role("group", name="Choose a part of the work")
    chips = group.get_by_role("button")
    expect(chips).to_have_count(10)
    chips.get_by_text("Detention", exact=True).click()
    widget.answered()
    expect(widget.users.last).to_contain_text("What was done in places of detention?")
    expect(group).to_have_count(0)


@pytest.mark.parametrize(("width", "icon_alone"), [(320, True), (1280, False)])
def test_the_launcher_is_an_icon_on_a_phone(
    host: Host, page: Page, width: int, icon_alone: bool
) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    widget = host(before="<meta name=viewport content='width=device-width'>")
    expect(widget.launcher).to_have_accessible_name("Ask about the ICRC in Azerbaijan")
    box = widget.launcher.bounding_box()
    assert box is not None
    assert (box["width"] < 64) == icon_alone
    assert box["width"] >= 44
    assert box["height"] >= 44


def test_there_is_one_notice(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    assert widget.log.inner_text().count("automated assistant") == 1
    expect(page.locator("fact-assistant .notice")).to_contain_text("cannot search for people")
    assert widget.log.evaluate("log => log.scrollTop") == 0


@pytest.mark.parametrize("button", ["Start again", "Delete this conversation"])
def test_nothing_is_deleted_before_it_is_confirmed(web: Server, page: Page, button: str) -> None:
    widget = WidgetPage(page).open(web.url)
    widget.ask("how many detention visits?")
    deleted: list[str] = []
    page.on("request", lambda request: deleted.append(request.method))
    widget.button(button).click()
    expect(widget.button("Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(widget.button("Keep it")).to_have_count(0)
    expect(widget.input).to_be_focused()
    widget.button(button).click()
    widget.button("Keep it").click()
    assert deleted == []
    expect(widget.users).to_have_count(1)
    widget.button(button).click()
    page.locator("fact-assistant .sure").click()
    expect(widget.users).to_have_count(0)
    assert "DELETE" in deleted
    # Where nothing has been asked, nothing can be lost.
    widget.button("Start again").click()
    widget.greeted()
    expect(widget.button("Keep it")).to_have_count(0)


def test_the_two_ways_to_end_are_apart(host: Host, page: Page) -> None:
    widget = host()
    widget.talk()
    again = widget.button("Start again").bounding_box()
    delete = widget.button("Delete this conversation").bounding_box()
    assert again is not None
    assert delete is not None
    assert delete["x"] - (again["x"] + again["width"]) > 80


@pytest.mark.parametrize("size", [(320, 640), (320, 480), (1280, 900), (640, 360)])
@pytest.mark.parametrize("question", ["what are the key figures", "detention visits, and " * 40])
def test_an_answer_is_shown_from_its_start(
    web: Server, page: Page, size: tuple[int, int], question: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    widget = WidgetPage(page).open(web.url)
    for asked in ("everything about prisoners", question):
        start = widget.ask(asked).locator(".body > *").first
        expect(start).to_be_in_viewport(ratio=0.2)
        top = start.evaluate("""(part) => {
          const root = part.getRootNode();
          const [log, frame] = [root.querySelector(".log"), root.querySelector(".window")];
          return part.getBoundingClientRect().top - Math.max(log.getBoundingClientRect().top, frame.getBoundingClientRect().top);
        }""")
        assert top >= 0


def test_after_a_suggestion_the_focus_is_on_the_answer(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    widget.ask("how many detention visits?")
    widget.suggestions.first.focus()
    page.keyboard.press("Enter")
    widget.answered()
    expect(widget.replies.last).to_be_focused()
    expect(widget.replies.last).to_be_in_viewport()
    # It is read out as it is focused: not a second time.
    expect(widget.announced).not_to_contain_text(widget.replies.last.locator(".text").inner_text())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") == "fact-assistant"
    widget.input.focus()
    widget.ask("how many inmates got TB treatment?")
    expect(widget.input).to_be_focused()


def test_who_moves_on_while_waiting_is_left_where_they_are(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    widget.ask("how many detention visits?")
    held = hold(page, "**/web/messages")
    widget.suggestions.first.click()
    widget.input.focus()
    held().continue_()
    widget.answered()
    expect(widget.input).to_be_focused()
    expect(widget.announced).not_to_be_empty()


def test_waiting_is_announced(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    status = page.locator("fact-assistant .remarks")
    assert status.get_attribute("role") == "status"
    held = hold(page, "**/web/messages")
    widget.input.fill("how many detention visits?")
    widget.input.press("Enter")
    expect(status).to_have_text("Looking it up")
    held().continue_()
    widget.answered()
    expect(status).to_be_empty()
    expect(widget.announced).to_contain_text("1,376")


def test_every_message_names_its_language(web: Server, page: Page) -> None:
    widget = WidgetPage(page).open(web.url)
    widget.ask("how many detention visits?")
    for message in page.locator("fact-assistant .message").all():
        assert message.get_attribute("lang") == "en"
        expect(message.locator("> .unseen")).to_have_attribute("lang", "en")
    expect(page.locator("fact-assistant .root")).to_have_attribute("lang", "en")
