"""The press page: figures to find, check, cite and download. Needs no JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html, redirect

from bot.channels.caching import cacheable
from bot.channels.own_address import site_of
from bot.channels.press_check import add_check_page
from bot.channels.press_downloads import add_downloads
from bot.channels.press_embed import add_embedding
from bot.channels.press_pages import SECURITY, page_environment
from bot.facts import Fact
from bot.press import addresses
from bot.press.pages import area_page, figure_page, page_frame, press_page
from bot.press.press import Press
from bot.press.search import search


def press_routes(press: Press) -> Blueprint:
    """The press page, its images, downloads, feed and site map."""
    routes = Blueprint("press")
    _add_pages(routes, press)
    add_check_page(routes, press)
    add_downloads(routes, press)
    add_embedding(routes, press)
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

    @routes.get(f"{addresses.PRESS}/<path:path>")
    async def no_such_page(request: Request, path: str) -> HTTPResponse:
        if request.path.endswith("/"):
            query = f"?{request.query_string}" if request.query_string else ""
            return redirect(request.path.rstrip("/") + query, status=HTTPStatus.PERMANENT_REDIRECT)
        return missing(request)

    @routes.get(addresses.PRESS)
    async def all_figures(request: Request) -> HTTPResponse:
        found = search(press, request.args.get("area", ""), request.args.get("q", ""))
        content = press_page(press, site_of(request), found, today())
        return show(request, "all_figures", addresses.PRESS, content)

    @routes.get(addresses.figure_path("<key:str>"))
    async def one_figure(request: Request, key: str) -> HTTPResponse:
        fact = _figure(press, key)
        if fact is None:
            return missing(request)
        content = figure_page(press, site_of(request), fact, today())
        return show(request, "figure", addresses.figure_path(key), content)

    @routes.get(addresses.area_path("<key:str>"))
    async def one_area(request: Request, key: str) -> HTTPResponse:
        if key not in press.sheet.areas:
            return missing(request)
        content = area_page(press, site_of(request), press.sheet.areas[key], today())
        return show(request, "area", addresses.area_path(key), content)


def _figure(press: Press, key: str) -> Fact | None:
    fact = press.sheet.facts.get(key)
    return fact if fact and fact.figure else None
