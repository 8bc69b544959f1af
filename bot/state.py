"""Where a server keeps its state: in files of this process, or in services that all processes share."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy
from rasa.core.agent import Agent
from redis.asyncio import Redis
from sanic import Sanic

from bot.channels.limits import SharedShares, Shares
from bot.channels.messaging.pacing import SharedPaces
from bot.database import Database, SqliteFile
from bot.private_files import given_secret, load_secret
from bot.settings import settings_of
from bot.shared.conversations import SharedConversations
from bot.shared.database import SharedDatabase
from bot.shared.engine import shared_engine, shared_redis
from bot.shared.processes import Processes
from bot.shared.services import Services, services
from bot.storage import Storage


class State:
    """What one process opens, once.

    Attributes:
        is_shared: whether other processes have it too.
        shares: of what each address and session may ask.
        processes: this one and the others; None where there are no others.
    """

    def __init__(self, folder: Path, shared: Services | None) -> None:
        """Nothing is opened or connected yet.

        Args:
            folder: for files.
            shared: the services that are used instead; None for files.
        """
        self._folder = folder
        self.is_shared = shared is not None
        self._engine: sqlalchemy.engine.Engine | None = None
        self._tables: SharedDatabase | None = None
        self._redis: Redis | None = None
        self.shares = Shares()
        self.processes: Processes | None = None
        if shared is not None:
            self._engine = shared_engine(shared.database)
            self._tables = SharedDatabase(self._engine)
            self._redis = shared_redis(shared.redis)
            self.shares = SharedShares(shared.redis)
            self.processes = Processes(self._tables)

    def database(self, name: str, tables: str, durable: bool = False) -> Database:
        """A few tables.

        Args:
            name: of the file.
            tables: statements that make them in the file; the shared database has them already.
            durable: whether what was changed must be there after a power cut too.

        Raises:
            InUseError: another server uses the file.
            OSError: it cannot be used; the message says why and what to do.
        """
        return self._tables or SqliteFile(self._folder / name, tables, durable)

    def storage(self, agent: Agent) -> Storage | None:
        """Where conversations are kept; None for the store that endpoints.yml names.

        Args:
            agent: with a model.
        """
        if self._engine is None:
            return None
        return Storage(SharedConversations(self._engine, agent.domain))

    def paces(self, secret: str) -> SharedPaces | None:
        """How fast all processes together write to messaging platforms; None where there is only this one.

        Args:
            secret: keeps it from being told whose chats they are.
        """
        return SharedPaces(self._redis, secret) if self._redis is not None else None

    def secret(self, variable: str, file: str, what_ends: str) -> str:
        """A key of this installation.

        Args:
            variable: of the environment; has to be set where other machines need the same key.
            file: name of the file where it is kept otherwise.
            what_ends: what is lost with the key, as an error says it.

        Raises:
            ValueError: it is missing, or too short to be one.
        """
        if self._engine is None:
            return load_secret(variable, self._folder / file, what_ends)
        return given_secret(variable)

    async def close(self) -> None:
        """Closes the connections, after everything that uses them."""
        if self._redis is not None:
            await self._redis.aclose()
        if self._tables is not None:
            self._tables.end()
        if self._engine is not None:
            self._engine.dispose()


def make_state(app: Sanic, environ: Mapping[str, str]) -> State:
    """The state of a server, which has it from here on.

    Raises:
        ServicesError: only half of the services is named, or an address cannot be one.
    """
    state = State(settings_of(app).web.state_folder, services(environ))
    app.ctx.state = state
    return state


def state_of(app: Sanic) -> State:
    """The state that a server was made with, or one made now under a plain `rasa run`."""
    if not hasattr(app.ctx, "state"):
        return make_state(app, os.environ)
    state: State = app.ctx.state
    return state
