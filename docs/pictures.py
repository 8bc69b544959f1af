"""`make pictures`: takes the pictures in docs/ anew, in Debian's Chromium (and poppler's pdftoppm for the PDF)."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import requests
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks.processes import assistant_server, chromium
from bot.facts import DEFAULT_LANGUAGE, Qualifier, language, load_fact_sheet

FOLDER = Path(__file__).parent
FIGURE, OTHER_FIGURE = "missing_families_supported", "detention_visits"
QUESTION = "How many families of missing people were supported?"
WINDOW = ViewportSize(width=1280, height=800)
# A4 at 96 dots an inch; the style sheet for print sets the margins.
A4 = ViewportSize(width=794, height=1123)


def main() -> None:
    """Takes every picture; each is named after what it shows."""
    with assistant_server() as (url, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        _widget(browser, url)
        _page(browser, f"{url}/press", "press-page")
        _page(browser, f"{url}/press/figures/{FIGURE}", "press-figure")
        _checked(browser, f"{url}/press/check")
        _page(browser, f"{url}/api/v1/docs", "api-page")
        _printed(browser, f"{url}/press", "press-printed")
        browser.close()
        card = requests.get(f"{url}/press/cards/{FIGURE}-wide.png", timeout=30)
        (FOLDER / "press-card.png").write_bytes(card.content)
        sheet = requests.get(f"{url}/press/fact-sheet.pdf", timeout=30)
        _pdf_as_picture(sheet.content, "press-pdf")


def _opened(browser: Browser, address: str, size: ViewportSize) -> Page:
    page = browser.new_page(viewport=size)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


def _widget(browser: Browser, url: str) -> None:
    page = _opened(browser, f"{url}/", WINDOW)
    box = page.locator("fact-assistant textarea")
    box.fill(QUESTION)
    box.press("Enter")
    page.locator("fact-assistant .assistant").wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "widget.png")
    page.close()


def _page(browser: Browser, address: str, name: str) -> None:
    page = _opened(browser, address, WINDOW)
    page.screenshot(path=FOLDER / f"{name}.png")
    page.close()


def _checked(browser: Browser, address: str) -> None:
    """A text with a figure that has lost its qualifier, checked."""
    page = _opened(browser, address, WINDOW)
    page.locator("#text").fill(_article())
    page.locator("form.check button").click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "press-check.png")
    page.close()


def _article() -> str:
    """Two sentences of the fact sheet: one that has lost its qualifier, and one as it stands."""
    sheet, spoken = load_fact_sheet(), language(DEFAULT_LANGUAGE)
    lost, kept = sheet.facts[FIGURE], sheet.facts[OTHER_FIGURE]
    bare = {name: replace(q, qualifier=Qualifier.EXACT) for name, q in lost.numbers.items()}
    return f"{replace(lost, numbers=bare).text(spoken)} {kept.text(spoken)}"


def _printed(browser: Browser, address: str, name: str) -> None:
    page = _opened(browser, address, A4)
    _pdf_as_picture(page.pdf(format="A4", print_background=True), name)
    page.close()


def _pdf_as_picture(content: bytes, name: str) -> None:
    """Writes all pages of a PDF side by side."""
    if shutil.which("pdftoppm") is None:
        print(f"pdftoppm is missing: {name}.png is left as it was.")
        return
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "all.pdf").write_bytes(content)
        command = ["pdftoppm", "-png", "-r", "60", f"{folder}/all.pdf", f"{folder}/page"]
        subprocess.run(command, check=True)
        pages = [Image.open(file) for file in sorted(Path(folder).glob("page*.png"))]
        width, height = sum(page.width for page in pages), max(page.height for page in pages)
        picture = Image.new("RGB", (width + 20 * (len(pages) - 1), height), "#888888")
        left = 0
        for page in pages:
            picture.paste(page, (left, 0))
            left += page.width + 20
        picture.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
