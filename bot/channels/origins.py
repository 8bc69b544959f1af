"""Which sites' pages may talk to the channel `web`."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.client_address import reached_at
from bot.channels.problems import Problem
from bot.settings import settings_of

# What Fetch Metadata calls the elements that show a page within a page.
_FRAMES = ("iframe", "frame", "embed", "object")
_ALLOWED = {
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "authorization, content-type",
    "access-control-max-age": "600",
}


def is_allowed(request: Request, allowed: Collection[str]) -> bool:
    """Whether a request's page may ask: it is this server's own, a listed one, or there is no page."""
    origin = request.headers.get("origin")
    return origin is None or _is_listed(origin, request, allowed)


def is_framed_elsewhere(request: Request, allowed: Collection[str]) -> bool:
    """Whether a browser is about to show the answer in a frame on a page whose site is not on the list.

    False where the browser does not tell, so that a listed site that hides its name is served: what keeps a page out
    of other sites' frames is its policy, never this.
    """
    if request.headers.get("sec-fetch-dest") not in _FRAMES:
        return False
    site = _origin_of(request.headers.get("referer", ""))
    return bool(site) and not _is_listed(site, request, allowed)


def refuse_others(request: Request, allowed: Collection[str]) -> None:
    """Lets requests of allowed pages pass.

    Raises:
        Problem: the page's site is not on the list.
    """
    if not is_allowed(request, allowed):
        raise Problem(
            HTTPStatus.FORBIDDEN,
            f"Pages of {request.headers.get('origin')} may not use this assistant. Whoever runs it can add "
            "the site to `allowed_origins` in bot/settings.yml.",
        )


def name_origin(request: Request, response: HTTPResponse, allowed: Collection[str]) -> None:
    """Tells the browser that the page may read the response; a refusal may be read by everyone."""
    origin = request.headers.get("origin")
    response.headers["vary"] = "origin"
    if origin and (is_allowed(request, allowed) or response.status == HTTPStatus.FORBIDDEN):
        response.headers["access-control-allow-origin"] = origin
        response.headers["access-control-expose-headers"] = "retry-after"


def answer_preflight(request: Request, allowed: Collection[str]) -> HTTPResponse:
    """What a browser is told that asks before a request to another site.

    Raises:
        Problem: the page's site is not on the list.
    """
    refuse_others(request, allowed)
    return HTTPResponse(status=HTTPStatus.NO_CONTENT.value, headers=dict(_ALLOWED))


def _is_listed(origin: str, request: Request, allowed: Collection[str]) -> bool:
    if origin and origin in (*allowed, settings_of(request.app).public_url.lower()):
        return True
    scheme, _, host = _origin_of(origin).partition("://")
    # By host only: behind a proxy that ends TLS the scheme seen here is not the browser's.
    own = (request.headers.get("host"), reached_at(request)[1])
    return scheme in ("http", "https") and bool(host) and host in own


def _origin_of(address: str) -> str:
    """Scheme, host and port of an address; "" where it has none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
