"""One process: Rasa's agent, the actions, the channels, the API and the page."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from pathlib import Path

from rasa.core.agent import Agent, load_agent
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
from bot.stages import collect_traces
from bot.state import State, make_state

logger = logging.getLogger(__name__)


async def load_model(model: Path, endpoints_file: Path, own_store: bool) -> Agent:
    """Rasa's agent with a model; without one, if it cannot be loaded.

    Args:
        model: the trained model (tar.gz).
        endpoints_file: Rasa's endpoints.yml: tracker store, action server if there is one.
        own_store: whether conversations are kept in the store that is named there.
    """
    endpoints = AvailableEndpoints.read_endpoints(str(endpoints_file))
    if not own_store:
        endpoints.tracker_store = None
    agent = await load_agent(model_path=str(model), endpoints=endpoints)
    if endpoints.action is None:
        run_actions_in_process(agent)
    # What is loaded now stays: looking through it for garbage would hold everyone up, for 0.4 s at a time.
    gc.collect()
    gc.freeze()
    return agent


def create_app(
    model: Path,
    endpoints_file: Path,
    credentials_file: Path,
    settings: Settings,
    agent: Agent | None = None,
) -> Sanic:
    """The server, not yet running.

    Args:
        model: the trained model (tar.gz).
        endpoints_file: Rasa's endpoints.yml: tracker store, action server if there is one.
        credentials_file: Rasa's credentials.yml: which channels are served.
        settings: limits and times.
        agent: with the model, where it is loaded already; None to load it when the server starts.

    Raises:
        YamlFileError: fact sheet, texts, contacts or credentials are broken.
        ServicesError: the addresses of shared services are.
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
    state = make_state(app, os.environ)
    # Made first, it is closed last.
    app.after_server_stop(lambda *_: state.close())
    app.ctx.asker = Asker(composer, settings.answer_seconds, settings.most_under_way)
    press = press_for(DEFAULT_LANGUAGE)
    handle_errors(app, composer, missing_page(press))
    open_to_all_sites(app)
    limit_requests(app, state.shares, settings.requests_per_minute)
    channels: list[InputChannel] = load_channels(credentials_file)
    register(channels, app, route="/webhooks/")
    app.blueprint(api_routes(press))
    app.blueprint(operations_routes())
    app.blueprint(page_routes(composer))
    app.blueprint(press_routes(press))
    app.blueprint(widget_routes())
    _start_answering(app, model, endpoints_file, state, agent)
    return app


def _start_answering(
    app: Sanic, model: Path, endpoints_file: Path, state: State, loaded: Agent | None
) -> None:
    @app.before_server_start
    async def start(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
        collect_traces()
        agent = loaded or await load_model(model, endpoints_file, own_store=not state.is_shared)
        app.ctx.agent = agent
        app.ctx.asker.use(agent, state.storage(agent))
        if not app.ctx.asker.ready:
            logger.error(
                "The model %s could not be loaded. Train it anew with `make train`.", model
            )
            return
        await app.ctx.asker.storage.check()
        app.ctx.forgetting = asyncio.create_task(
            app.ctx.asker.storage.forget_old(app.ctx.settings.retention_hours)
        )

    @app.after_server_stop
    async def close(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
        if hasattr(app.ctx, "forgetting"):
            app.ctx.forgetting.cancel()
        app.ctx.asker.close()
