"""One process: Rasa's agent, the actions, the channels, the API and the page."""

from __future__ import annotations

import asyncio
import gc
import logging
from pathlib import Path

from rasa.core.agent import load_agent
from rasa.core.channels.channel import InputChannel, register
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic

from bot.actions_in_process import run_actions_in_process
from bot.answers.composer import composer_for
from bot.asking import Asker
from bot.channels.api import api_routes
from bot.channels.configured import load_channels
from bot.channels.errors import handle_errors
from bot.channels.limits import limit_requests
from bot.channels.open_access import open_to_all_sites
from bot.channels.operations import operations_routes
from bot.channels.page import page_routes
from bot.channels.press import missing_page, press_routes
from bot.channels.widget import widget_routes
from bot.facts import DEFAULT_LANGUAGE
from bot.press.press import press_for
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
    app.config.REQUEST_TIMEOUT = app.config.RESPONSE_TIMEOUT = settings.request_seconds
    app.config.KEEP_ALIVE_TIMEOUT = min(30, settings.request_seconds)
    app.ctx.settings = settings
    app.ctx.asker = Asker(composer, settings.answer_seconds, settings.most_under_way)
    press = press_for(DEFAULT_LANGUAGE)
    handle_errors(app, composer, missing_page(press))
    open_to_all_sites(app)
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
        agent = await load_agent(model_path=str(model), endpoints=endpoints, loop=loop)
        if endpoints.action is None:
            run_actions_in_process(agent)
        app.ctx.agent = agent
        app.ctx.asker.use(agent)
        if not app.ctx.asker.ready:
            logger.error(
                "The model %s could not be loaded. Train it anew with `make train`.", model
            )
            return
        await app.ctx.asker.storage.check()
        # What is loaded now stays: looking through it for garbage would hold everyone up, for 0.4 s at a time.
        gc.collect()
        gc.freeze()
        app.ctx.forgetting = asyncio.create_task(
            app.ctx.asker.storage.forget_old(settings.retention_hours)
        )

    @app.after_server_stop
    async def close(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
        if hasattr(app.ctx, "forgetting"):
            app.ctx.forgetting.cancel()
        app.ctx.asker.close()
