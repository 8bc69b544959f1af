"""What the tests of the press page share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.facts import Fact, FactSheet, find_numbers, language
from bot.press.addresses import Site
from bot.press.press import Press

SITE = Site("https://facts.example.org")
DAY = date(2031, 2, 3)


def with_original(press: Press, url: str | None, published_on: date | None) -> Press:
    """The same, with the address and the day of the original on record."""
    source = replace(press.sheet.source, url=url, published_on=published_on)
    sheet = replace(press.sheet, source=source)
    return replace(press, composer=replace(press.composer, sheet=sheet))


def unproven_numbers(text: str, sheet: FactSheet, facts: Iterable[Fact]) -> list[str]:
    """Numbers of a text that are no rendering of these facts or of the source's title."""
    english = language("en")
    quantities = [q for fact in facts for q in fact.numbers.values()]
    quantities += sheet.source.numbers.values()
    allowed = {form for quantity in quantities for form in quantity.renderings(english)}
    for term in sheet.terms:
        text = text.replace(term, "")
    found = (" ".join(mention.text.lower().split()) for mention in find_numbers(text, english))
    return [number for number in found if number not in allowed]
