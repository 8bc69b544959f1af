"""What the tests of the press page read in its pages: texts shown, data blocks, numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from bot.facts import Fact, FactSheet, find_numbers, language
from bot.press.texts import load_press_texts

SHOWN_ATTRIBUTES = ("alt", "aria-label", "title", "data-copy", "data-what", "content", "value")
# What is no text for people: sizes of images.
NOT_SHOWN = ("og:image:width", "og:image:height", "viewport")
# Versions and hashes, sizes of images, how much was found, and what someone pasted.
NO_FIGURES = {"record", "size", "status", "pasted"}
VOID = {"meta", "link", "input", "img", "rect", "path", "br"}


class Page(HTMLParser):
    """A page's shown texts (attributes included), its JSON-LD blocks, and the addresses it names.

    `links` are what a reader may follow; `addresses` what the browser may fetch by itself or send a form to.
    Dates (`<time>`) and what the classes in NO_FIGURES mark are left out.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.blocks: list[Any] = []
        self.addresses: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.tags.append(tag)
        named = [value for name in ("href", "src", "action") if (value := found.get(name))]
        if tag == "a":
            self.links += named
        else:
            self.addresses += named
        shown = not any(hidden for _, hidden in self._open)
        if shown and found.get("property") not in NOT_SHOWN and found.get("name") not in NOT_SHOWN:
            self.texts += [value for name in SHOWN_ATTRIBUTES if (value := found.get(name))]
        if tag not in VOID:
            classes = set((found.get("class") or "").split())
            hidden = tag in ("time", "script", "style") or bool(classes & NO_FIGURES)
            self._open.append((found.get("type") or tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "application/ld+json":
            self.blocks.append(json.loads(data))
        elif not any(hidden for _, hidden in self._open):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "\n".join(" ".join(text.split()) for text in self.texts if text.strip())


def strings(content: Any) -> Iterable[str]:
    """All texts of a JSON value."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from strings(value)


def unproven(text: str, sheet: FactSheet, facts: Iterable[Fact], base: str) -> list[str]:
    """Numbers of a text that are no rendering, qualifier included, of these facts or of the source's title."""
    english = language("en")
    texts, today = load_press_texts("en"), datetime.now(UTC).date()
    quantities = [q for fact in facts for q in fact.numbers.values()]
    quantities += sheet.source.numbers.values()
    allowed = {form for quantity in quantities for form in quantity.renderings(english)}
    days = (texts.day(today), texts.day(today, "day_us"), today.isoformat())
    text = re.sub(rf"{re.escape(base)}[^\s,}}]*", " ", text)
    for part in (*days, *sheet.terms):
        text = text.replace(part, " ")
    text = re.sub(r'"date-parts": \[[\d\s,\[\]]*\]', " ", text)
    found = (" ".join(mention.text.lower().split()) for mention in find_numbers(text, english))
    return [number for number in found if number not in allowed]
