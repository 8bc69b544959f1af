"""The widget on a page, as a person uses it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect


class WidgetPage:
    """Finds and works the parts of one widget."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.input = page.locator("fact-assistant textarea")
        self.log = page.locator("fact-assistant .log")
        self.users = page.locator("fact-assistant .user")
        self.replies = page.locator("fact-assistant .assistant")
        self.announced = page.locator("fact-assistant .replies")
        self.trouble = page.locator("fact-assistant .trouble")
        self.typing = page.locator("fact-assistant .typing")
        self.launcher = page.locator("fact-assistant .launcher")
        self.suggestions = page.locator("fact-assistant .suggestion")

    def open(self, address: str) -> WidgetPage:
        self.page.goto(address)
        if not self.page.locator("fact-assistant[mode=inline]").count():
            self.launcher.click()
        self.greeted()
        return self

    def greeted(self) -> None:
        expect(self.suggestions.first).to_be_visible()

    def ask(self, question: str) -> Locator:
        """Asks and waits; returns the first message of the answer."""
        asked = self.users.count()
        self.input.fill(question)
        self.input.press("Enter")
        expect(self.users).to_have_count(asked + 1)
        self.answered()
        return self.page.locator("fact-assistant .user").nth(asked).locator("~ .assistant").first

    def answered(self) -> None:
        expect(self.typing).to_have_count(0)
        expect(
            self.page.locator("fact-assistant .user").last.locator("~ .assistant").first
        ).to_be_attached()

    def talk(self) -> None:
        """Opens the window if it is not, and asks one question that has three figures for an answer."""
        expect(self.page.locator("fact-assistant .window")).to_be_attached()
        if self.launcher.count():
            self.launcher.click()
        self.greeted()
        self.ask("how many visits, families helped and TB patients?")

    def forget(self) -> None:
        self.button("Delete this conversation").click()
        self.page.locator("fact-assistant .sure").click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)


def hold(page: Page, path: str) -> Callable[[], Route]:
    """Holds requests to a path back; what is returned waits for the first of them and lets later ones pass."""
    held: list[Route] = []
    page.route(path, lambda route: route.continue_() if held else held.append(route))
    # A request that the browser begins in the same moment may still pass by unseen.
    page.wait_for_timeout(100)

    def caught() -> Route:
        for _ in range(1000):
            if held:
                break
            page.wait_for_timeout(10)
        return held[0]

    return caught


# Opens a page of another site with the widget in it.
Host = Callable[..., WidgetPage]
