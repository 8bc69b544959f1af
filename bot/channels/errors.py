"""What goes wrong with a request, told in plain words: as a page to browsers, as a problem document to programs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, html

from bot.answers.composer import Composer
from bot.channels.press_pages import page_environment
from bot.channels.problems import Problem
from bot.channels.widget import page_security
from bot.metrics import REQUEST_SECONDS, REQUESTS

logger = logging.getLogger(__name__)

_DETAILS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is too large.",
    HTTPStatus.REQUEST_TIMEOUT: "The request took too long to arrive.",
    HTTPStatus.BAD_REQUEST: "The request could not be read.",
}


def handle_errors(
    app: Sanic, composer: Composer, missing: Callable[[Request], HTTPResponse]
) -> None:
    """Answers every error; what went wrong inside is logged, never shown.

    Args:
        app: the server.
        composer: wording of the pages.
        missing: makes the page for a browser that asks for what is not there.
    """
    template = page_environment().get_template("problem.html")

    def told(request: Request, problem: Problem) -> HTTPResponse:
        response = problem.response()
        if not _is_browser(request):
            return response
        page = template.render(
            language=composer.texts.language,
            texts=composer.texts.table("page"),
            detail=problem.detail,
        )
        headers = {
            **page_security("'none'"),
            **{name: value for name, value in response.headers.items() if name == "retry-after"},
        }
        return html(page, status=problem.status.value, headers=headers)

    @app.exception(Problem)
    async def known(request: Request, problem: Problem) -> HTTPResponse:
        return told(request, problem)

    @app.exception(SanicException)
    async def of_the_protocol(request: Request, error: SanicException) -> HTTPResponse:
        status = HTTPStatus(getattr(error, "status_code", None) or 500)
        problem = Problem(status, _DETAILS.get(status, status.description or status.phrase))
        if status is HTTPStatus.NOT_FOUND and _is_browser(request):
            try:
                return missing(request)
            except Problem as other:
                problem = other
        response = told(request, problem)
        # Sanic says here which methods an address takes; what it gives to GET it gives to HEAD.
        for name, value in (getattr(error, "headers", None) or {}).items():
            readable = name.lower() == "allow" and "GET" in value and "HEAD" not in value
            response.headers[name] = f"{value}, HEAD" if readable else value
        return response

    @app.exception(Exception)
    async def unexpected(request: Request, error: Exception) -> HTTPResponse:
        logger.error(
            "%s %s failed: %s", request.method, request.path, type(error).__name__, exc_info=error
        )
        return told(
            request,
            Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side."),
        )

    @app.on_request
    async def begin(request: Request) -> None:
        request.ctx.begun = time.monotonic()

    @app.on_response
    async def count(request: Request, response: Any) -> None:
        # The route as it is written in the code, not the address, of which there is no end.
        route = request.route.path if request.route else "none"
        REQUESTS.labels(route, str(response.status)).inc()
        if hasattr(request.ctx, "begun"):
            REQUEST_SECONDS.labels(route).observe(time.monotonic() - request.ctx.begun)


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
