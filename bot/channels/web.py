"""The channel `web`, which the widget uses: /web/sessions, /web/messages, /web/feedback, /web/terms."""

from __future__ import annotations

import json as json_library
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.answers.composer import composer_for
from bot.answers.texts import languages_with_texts
from bot.asking import asker_of
from bot.channels.client_address import client_address
from bot.channels.incoming import json_object, read_language
from bot.channels.limits import WebLimits
from bot.channels.origins import answer_preflight, name_origin, refuse_others
from bot.channels.own_address import site_of
from bot.channels.press import today
from bot.channels.problems import Problem
from bot.channels.web_conversations import CHANNEL, WebConversations
from bot.channels.web_messages import Incoming, Outgoing, read_message
from bot.channels.web_places import Reading
from bot.channels.web_sessions import SECRET_FILE, SECRET_VARIABLE, WebSessions
from bot.channels.web_store import STORE_FILE, TABLES, WebStore
from bot.channels.widget_texts import load_widget_texts
from bot.facts import DEFAULT_LANGUAGE
from bot.metrics import FEEDBACK
from bot.press.press import press_for
from bot.settings import Settings, settings_of
from bot.state import state_of

_PATHS = ("/terms", "/sessions", "/messages", "/feedback")
_VERDICTS = ("up", "down")
Handler = Callable[[Request], Awaitable[HTTPResponse | None]]


@dataclass(frozen=True)
class WebParts:
    """What the routes of one server share."""

    settings: Settings
    languages: tuple[str, ...]
    store: WebStore
    sessions: WebSessions
    limits: WebLimits
    conversations: WebConversations

    def outgoing(self, request: Request, session: str, language: str) -> Outgoing:
        """The form of a session's messages.

        Raises:
            Problem: the request names a host that cannot be one.
        """
        reading = Reading(press_for(language), site_of(request), today())
        return Outgoing(reading, lambda title: self.sessions.suggestion_id(session, title))


