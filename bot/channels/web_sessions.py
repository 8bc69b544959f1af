"""Sessions of the channel `web`: signed tokens that name a conversation nobody else can guess or reach."""

from __future__ import annotations

import os
import secrets
from http import HTTPStatus
from pathlib import Path

from itsdangerous import BadSignature, SignatureExpired, URLSafeSerializer, URLSafeTimedSerializer
from sanic.request import Request

from bot.channels.problems import Problem
from bot.channels.web_store import WebStore
from bot.private_files import private_folder

SECRET_VARIABLE = "ASSISTANT_WEB_SECRET"
SECRET_FILE = "web_secret"
_LEAST_SECRET = 32


def load_secret(folder: Path) -> str:
    """The key that signs sessions: from the environment, or from a file that is made at first use.

    Args:
        folder: where the file is kept, so that sessions outlive a restart.

    Raises:
        ValueError: the key, wherever it comes from, is too short to be one.
    """
    given = os.environ.get(SECRET_VARIABLE)
    if given is not None:
        return _long_enough(given, SECRET_VARIABLE, "Set a longer one, or none.")
    file = folder / SECRET_FILE
    if not file.exists():
        private_folder(folder)
        draft = folder / f"{SECRET_FILE}.{secrets.token_hex(8)}"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_urlsafe(48))
        try:
            # Linked whole: of two servers that start at once, one's key stands and both read it.
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    file.chmod(0o600)
    mend = "Delete the file; a new one is made at the next start, and all sessions end."
    return _long_enough(file.read_text().strip(), str(file), mend)


def _long_enough(secret: str, place: str, mend: str) -> str:
    if len(secret) < _LEAST_SECRET:
        raise ValueError(f"{place} must have at least {_LEAST_SECRET} characters. {mend}")
    return secret


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

    def session_of(self, request: Request) -> str:
        """The session a request belongs to.

        Raises:
            Problem: there is no token, or it is forged, expired or ended.
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
        if not isinstance(session, str) or self._store.is_ended(session):
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
