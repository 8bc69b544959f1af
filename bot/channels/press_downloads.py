"""What the press page offers to download, and what other programs read of it: images, tables, PDF, feed, site map."""

from __future__ import annotations

import re
from http import HTTPStatus

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw, text

from bot.channels.api_facts import facts_table
from bot.channels.caching import cacheable
from bot.channels.own_address import site_of
from bot.channels.press_pages import SECURITY
from bot.channels.problems import Problem
from bot.channels.renderings import Renderings
from bot.facts import Fact
from bot.press import addresses
from bot.press.archive import archive_of_cards
from bot.press.cards import Card, Shape, card_of_figure, card_of_page, png, source_line, svg
from bot.press.chart import chart_of_people
from bot.press.chart_image import chart_drawing
from bot.press.drawing import as_png, as_svg
from bot.press.feed import feed, robots, site_map
from bot.press.icon import icon
from bot.press.press import Press
from bot.press.printed import printed_sheet
from bot.press.search import search

_PAGE_CARD = "page"
_SHAPES = {shape.key: shape for shape in Shape}
_CARD = re.compile(rf"(?P<key>[a-z0-9_]+)-(?P<shape>{'|'.join(_SHAPES)})\.(?P<kind>png|svg)")
# Images, a few archives and a PDF for each address that the server is reached by.
_MOST_RENDERINGS = 96
_PNG, _SVG = "image/png", "image/svg+xml"


def add_downloads(routes: Blueprint, press: Press) -> None:
    """The routes of everything that is no page.

    Args:
        routes: the press page's routes.
        press: facts and wording.
    """
    kept = Renderings(_MOST_RENDERINGS)
    _add_images(routes, press, kept)
    _add_files(routes, press, kept)
    _add_for_programs(routes, press)


def _add_images(routes: Blueprint, press: Press, kept: Renderings) -> None:
    @routes.get(f"{addresses.PRESS}/cards/<name:str>")
    async def card(request: Request, name: str) -> HTTPResponse:
        match = _CARD.fullmatch(name)
        fact = press.sheet.facts.get(match["key"]) if match else None
        known = (fact and fact.figure) or (match and match["key"] == _PAGE_CARD)
        if match is None or not known:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such card.")
        content, shape = _card(press, request, fact), _SHAPES[match["shape"]]
        if match["kind"] == "svg":
            image = await kept.get((content, shape, "svg"), lambda: svg(content, shape).encode())
            return _file(request, image, _SVG)
        return _file(request, await kept.get((content, shape), lambda: png(content, shape)), _PNG)

    @routes.get(addresses.CARDS)
    async def cards(request: Request) -> HTTPResponse:
        wanted = {fact.key: _card(press, request, fact) for fact in press.sheet.figures()}
        day = press.record.last_change()
        key = ("cards", *wanted.values())
        archive = await kept.get(key, lambda: archive_of_cards(wanted, day))
        return _file(request, archive, "application/zip", "icrc-azerbaijan-cards.zip")

    async def chart(request: Request, kind: str) -> HTTPResponse:
        bars = chart_of_people(press)
        if bars is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no chart.")

        def image() -> bytes:
            drawing = chart_drawing(press, bars, source_line(press))
            return as_png(drawing) if kind == "png" else as_svg(drawing).encode()

        content = await kept.get(("chart", kind), image)
        return _file(request, content, _PNG if kind == "png" else _SVG)

    @routes.get(f"{addresses.CHART}.png")
    async def chart_as_png(request: Request) -> HTTPResponse:
        return await chart(request, "png")

    @routes.get(f"{addresses.CHART}.svg")
    async def chart_as_svg(request: Request) -> HTTPResponse:
        return await chart(request, "svg")


def _add_files(routes: Blueprint, press: Press, kept: Renderings) -> None:
    @routes.get(addresses.PRINTED)
    async def pdf(request: Request) -> HTTPResponse:
        site = site_of(request)
        content = await kept.get(("printed", site), lambda: printed_sheet(press, site))
        return _file(request, content, "application/pdf")

    @routes.get(addresses.VIEW)
    async def results(request: Request) -> HTTPResponse:
        found = search(press, request.args.get("area", ""), request.args.get("q", ""))
        groups = (
            found.whole.figures,
            found.whole.statements,
            found.partly.figures,
            found.partly.statements,
        )
        facts = [fact for group in groups for fact in group]
        response = facts_table(press.composer, press.record, site_of(request), facts)
        response.headers["content-disposition"] = 'attachment; filename="results.csv"'
        return cacheable(request, response)


def _add_for_programs(routes: Blueprint, press: Press) -> None:
    @routes.get(addresses.FEED)
    async def changes(request: Request) -> HTTPResponse:
        return _file(request, feed(press, site_of(request)), "application/atom+xml; charset=utf-8")

    @routes.get(addresses.SITEMAP)
    async def pages(request: Request) -> HTTPResponse:
        content = site_map(press, site_of(request))
        return _file(request, content, "application/xml; charset=utf-8")

    @routes.get(addresses.ROBOTS)
    async def for_robots(request: Request) -> HTTPResponse:
        return cacheable(request, text(robots(site_of(request)), headers=SECURITY))

    @routes.get(addresses.FAVICON)
    async def favicon(request: Request) -> HTTPResponse:
        # Browsers ask for it by themselves where a page names no icon.
        return _file(request, icon(), "image/x-icon")


def _card(press: Press, request: Request, fact: Fact | None) -> Card:
    """A figure's card, or the page's. Images travel: they name an address only if it is the public one."""
    public = request.app.ctx.settings.public_url
    place = addresses.figure_path(fact.key) if fact else addresses.PRESS
    address = addresses.Site(public).address(place) if public else ""
    return card_of_figure(press, fact, address) if fact else card_of_page(press, address)


def _file(request: Request, content: bytes, kind: str, name: str = "") -> HTTPResponse:
    headers = (
        {**SECURITY, "content-disposition": f'attachment; filename="{name}"'} if name else SECURITY
    )
    return cacheable(request, raw(content, content_type=kind, headers=headers))
