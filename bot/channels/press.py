"""The press page: figures to find, check, cite and download. Needs no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html, raw, redirect, text

from bot.channels.caching import cacheable
from bot.channels.own_address import site_of
from bot.channels.press_check import add_check_page
from bot.channels.press_pages import SECURITY, page_environment
from bot.channels.problems import Problem
from bot.facts import Fact
from bot.press import addresses
from bot.press.cards import Shape, card_of_figure, card_of_page, png, svg
from bot.press.feed import feed, robots, site_map
from bot.press.icon import icon
from bot.press.pages import area_page, figure_page, page_frame, press_page
from bot.press.press import Press
from bot.press.printed import printed_sheet
from bot.press.search import search

_PAGE_CARD = "page"
_SHAPES = {shape.key: shape for shape in Shape}
_CARD = re.compile(rf"(?P<key>[a-z0-9_]+)-(?P<shape>{'|'.join(_SHAPES)})\.(?P<kind>png|svg)")

Handler = Callable[..., Any]


def press_routes(press: Press) -> Blueprint:
    """The press page, its images, downloads, feed and site map."""
    routes = Blueprint("press")
    _add_pages(routes, press)
    add_check_page(routes, press)
    _add_cards(routes, press)
    _add_downloads(routes, press)
    return routes


def missing_page(press: Press) -> Callable[[Request], HTTPResponse]:
    """Makes the page that is shown where there is none, for people who followed a wrong link."""
    template = page_environment().get_template("press/not_found.html")

    def missing(request: Request) -> HTTPResponse:
        site = site_of(request)
        frame = page_frame(press, site, request.path)
        frame |= {
            "title": press.texts["not_found"]["title"],
            "canonical": site.address(addresses.PRESS),
        }
        return html(template.render(frame), status=HTTPStatus.NOT_FOUND.value, headers=SECURITY)

    return missing


def today() -> date:
    """The day, for "accessed on", the same for readers everywhere."""
    return datetime.now(UTC).date()


def _add_pages(routes: Blueprint, press: Press) -> None:
    templates = page_environment()

    def show(request: Request, name: str, path: str, content: dict[str, Any]) -> HTTPResponse:
        frame = page_frame(press, site_of(request), path)
        page = templates.get_template(f"press/{name}.html").render({**frame, **content})
        return cacheable(request, html(page, headers=SECURITY))

    missing = missing_page(press)

    @_readable(routes, f"{addresses.PRESS}/<path:path>")
    async def no_such_page(request: Request, path: str) -> HTTPResponse:
        if request.path.endswith("/"):
            query = f"?{request.query_string}" if request.query_string else ""
            return redirect(request.path.rstrip("/") + query, status=HTTPStatus.PERMANENT_REDIRECT)
        return missing(request)

    @_readable(routes, addresses.PRESS)
    async def all_figures(request: Request) -> HTTPResponse:
        found = search(press, request.args.get("area", ""), request.args.get("q", ""))
        content = press_page(press, site_of(request), found, today())
        return show(request, "all_figures", addresses.PRESS, content)

    @_readable(routes, addresses.figure_path("<key:str>"))
    async def one_figure(request: Request, key: str) -> HTTPResponse:
        fact = _figure(press, key)
        if fact is None:
            return missing(request)
        content = figure_page(press, site_of(request), fact, today())
        return show(request, "figure", addresses.figure_path(key), content)

    @_readable(routes, addresses.area_path("<key:str>"))
    async def one_area(request: Request, key: str) -> HTTPResponse:
        if key not in press.sheet.areas:
            return missing(request)
        content = area_page(press, site_of(request), press.sheet.areas[key], today())
        return show(request, "area", addresses.area_path(key), content)


def _add_cards(routes: Blueprint, press: Press) -> None:
    @_readable(routes, f"{addresses.PRESS}/cards/<name:str>")
    async def card(request: Request, name: str) -> HTTPResponse:
        match = _CARD.fullmatch(name)
        fact = _figure(press, match["key"]) if match else None
        if match is None or (fact is None and match["key"] != _PAGE_CARD):
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such card.")
        # Images travel: they name an address only if it is the public one.
        public = request.app.ctx.settings.public_url
        place = addresses.figure_path(fact.key) if fact else addresses.PRESS
        address = addresses.Site(public).address(place) if public else ""
        content = card_of_figure(press, fact, address) if fact else card_of_page(press, address)
        shape = _SHAPES[match["shape"]]
        if match["kind"] == "png":
            image, kind = png(content, shape), "image/png"
        else:
            image, kind = svg(content, shape).encode(), "image/svg+xml"
        return cacheable(request, raw(image, content_type=kind, headers=SECURITY))


def _add_downloads(routes: Blueprint, press: Press) -> None:
    @lru_cache(maxsize=8)
    def printed(site: addresses.Site) -> bytes:
        return printed_sheet(press, site)

    @_readable(routes, addresses.PRINTED)
    async def pdf(request: Request) -> HTTPResponse:
        content = printed(site_of(request))
        return cacheable(request, raw(content, content_type="application/pdf", headers=SECURITY))

    @_readable(routes, addresses.FEED)
    async def changes(request: Request) -> HTTPResponse:
        content = feed(press, site_of(request))
        kind = "application/atom+xml; charset=utf-8"
        return cacheable(request, raw(content, content_type=kind, headers=SECURITY))

    @_readable(routes, addresses.ROBOTS)
    async def for_robots(request: Request) -> HTTPResponse:
        return cacheable(request, text(robots(site_of(request)), headers=SECURITY))

    @_readable(routes, addresses.FAVICON)
    async def favicon(request: Request) -> HTTPResponse:
        # Browsers ask for it by themselves where a page names no icon.
        return cacheable(request, raw(icon(), content_type="image/x-icon", headers=SECURITY))

    @_readable(routes, addresses.SITEMAP)
    async def pages(request: Request) -> HTTPResponse:
        content = site_map(press, site_of(request))
        kind = "application/xml; charset=utf-8"
        return cacheable(request, raw(content, content_type=kind, headers=SECURITY))


def _readable(routes: Blueprint, path: str) -> Callable[[Handler], Handler]:
    """A route for GET, and HEAD for those who only look whether something changed."""
    decorate: Callable[[Handler], Handler] = routes.route(path, methods=["GET", "HEAD"])
    return decorate


def _figure(press: Press, key: str) -> Fact | None:
    fact = press.sheet.facts.get(key)
    return fact if fact and fact.figure else None
