"""Errors over HTTP as problem details (RFC 9457), in plain words."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from sanic.response import HTTPResponse


class Problem(Exception):
    """A request that cannot be served, with what is wrong and how to mend it."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        """Keeps what the caller is told.

        Args:
            status: HTTP status.
            detail: what is wrong and how to mend it.
        """
        self.status = status
        self.detail = detail
        super().__init__(detail)

    def response(self) -> HTTPResponse:
        """The problem as a JSON response."""
        return problem_response(self.status, self.detail)


def problem_response(status: HTTPStatus, detail: str) -> HTTPResponse:
    """A problem document."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    return HTTPResponse(
        json.dumps(content), status=status.value, content_type="application/problem+json"
    )
