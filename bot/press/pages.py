"""What stands on each page, ready for its template."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from bot.facts import Area, Fact
from bot.press import addresses
from bot.press.addresses import Site, area_path, card_path, figure_path
from bot.press.cards import Shape, card_of_figure, card_of_page
from bot.press.chart import chart_of_people
from bot.press.citations import citations, cite, quote
from bot.press.embed import embed_snippet
from bot.press.found_words import found_words, taken_words
from bot.press.origin import Linked, abbreviations, original
from bot.press.press import (
    Press,
    answer_of_area,
    answer_of_fact,
    place_of,
    questions_and_answers,
    show,
)
from bot.press.search import Found, Matches
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
        "contact": Linked(page["contact"], press.composer.contacts.addresses["media"]),
        "changed": press.record.last_change(),
        "changed_words": press.texts.day(press.record.last_change()),
        "areas": [(key, press.area_name(key)) for key in press.sheet.areas],
        "paths": addresses,
        "structured": [],
        "here": path,
    }


def press_page(press: Press, site: Site, found: Found, seen: date) -> dict[str, Any]:
    """The page of all figures.

    Args:
        press: facts and wording.
        site: the site's address.
        found: the figures and statements to show.
        seen: the day, for citations.
    """
    answered = questions_and_answers(press)
    chart = chart_of_people(press)
    return {
        "introduction": press.texts["page"]["introduction"].format(**press.source(short=False)),
        "found": found,
        "original": original(press),
        "searched": bool(found.area or found.words),
        "status": found_words(press, found),
        "taken": taken_words(press, found),
        "whole": _shown(press, site, found.whole, seen),
        "partly": _shown(press, site, found.partly, seen),
        "entries": _entries(press),
        "reuse": _reuse(press),
        "view": f"{addresses.VIEW}?{urlencode({'area': found.area, 'q': found.words})}",
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
    card, address = card_of_figure(press, fact), site.address(path)
    return {
        "title": f"{shown.headline} – {press.texts['page']['heading']}",
        "description": f"{shown.sentence} {shown.source}",
        "kind": "article",
        "image": site.address(card_path(fact.key, Shape.WIDE.key, "png")),
        "image_alt": card.alt,
        "figure": shown,
        "recorded": press.texts.day(shown.version.day) if shown.version else "",
        "original": original(press),
        "abbreviations": abbreviations(press, [shown.line, shown.caption, shown.sentence]),
        "quote": quote(press, fact, address, seen),
        "citation": cite(press, fact, address, seen),
        "embed": embed_snippet(press, site, fact),
        "oembed": site.address(
            f"{addresses.OEMBED}?{urlencode({'url': address, 'format': 'json'})}"
        ),
        "citations": citations(press, fact, address, seen),
        "cards": [(shape.key, *shape.value) for shape in Shape],
        "answered": answered,
        "others": [
            show(press, other)
            for other in press.sheet.facts_of(fact.area or "")
            if other.figure and other.key != fact.key
        ],
        "structured": [faq_page(press, site, path, [answered])],
    }


def area_page(press: Press, site: Site, area: Area, seen: date) -> dict[str, Any]:
    """The page of a programme area, with every statement.

    Args:
        press: facts and wording.
        site: the site's address.
        area: the area.
        seen: the day, for citations.
    """
    name = press.area_name(area.key)
    answered = answer_of_area(press, area)
    facts = press.sheet.facts_of(area.key)
    matches = Matches(
        figures=tuple(fact for fact in facts if fact.figure),
        statements=tuple(fact for fact in facts if not fact.figure),
    )
    return {
        "title": f"{name} – {press.texts['page']['heading']}",
        "description": answered.answer,
        "name": name,
        "answered": answered,
        "question_hint": press.texts["area"]["question_hint"].format(question=answered.question),
        "abbreviations": abbreviations(
            press, [answered.answer, *(fact.text(press.language) for fact in facts)]
        ),
        **_shown(press, site, matches, seen),
        "structured": [faq_page(press, site, area_path(area.key), [answered])],
    }


def _entries(press: Press) -> str:
    """Why there are more figures than entries in the source; "" where there are not, or several share one."""
    figures = press.sheet.figures()
    shared = [fact for fact in figures if fact.printed_with]
    if len(shared) != 1:
        return ""
    second = shared[0]
    first = press.sheet.facts[second.printed_with or ""]
    return press.texts["figures"]["entries"].format(
        figures=len(figures),
        entries=len(figures) - len(shared),
        first=first.published_line(press.language),
        second=second.published_line(press.language),
    )


def _reuse(press: Press) -> list[Linked | str]:
    """What may be reused: of the ICRC's, of ours, and how to cite it."""
    texts, licence = press.texts["reuse"], press.sheet.source.license
    known = Linked(texts["licence_known"], licence or "")
    unknown = Linked(texts["licence_unknown"], press.composer.contacts.addresses["icrc"])
    return [
        texts["quote"],
        known if licence else unknown,
        texts["ours"],
        texts["emblems"],
        texts["cite"].format(citation=press.composer.cite_sheet()),
    ]


def _shown(press: Press, site: Site, matches: Matches, seen: date) -> dict[str, Any]:
    return {
        "figures": [_to_copy(press, site, fact, seen) for fact in matches.figures],
        "statements": [_to_copy(press, site, fact, seen) for fact in matches.statements],
    }


def _to_copy(press: Press, site: Site, fact: Fact, seen: date) -> dict[str, Any]:
    """A figure or a statement, with what its buttons copy."""
    address = site.address(place_of(fact))
    return {
        "shown": show(press, fact),
        "address": address,
        "quote": quote(press, fact, address, seen),
        "citation": cite(press, fact, address, seen),
    }
