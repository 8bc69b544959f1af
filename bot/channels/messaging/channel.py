"""The messaging platforms that are on, each at /webhooks/<platform>/webhook behind the same guard."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, text

from bot.answers.small_talk import greet
from bot.asking import asker_of
from bot.channels.incoming import clean
from bot.channels.messaging.inbox import INBOX_FILE, TABLES, Inbox, Pending
from bot.channels.messaging.layout import lay_out
from bot.channels.messaging.pacing import SharedPaces
from bot.channels.messaging.people import SECRET_FILE, SECRET_VARIABLE, People
from bot.channels.messaging.platform import Platform
from bot.channels.messaging.platforms import Account, accounts
from bot.channels.messaging.sending import Sender
from bot.channels.messaging.turns import Turns
from bot.channels.messaging.updates import Delivery, NotOursError, Received, RejectedError
from bot.channels.messaging.wording import load_messaging_texts
from bot.channels.own_address import site_of
from bot.channels.problems import Problem
from bot.facts import DEFAULT_LANGUAGE
from bot.metrics import DELIVERIES
from bot.press.addresses import Site, card_path
from bot.press.cards import Shape
from bot.settings import Settings, settings_of
from bot.shared.processes import BEAT_SECONDS
from bot.state import state_of
from bot.storage import NotKeptError

logger = logging.getLogger(__name__)

# Meta gathers updates into bodies of up to 3 MB.
MOST_BODY_BYTES = 3 * 1024 * 1024
_FORGET_EVERY_SECONDS = 600
_MOST_CODE = 40


def webhook_path(name: str) -> str:
    """Where a platform's updates are taken."""
    return f"/webhooks/{name}/webhook"


@dataclass(frozen=True)
class Line:
    """What serves one platform."""

    platform: Platform
    sender: Sender
    turns: Turns


@dataclass(frozen=True)
class MessagingParts:
    """What the routes of one server share."""

    people: People
    inbox: Inbox
    lines: dict[str, Line]
    tasks: set[asyncio.Task[Any]]

    def start(self, work: Any) -> None:
        """Does something beside what is under way."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


class MessagingChannel(InputChannel):
    """Serves the messaging platforms whose secrets are set; none is reached before somebody is answered."""

    @classmethod
    def name(cls) -> str:
        """The name under which Rasa registers it."""
        return "messaging"

    def __init__(self, accounts: list[Account]) -> None:
        """A channel of some platforms.

        Args:
            accounts: those that are on.
        """
        self._accounts = accounts

    def url_prefix(self) -> str:
        """Its place: each platform has its own below it."""
        return "/webhooks"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> MessagingChannel:
        """The channel as credentials.yml and the environment have it.

        Raises:
            ChannelSettingsError: a platform is half set, or set to what cannot be.
        """
        return cls(accounts(credentials or {}, os.environ))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes.

        Args:
            on_new_message: Rasa's handler; unused, since it neither limits time nor guards.
        """
        routes = Blueprint("messaging_channel")
        names = [one.platform.name for one in self._accounts]
        logger.info("messaging channels that are on: %s", ", ".join(names) or "none")
        if not names:
            return routes
        routes.listener("before_server_start")(self._prepare)
        routes.listener("before_server_stop")(_close)
        for name in names:
            path = webhook_path(name).removeprefix(self.url_prefix())
            routes.add_route(_greeter(name), path, methods=["GET"], name=f"greet_{name}")
            routes.add_route(
                _receiver(name), path, methods=["POST"], name=f"receive_{name}", stream=True
            )
        return routes

    async def _prepare(self, app: Sanic, _: Any) -> None:
        settings, state = settings_of(app), state_of(app)
        secret = state.secret(
            SECRET_VARIABLE, SECRET_FILE, "conversations on messaging platforms begin anew"
        )
        inbox = Inbox(state.database(INBOX_FILE, TABLES, durable=True), state.processes)
        paces = state.paces(secret)
        lines = {
            one.platform.name: _line(app, one, inbox, settings, paces) for one in self._accounts
        }
        parts = MessagingParts(People(secret), inbox, lines, set())
        app.ctx.messaging = parts
        await _take_up(parts)
        if state.processes is not None:
            parts.start(_take_up_again_and_again(parts))
        parts.start(_forget_old(inbox, settings.retention_hours * 3600))


def _line(
    app: Sanic, account: Account, inbox: Inbox, settings: Settings, paces: SharedPaces | None
) -> Line:
    def card(figure: str) -> str:
        return Site(settings.public_url).address(card_path(figure, Shape.WIDE.key, "png"))

    platform, sender = account.platform, Sender(account.platform, paces=paces)
    turns = Turns(
        platform,
        asker_of(app),
        inbox,
        sender,
        _wording(settings),
        # Platforms fetch pictures from outside.
        card if account.shows_cards and settings.public_url else lambda _: "",
    )
    return Line(platform, sender, turns)


