"""Sessions of the channel `web`: signed tokens that name a conversation nobody else can guess or reach."""

from __future__ import annotations

import secrets
from http import HTTPStatus

from itsdangerous import BadSignature, SignatureExpired, URLSafeSerializer, URLSafeTimedSerializer
from sanic.request import Request

from bot.channels.problems import Problem
from bot.channels.web_store import WebStore

SECRET_VARIABLE = "ASSISTANT_WEB_SECRET"
SECRET_FILE = "web_secret"


class WebSessions:
    """Begins, recognises and ends sessions."""

    def __init__(self, secret: str, session_seconds: int, store: WebStore) -> None:
        """Sessions of one server.

        Args:
            secret: signs tokens and the ids of suggestions.
            session_seconds: how long a token is good for.
            store: remembers which sessions were ended before their time.
        """
        self.session_seconds = session_seconds
        self._secret = secret
        self._store = store
        self._tokens = URLSafeTimedSerializer(secret, salt="web session")

    def begin(self) -> tuple[str, str]:
        """A new session and its token."""
        session = secrets.token_urlsafe(16)
        return session, str(self._tokens.dumps(session))

    async def session_of(self, request: Request) -> str:
        """The session a request belongs to.

        Raises:
            Problem: there is no token, or it is forged, expired or ended; or that cannot be known just now.
        """
        scheme, _, token = (request.headers.get("authorization") or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _unauthorized("There is no session token. Begin with POST /web/sessions.")
        try:
            session = self._tokens.loads(_ascii(token.strip()), max_age=self.session_seconds)
        except SignatureExpired as error:
            raise _unauthorized("The session has expired. Begin a new one.") from error
        except BadSignature as error:
            raise _unauthorized("The session token is not valid. Begin a new session.") from error
        if not isinstance(session, str) or await self._store.is_ended(session):
            raise _unauthorized("The session was ended. Begin a new one.")
        return session

    def end(self, session: str) -> None:
        """Makes a session's token worthless."""
        self._store.end(session, self.session_seconds)

    def resume(self, session: str) -> None:
        """Makes an ended session's token good again."""
        self._store.resume(session)

    def suggestion_id(self, session: str, title: str) -> str:
        """The id by which a suggestion comes back; good in this session only."""
        return str(self._suggestions(session).dumps(title))

    def suggestion(self, session: str, identifier: str) -> str:
        """The suggestion of an id.

        Raises:
            Problem: the id was not given out in this session.
        """
        try:
            return str(self._suggestions(session).loads(_ascii(identifier)))
        except BadSignature as error:
            raise Problem(
                HTTPStatus.BAD_REQUEST, "`suggestion` was not offered in this conversation."
            ) from error

    def _suggestions(self, session: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._secret, salt=f"web suggestion {session}")


def _ascii(signed: str) -> str:
    """What was signed is ASCII; the library would stumble over anything else instead of refusing it."""
    if not signed.isascii():
        raise BadSignature("not ASCII")
    return signed


def _unauthorized(detail: str) -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, detail)