class WebChannel(InputChannel):
    """Serves the widget: sessions by signed token, each message answered once, history, forgetting."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in a conversation's record."""
        return CHANNEL

    def url_prefix(self) -> str:
        """Its place: /web, not below /webhooks."""
        return f"/{CHANNEL}"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebChannel:
        """The channel as credentials.yml names it; its limits are in bot/settings.yml."""
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes.

        Args:
            on_new_message: Rasa's handler; unused, since it neither limits time nor guards.
        """
        routes = Blueprint("web_channel")
        routes.listener("before_server_start")(_prepare)
        routes.listener("after_server_stop")(_close)
        for path in _PATHS:
            routes.add_route(_served(_preflight), path, methods=["OPTIONS"], name=f"ask{path[1:]}")
        routes.add_route(_served(_terms), "/terms", methods=["GET"])
        routes.add_route(_served(_begin), "/sessions", methods=["POST"])
        routes.add_route(_served(_forget), "/sessions", methods=["DELETE"])
        routes.add_route(_served(_receive), "/messages", methods=["POST"])
        routes.add_route(_served(_history), "/messages", methods=["GET"])
        routes.add_route(_served(_feedback), "/feedback", methods=["POST"])
        return routes


async def _prepare(app: Sanic, _: Any) -> None:
    settings, state = settings_of(app), state_of(app)
    secret = state.secret(SECRET_VARIABLE, SECRET_FILE, "all sessions end")
    store = WebStore(state.database(STORE_FILE, TABLES))
    await store.load()
    asker = asker_of(app)
    app.ctx.web = WebParts(
        settings=settings,
        languages=languages_with_texts(asker.composer.sheet),
        store=store,
        sessions=WebSessions(secret, settings.web.session_hours * 3600, store),
        limits=WebLimits(settings.web, state.shares),
        conversations=WebConversations(asker, DEFAULT_LANGUAGE),
    )


def _close(app: Sanic, _: Any) -> None:
    if hasattr(app.ctx, "web"):
        app.ctx.web.store.close()


def _parts(request: Request) -> WebParts:
    parts: WebParts = request.app.ctx.web
    return parts


def _served(handler: Handler) -> Handler:
    """The handler behind what all routes share: origin, address limit, problems, headers."""

    @wraps(handler)
    async def serve(request: Request) -> HTTPResponse | None:
        parts = _parts(request)
        allowed = parts.settings.web.allowed_origins
        try:
            if request.method != "OPTIONS":
                refuse_others(request, allowed)
                await parts.limits.count_request(client_address(request))
            response = await handler(request)
        except Problem as problem:
            # Answered here, so that the page of another site can read it too.
            response = problem.response()
        if response is not None:
            _mark(request, response)
        return response

    return serve


def _mark(request: Request, response: HTTPResponse) -> None:
    response.headers["cache-control"] = "no-store"
    response.headers["x-content-type-options"] = "nosniff"
    if response.status == HTTPStatus.UNAUTHORIZED:
        response.headers["www-authenticate"] = "Bearer"
    name_origin(request, response, _parts(request).settings.web.allowed_origins)


async def _preflight(request: Request) -> HTTPResponse:
    return answer_preflight(request, _parts(request).settings.web.allowed_origins)


async def _terms(request: Request) -> HTTPResponse:
    """What the widget says and what holds, before there is a session: nothing is kept for it."""
    parts = _parts(request)
    asked = request.args.get("language", DEFAULT_LANGUAGE)
    spoken = asked if asked in parts.languages else DEFAULT_LANGUAGE
    texts = load_widget_texts(spoken)
    return json(
        {
            "language": spoken,
            "direction": texts.direction,
            "texts": texts.texts,
            "retention_hours": parts.settings.retention_hours,
            "most_characters": parts.settings.web.most_characters,
            "contacts": sorted(set(composer_for(spoken).contacts.addresses.values())),
        }
    )


async def _begin(request: Request) -> HTTPResponse:
    parts = _parts(request)
    content = json_object(request) if request.body else {}
    spoken = read_language(content.get("language", DEFAULT_LANGUAGE), parts.languages)
    await parts.limits.count_session(client_address(request))
    session, token = parts.sessions.begin()
    return json(
        {
            "token": token,
            "expires_in": parts.sessions.session_seconds,
            "retention_hours": parts.settings.retention_hours,
            "messages": [parts.outgoing(request, session, spoken).greeting()],
        },
        status=HTTPStatus.CREATED.value,
    )


async def _forget(request: Request) -> HTTPResponse:
    parts = _parts(request)
    session = await parts.sessions.session_of(request)
    # Ended first, so that nothing is said into a conversation that is being deleted; and taken back if that fails,
    # since who asked must be able to ask again.
    parts.sessions.end(session)
    try:
        await parts.conversations.forget(session)
    except Problem:
        parts.sessions.resume(session)
        raise
    await parts.store.keep_ended()
    if not parts.store.is_exclusive:
        # Until that was written, another process may have answered.
        await parts.conversations.forget(session)
    texts = load_widget_texts(DEFAULT_LANGUAGE).texts
    return json({"forgotten": True, "detail": texts["forgotten"]})


async def _receive(request: Request) -> HTTPResponse | None:
    parts = _parts(request)
    session = await parts.sessions.session_of(request)
    message = read_message(
        json_object(request),
        lambda identifier: parts.sessions.suggestion(session, identifier),
        parts.settings.web.most_characters,
        DEFAULT_LANGUAGE,
        parts.languages,
    )
    await parts.limits.count_message(session)
    if "text/event-stream" in (request.headers.get("accept") or ""):
        await _stream(request, session, message)
        return None
    return json(await _answer(request, session, message))


async def _answer(request: Request, session: str, message: Incoming) -> dict[str, Any]:
    parts = _parts(request)
    outgoing = parts.outgoing(request, session, message.language)
    replies = await parts.conversations.ask(session, message)
    return {
        "client_message_id": message.client_message_id,
        "asked": outgoing.asked(message),
        "messages": outgoing.replies(message.client_message_id, replies),
    }


async def _stream(request: Request, session: str, message: Incoming) -> None:
    """Server-sent events: `typing` at once, a `message` each, `done` with the id; or `problem`, and why."""
    head = HTTPResponse(content_type="text/event-stream; charset=utf-8")
    _mark(request, head)
    # Some proxies would wait for the whole of an answer; nginx does not where this asks for it.
    head.headers["x-accel-buffering"] = "no"
    response = await request.respond(
        content_type="text/event-stream; charset=utf-8", headers=dict(head.headers)
    )
    identifier = {"client_message_id": message.client_message_id}
    await response.send(_event("typing", identifier))
    try:
        answer = await _answer(request, session, message)
    except Problem as problem:
        # The status is sent already; what it would have been stands in the event.
        await response.send(_event("problem", {**identifier, **problem.content()}))
    else:
        for sent in answer["messages"]:
            await response.send(_event("message", sent))
        await response.send(_event("done", {**identifier, "asked": answer["asked"]}))
    await response.eof()


def _event(name: str, content: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json_library.dumps(content, ensure_ascii=False)}\n\n"


async def _history(request: Request) -> HTTPResponse:
    parts = _parts(request)
    session = await parts.sessions.session_of(request)
    spoken = read_language(request.args.get("language", DEFAULT_LANGUAGE), parts.languages)
    outgoing = parts.outgoing(request, session, spoken)
    messages = [outgoing.greeting()]
    for exchange in await parts.conversations.history(session):
        messages.append(outgoing.asked(exchange.asked))
        messages += outgoing.replies(exchange.asked.client_message_id, exchange.replies)
    return json({"messages": messages})


async def _feedback(request: Request) -> HTTPResponse:
    parts = _parts(request)
    session = await parts.sessions.session_of(request)
    content = json_object(request)
    verdict, identifier = content.get("verdict"), content.get("message_id")
    if verdict not in _VERDICTS:
        raise Problem(HTTPStatus.BAD_REQUEST, "`verdict` must be up or down.")
    # Status and facts come from the conversation, not from the caller.
    for exchange in await parts.conversations.history(session):
        for index, message in enumerate(exchange.replies):
            record = message.get("reply")
            if record and identifier == f"{exchange.asked.client_message_id}.{index}":
                keys = [fact["key"] for fact in record["facts"]]
                await parts.store.keep_feedback(
                    session, identifier, verdict, record["status"], keys
                )
                FEEDBACK.labels(verdict).inc()
                return json(
                    {"kept": {"verdict": verdict, "status": record["status"], "facts": keys}}
                )
    raise Problem(HTTPStatus.NOT_FOUND, "`message_id` names no reply of this conversation.")
