"""Reading for everyone: other sites' pages may read what is published here, and nothing else."""

from __future__ import annotations

from http import HTTPStatus

from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from bot.press.addresses import OEMBED, PRESS

_PUBLIC = ("/api/v1/", f"{PRESS}/", OEMBED)
_METHODS = ("GET", "HEAD")


def open_to_all_sites(app: Sanic) -> None:
    """Lets pages of any site read the read-only API and the downloads (CORS); nothing there is anyone's own.

    Args:
        app: the server.
    """

    @app.on_request
    async def answer_preflight(request: Request) -> HTTPResponse | None:
        wanted = request.headers.get("access-control-request-method")
        if request.method != "OPTIONS" or wanted not in _METHODS or not _is_public(request):
            return None
        return HTTPResponse(
            status=HTTPStatus.NO_CONTENT.value,
            headers={
                "access-control-allow-methods": ", ".join(_METHODS),
                "access-control-allow-headers": "accept, if-none-match",
                "access-control-max-age": "86400",
            },
        )

    @app.on_response
    async def name_all_sites(request: Request, response: BaseHTTPResponse) -> None:
        if request.method in (*_METHODS, "OPTIONS") and _is_public(request):
            response.headers["access-control-allow-origin"] = "*"
            response.headers["access-control-expose-headers"] = "etag, retry-after"
            response.headers["cross-origin-resource-policy"] = "cross-origin"


def _is_public(request: Request) -> bool:
    path: str = request.path
    return path.startswith(_PUBLIC)
