"""A figure on other sites: the element's file, what it asks for, and oEmbed. Every site may use them."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import urlsplit

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw, redirect

from bot.channels.caching import cacheable, has_tag
from bot.channels.own_address import site_of
from bot.channels.problems import Problem
from bot.facts import Fact
from bot.press.addresses import OEMBED, Site, embedded_path, figure_path
from bot.press.embed import SCRIPT_NAME, SCRIPTS, embedded, load_script, oembed
from bot.press.press import Press

_YEAR = 365 * 24 * 3600
# That any site may read it is said for everything that is published, in bot/channels/open_access.py.
_HEADERS = {"x-content-type-options": "nosniff"}
_PIXELS = re.compile(r"[1-9]\d{0,4}")


def add_embedding(routes: Blueprint, press: Press) -> None:
    """The routes of embedded figures.

    Args:
        routes: the press page's routes.
        press: facts and wording.
    """
    script = load_script()

    def file(request: Request, caching: str) -> HTTPResponse:
        headers = {**_HEADERS, "cache-control": caching, "etag": f'"{script.version}"'}
        if has_tag(request, headers["etag"]):
            return raw(b"", status=HTTPStatus.NOT_MODIFIED.value, headers=headers)
        return raw(script.code, content_type="text/javascript; charset=utf-8", headers=headers)

    @routes.get(f"{SCRIPTS}/<version:str>/{SCRIPT_NAME}")
    async def of_a_version(request: Request, version: str) -> HTTPResponse:
        if version != script.version:
            # A page that names another version by its hash shows its link, and the console says why.
            return redirect(script.path, headers={**_HEADERS, "cache-control": "no-store"})
        return file(request, f"public, max-age={_YEAR}, immutable")

    @routes.get(f"{SCRIPTS}/{SCRIPT_NAME}")
    async def current(request: Request) -> HTTPResponse:
        return file(request, "no-cache")

    @routes.get(embedded_path("<key:str>"))
    async def figure(request: Request, key: str) -> HTTPResponse:
        content = embedded(press, site_of(request), key)
        if content is None:
            return Problem(HTTPStatus.NOT_FOUND, "There is no figure of that key.").response()
        return cacheable(request, json(content, headers=_HEADERS))

    @routes.get(OEMBED)
    async def tell(request: Request) -> HTTPResponse:
        if request.args.get("format", "json") != "json":
            raise Problem(HTTPStatus.BAD_REQUEST, "`format` is json here; there is no other.")
        site = site_of(request)
        fact = _figure_at(press, site, request.args.get("url", ""))
        wide, high = (_pixels(request, name) for name in ("maxwidth", "maxheight"))
        return cacheable(request, json(oembed(press, site, fact, wide, high), headers=_HEADERS))


def _figure_at(press: Press, site: Site, address: str) -> Fact:
    """The figure whose page has an address.

    Raises:
        Problem: no address is named, or it is no figure's.
    """
    if not address:
        raise Problem(HTTPStatus.BAD_REQUEST, "`url` is missing: the address of a figure's page.")
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "`url` is no address.") from error
    if parts.netloc == urlsplit(site.base).netloc:
        for fact in press.sheet.figures():
            if parts.path.rstrip("/") == figure_path(fact.key):
                return fact
    raise Problem(HTTPStatus.NOT_FOUND, "`url` is not the address of a figure's page on this site.")


def _pixels(request: Request, name: str) -> int | None:
    """A greatest width or height that the request names.

    Raises:
        Problem: it is no number of pixels.
    """
    value = request.args.get(name)
    if value is None:
        return None
    if not _PIXELS.fullmatch(value):
        raise Problem(HTTPStatus.BAD_REQUEST, f"`{name}` must be a number of pixels.")
    return int(value)
