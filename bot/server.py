"""One process: Rasa's agent, the actions, the channels, the API and the page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from rasa.core.agent import load_agent
from rasa.core.channels.channel import InputChannel, register
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.actions_in_process import run_actions_in_process
from bot.answers.composer import composer_for
from bot.asking import Asker
from bot.channels.api import api_routes
from bot.channels.configured import load_channels
from bot.channels.limits import limit_requests
from bot.channels.operations import operations_routes
from bot.channels.page import page_routes
from bot.channels.press import missing_page, press_routes
from bot.channels.problems import Problem, problem_response
from bot.channels.widget import widget_routes
from bot.facts import DEFAULT_LANGUAGE
from bot.metrics import REQUESTS
from bot.press.press import press_for
from bot.retention import forget_old_conversations, prepare_store
from bot.settings import Settings

logger = logging.getLogger(__name__)


def create_app(
    model: Path, endpoints_file: Path, credentials_file: Path, settings: Settings
) -> Sanic:
    """The server, not yet running.

    Args:
        model: the trained model (tar.gz).
        endpoints_file: Rasa's endpoints.yml: tracker store, action server if there is one.
        credentials_file: Rasa's credentials.yml: which channels are served.
        settings: limits and times.

    Raises:
        YamlFileError: fact sheet, texts, contacts or credentials are broken.
    """
    composer = composer_for(DEFAULT_LANGUAGE)
    if not composer.contacts.confirmed:
        logger.warning(
            "The contacts in bot/answers/contacts.yml are not confirmed. Check them before launch and "
            "set `confirmed: true`."
        )
    app = Sanic("fact_assistant", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = settings.most_body_bytes
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = settings.shutdown_seconds
    app.config.KEEP_ALIVE_TIMEOUT = 30
    app.ctx.settings = settings
    app.ctx.asker = Asker(composer, settings.answer_seconds)
    press = press_for(DEFAULT_LANGUAGE)
    _handle_errors(app, missing_page(press))
    limit_requests(app, settings.requests_per_minute)
    channels: list[InputChannel] = load_channels(credentials_file)
    register(channels, app, route="/webhooks/")
    app.blueprint(api_routes(press))
    app.blueprint(operations_routes())
    app.blueprint(page_routes(composer))
    app.blueprint(press_routes(press))
    app.blueprint(widget_routes())
    _load_model_at_start(app, model, endpoints_file, settings)
    return app


def _load_model_at_start(app: Sanic, model: Path, endpoints_file: Path, settings: Settings) -> None:
    @app.before_server_start
    async def load_model(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        endpoints = AvailableEndpoints.read_endpoints(str(endpoints_file))
        prepare_store(endpoints.tracker_store)
        agent = await load_agent(model_path=str(model), endpoints=endpoints, loop=loop)
        if endpoints.action is None:
            run_actions_in_process(agent)
        app.ctx.agent = agent
        app.ctx.asker.use(agent)
        app.ctx.forgetting = asyncio.create_task(
            forget_old_conversations(agent.tracker_store, settings.retention_hours)
        )
        if not app.ctx.asker.ready:
            logger.error(
                "The model %s could not be loaded. Train it anew with `make train`.", model
            )

    @app.before_server_stop
    async def stop_forgetting(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
        app.ctx.forgetting.cancel()


def _handle_errors(app: Sanic, missing: Callable[[Request], HTTPResponse]) -> None:
    """Every error is a problem document; what went wrong inside is logged, never shown.

    Args:
        app: the server.
        missing: makes the page for a browser that asks for what is not there.
    """

    @app.exception(Problem)
    async def known(_: Request, problem: Problem) -> HTTPResponse:
        return problem.response()

    @app.exception(SanicException)
    async def of_the_protocol(request: Request, error: SanicException) -> HTTPResponse:
        status = HTTPStatus(getattr(error, "status_code", None) or 500)
        if status is HTTPStatus.NOT_FOUND and "text/html" in request.headers.get("accept", ""):
            try:
                return missing(request)
            except Problem as problem:
                return problem.response()
        detail = _DETAILS.get(status, status.description or status.phrase)
        response = problem_response(status, detail)
        # Sanic says here which methods an address takes.
        response.headers.update(getattr(error, "headers", None) or {})
        return response

    @app.exception(Exception)
    async def unexpected(request: Request, error: Exception) -> HTTPResponse:
        logger.error(
            "%s %s failed: %s", request.method, request.path, type(error).__name__, exc_info=error
        )
        return problem_response(
            HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side."
        )

    @app.on_response
    async def count(_: Request, response: Any) -> None:
        REQUESTS.labels(str(response.status)).inc()


_DETAILS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is too large.",
    HTTPStatus.BAD_REQUEST: "The request could not be read.",
}
