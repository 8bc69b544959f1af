"""Where a reader can check an answer of the channel `web`, and what "Copy citation" copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.answers.reply import Status
from bot.channels.widget_texts import load_widget_texts
from bot.facts import Fact
from bot.press.addresses import PRESS, Site, area_path
from bot.press.citations import cite
from bot.press.press import Press, place_of

# More than these would be a list of its own; the press page has it already.
MOST_PLACES = 3
_CHECKED = {
    status.value
    for status in (
        Status.ANSWERED,
        Status.PARTLY_ANSWERED,
        Status.CORRECTED,
        Status.NOT_IN_SOURCE,
    )
}


@dataclass(frozen=True)
class Reading:
    """How an answer is read.

    Attributes:
        press: facts and wording.
        site: this server's address as the reader's browser knows it.
        day: when it is read.
    """

    press: Press
    site: Site
    day: date


@dataclass(frozen=True)
class Place:
    """A page on which an answer can be checked.

    Attributes:
        title: what it is about.
        path: where it is.
        figure: key of the figure whose page it is; "" for an area's page and for the press page.
    """

    title: str
    path: str
    figure: str = ""


def links(record: Mapping[str, Any], reading: Reading) -> list[dict[str, str]]:
    """Titles and absolute addresses of the pages on which an answer can be checked; none under words of care.

    Args:
        record: made by `reply_record`.
        reading: how the answer is read.
    """
    if record["status"] not in _CHECKED:
        return []
    return [
        {"title": place.title, "url": reading.site.address(place.path)}
        for place in _places(record, reading.press)
    ]


def citation(record: Mapping[str, Any], reading: Reading) -> str:
    """What is copied to cite an answer, with address and day; "" where it rests on no source.

    Of figures it is the press page's own citation. What is not a figure is told in our words, which stand before
    their source.

    Args:
        record: made by `reply_record`.
        reading: how the answer is read.
    """
    source = record["source"]["citation"]
    if not source:
        return ""
    press, places = reading.press, _places(record, reading.press)
    if places and all(place.figure for place in places):
        return "\n".join(_plain(reading, press.sheet.facts[place.figure]) for place in places)
    facts = _facts(record, press)
    # A statement by itself is cited without the words that led up to it.
    answer = facts[0].text(press.language) if len(facts) == 1 else record["answer"]
    path = places[0].path if len(places) == 1 else PRESS
    return (
        load_widget_texts(press.language.code)
        .server["citation"]
        .format(
            answer=answer,
            source=source,
            address=reading.site.address(path),
            day=press.texts.day(reading.day),
        )
    )


def _plain(reading: Reading, figure: Fact) -> str:
    return cite(reading.press, figure, reading.site.address(place_of(figure)), reading.day)


def _places(record: Mapping[str, Any], press: Press) -> list[Place]:
    """A figure's own page; with statements of its area beside it, the page on which they all stand."""
    facts = _facts(record, press)
    if len(facts) == 1 and not facts[0].figure:
        return [_page_of(press, facts[0].area, place_of(facts[0]))]
    stated = {fact.area for fact in facts if not fact.figure}
    found = dict.fromkeys(
        Place(fact.label[press.language.code], place_of(fact), fact.key)
        if fact.figure and fact.area not in stated
        else _page_of(press, fact.area, area_path(fact.area) if fact.area else PRESS)
        for fact in facts
    )
    return list(found) if len(found) <= MOST_PLACES else [_page_of(press, None, PRESS)]


def _facts(record: Mapping[str, Any], press: Press) -> list[Fact]:
    known, facts = press.sheet.facts, record["facts"]
    # What else a correction rests on is only its ground.
    told = facts[:1] if record["status"] == Status.CORRECTED else facts
    return [known[one["key"]] for one in told if one["key"] in known]


def _page_of(press: Press, area: str | None, path: str) -> Place:
    return Place(press.area_name(area) or press.texts["page"]["home"], path)
