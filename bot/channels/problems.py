"""Errors over HTTP as problem details (RFC 9457), in plain words."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from sanic.response import HTTPResponse


class Problem(Exception):
    """A request that cannot be served, with what is wrong and how to mend it."""

    def __init__(
        self, status: HTTPStatus, detail: str, *, retry_seconds: int | None = None
    ) -> None:
        """Keeps what the caller is told.

        Args:
            status: HTTP status.
            detail: what is wrong and how to mend it.
            retry_seconds: after which the same request may succeed, if it may.
        """
        self.status = status
        self.detail = detail
        self.retry_seconds = retry_seconds
        super().__init__(detail)

    def content(self) -> dict[str, Any]:
        """The problem document."""
        retry = {} if self.retry_seconds is None else {"retry_after": self.retry_seconds}
        return {**_content(self.status, self.detail), **retry}

    def response(self) -> HTTPResponse:
        """The problem as a JSON response, with the header `retry-after` where trying again may help."""
        response = problem_response(self.status, self.detail)
        if self.retry_seconds is not None:
            response.headers["retry-after"] = str(self.retry_seconds)
        return response


def problem_response(status: HTTPStatus, detail: str) -> HTTPResponse:
    """A problem document."""
    content = json.dumps(_content(status, detail))
    return HTTPResponse(content, status=status.value, content_type="application/problem+json")


def _content(status: HTTPStatus, detail: str) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
