"""What stands on each page, ready for its template."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.facts import Area, Fact
from bot.press import addresses
from bot.press.addresses import Site, area_path, card_path, figure_path
from bot.press.cards import Shape, card_of_figure, card_of_page
from bot.press.chart import chart_of_people
from bot.press.citations import citations, quote
from bot.press.press import (
    Press,
    answer_of_area,
    answer_of_fact,
    questions_and_answers,
    show,
)
from bot.press.search import Found
from bot.press.structured_data import dataset, faq_page


def page_frame(press: Press, site: Site, path: str) -> dict[str, Any]:
    """What every page has: wording, navigation, source line, addresses.

    Args:
        press: facts and wording.
        site: the site's address.
        path: the page's path.
    """
    page = press.texts["page"]
    wide, height = Shape.WIDE.value
    return {
        "language": press.language.code,
        "texts": press.texts,
        "title": page["title"],
        "description": page["description"],
        "kind": "website",
        "canonical": site.address(path),
        "image": site.address(card_path("page", Shape.WIDE.key, "png")),
        "image_alt": card_of_page(press).alt,
        "image_size": (wide, height),
        "footer": page["footer"].format(**press.source()),
        "contact": page["contact"].format(**press.composer.contacts.addresses),
        "changed": press.record.last_change(),
        "changed_words": press.texts.day(press.record.last_change()),
        "areas": [(key, press.area_name(key)) for key in press.sheet.areas],
        "paths": addresses,
        "structured": [],
        "here": path,
    }


def press_page(press: Press, site: Site, found: Found) -> dict[str, Any]:
    """The page of all figures.

    Args:
        press: facts and wording.
        site: the site's address.
        found: the figures and statements to show.
    """
    answered = questions_and_answers(press)
    chart = chart_of_people(press)
    searched = bool(found.area or found.words)
    return {
        "introduction": press.texts["page"]["introduction"].format(**press.source(short=False)),
        "found": found,
        "searched": searched,
        "status": _status(press, found) if searched else press.texts["filter"]["everything"],
        "figures": [_to_copy(press, site, fact) for fact in found.figures],
        "statements": [show(press, fact) for fact in found.statements],
        "chart": chart,
        "left_out": press.texts["chart"]["left_out"].format(
            lines="; ".join(fact.line for fact in chart.left_out) if chart else ""
        ),
        "questions": answered,
        "structured": [
            faq_page(press, site, addresses.PRESS, answered),
            dataset(press, site),
        ],
    }


def figure_page(press: Press, site: Site, fact: Fact, seen: date) -> dict[str, Any]:
    """The page of a single figure.

    Args:
        press: facts and wording.
        site: the site's address.
        fact: the figure.
        seen: the day, for citations.
    """
    shown, path = show(press, fact), figure_path(fact.key)
    answered = answer_of_fact(press, fact)
    card = card_of_figure(press, fact)
    return {
        "title": f"{shown.line} – {press.texts['page']['heading']}",
        "description": f"{shown.sentence} {shown.source}",
        "kind": "article",
        "image": site.address(card_path(fact.key, Shape.WIDE.key, "png")),
        "image_alt": card.alt,
        "figure": shown,
        "recorded": press.texts.day(shown.version.day) if shown.version else "",
        "quote": quote(press, fact),
        "citations": citations(press, fact, site.address(path), seen),
        "cards": [(shape.key, *shape.value) for shape in Shape],
        "answered": answered,
        "others": [
            show(press, other)
            for other in press.sheet.facts_of(fact.area or "")
            if other.figure and other.key != fact.key
        ],
        "structured": [faq_page(press, site, path, [answered])],
    }


def area_page(press: Press, site: Site, area: Area) -> dict[str, Any]:
    """The page of a programme area, with every statement.

    Args:
        press: facts and wording.
        site: the site's address.
        area: the area.
    """
    name = press.area_name(area.key)
    answered = answer_of_area(press, area)
    facts = press.sheet.facts_of(area.key)
    return {
        "title": f"{name} – {press.texts['page']['heading']}",
        "description": answered.answer,
        "name": name,
        "answered": answered,
        "question_hint": press.texts["area"]["question_hint"].format(question=answered.question),
        "figures": [_to_copy(press, site, fact) for fact in facts if fact.figure],
        "statements": [show(press, fact) for fact in facts if not fact.figure],
        "structured": [faq_page(press, site, area_path(area.key), [answered])],
    }


def _to_copy(press: Press, site: Site, fact: Fact) -> dict[str, Any]:
    """A figure of the grid, with what its buttons copy."""
    return {
        "shown": show(press, fact),
        "quote": quote(press, fact),
        "citation": f"{press.composer.cite_fact(fact)} {site.address(figure_path(fact.key))}",
    }


def _status(press: Press, found: Found) -> str:
    texts = press.texts["filter"]
    if not found.figures and not found.statements:
        return texts["nothing"]
    return texts["found"].format(figures=len(found.figures), statements=len(found.statements))