def _wording(settings: Settings) -> dict[str, str]:
    texts = load_messaging_texts(DEFAULT_LANGUAGE)
    return {key: one.format(hours=settings.retention_hours) for key, one in texts.items()}


async def _close(app: Sanic, _: Any) -> None:
    parts: MessagingParts | None = getattr(app.ctx, "messaging", None)
    if parts is None:
        return
    for line in parts.lines.values():
        await line.turns.close()
        await line.sender.close()
    for task in parts.tasks:
        task.cancel()
    await asyncio.gather(*parts.tasks, return_exceptions=True)
    parts.inbox.close()


async def _take_up(parts: MessagingParts) -> None:
    """Takes up what processes that are gone left undone."""
    for pending in await parts.inbox.waiting():
        # A platform that was switched off since has nobody to send it to.
        if pending.channel in parts.lines:
            parts.lines[pending.channel].turns.take(pending, again=True)


async def _take_up_again_and_again(parts: MessagingParts) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        try:
            await _take_up(parts)
        except NotKeptError:
            logger.error("what other processes left undone cannot be looked for")


async def _forget_old(inbox: Inbox, silent_seconds: float) -> None:
    while True:
        try:
            await inbox.forget_old(silent_seconds)
        except NotKeptError:
            logger.error("what is remembered of messaging platforms could not be deleted")
        await asyncio.sleep(_FORGET_EVERY_SECONDS)


def _greeter(name: str) -> Callable[[Request], Awaitable[HTTPResponse]]:
    async def greet_platform(request: Request) -> HTTPResponse:
        try:
            body = _line_of(request, name).platform.greet(_delivery(request, b""))
        except RejectedError as error:
            raise _rejected() from error
        return text(body, headers=_HEADERS)

    return greet_platform


def _receiver(name: str) -> Callable[[Request], Awaitable[HTTPResponse]]:
    async def receive(request: Request) -> HTTPResponse:
        delivery = _delivery(request, await _body(request))
        platform = _line_of(request, name).platform
        try:
            platform.verify(delivery)
            received = platform.read(delivery)
        except RejectedError as error:
            raise _rejected() from error
        except NotOursError as error:
            detail = f"This is not a request as {name} sends them."
            raise Problem(HTTPStatus.BAD_REQUEST, detail) from error
        await _take(request, name, received)
        body = _welcome(request, platform) if received.welcomes else received.body
        return text(body, content_type=received.content_type, headers=_HEADERS)

    return receive


_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


async def _take(request: Request, name: str, received: Received) -> None:
    """Keeps what a request asks, before it is acknowledged; it is answered afterwards.

    Raises:
        NotKeptError: nothing was kept; the platform sends it again.
    """
    parts: MessagingParts = request.app.ctx.messaging
    line = parts.lines[name]
    for code in received.failures:
        DELIVERIES.labels(name, "failed", code[:_MOST_CODE]).inc()
    for call in received.acknowledgements:
        parts.start(line.sender.acknowledge(call))
    pending = [
        Pending(
            parts.people.key(name, update),
            name,
            parts.people.conversation(name, update),
            # Cleaned before it is kept anywhere: of personal data, and of Rasa's own commands.
            replace(update, text=clean(update.text)),
        )
        for update in received.updates
    ]
    for one in await parts.inbox.take(pending) if pending else ():
        line.turns.take(one)


def _welcome(request: Request, platform: Platform) -> str:
    """A first greeting, where it is the answer to a request."""
    reply = greet(asker_of(request.app).composer)
    notice = _wording(settings_of(request.app))["notice"]
    laid = lay_out(f"{reply.text}\n\n{notice}", reply.suggestions, platform.limits)
    return platform.welcome(laid.parts[-1])


async def _body(request: Request) -> bytes:
    """The raw bytes, which are what is signed.

    Raises:
        Problem: they are more than any platform sends.
    """
    chunks, length = [], 0
    while (chunk := await request.stream.read()) is not None:
        length += len(chunk)
        if length > MOST_BODY_BYTES:
            detail = f"The body is larger than {MOST_BODY_BYTES} bytes."
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
        chunks.append(chunk)
    return b"".join(chunks)


def _delivery(request: Request, body: bytes) -> Delivery:
    query = {name: values[-1] for name, values in request.get_args(keep_blank_values=True).items()}
    place = request.path + (f"?{request.query_string}" if request.query_string else "")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Delivery(body, headers, query, site_of(request).address(place), time.time())


def _line_of(request: Request, name: str) -> Line:
    parts: MessagingParts = request.app.ctx.messaging
    return parts.lines[name]


def _rejected() -> Problem:
    return Problem(HTTPStatus.FORBIDDEN, "This request is not signed by the platform.")
