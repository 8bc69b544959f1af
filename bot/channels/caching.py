"""Answers to GET that may be kept: with an ETag, and 304 for whoever has them already."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from sanic.request import Request
from sanic.response import HTTPResponse

KEPT_SECONDS = 300


def cacheable(request: Request, response: HTTPResponse) -> HTTPResponse:
    """The response with ETag and Cache-Control, or 304 if the caller has the same already.

    Args:
        request: the request answered.
        response: the whole answer.
    """
    body = response.body or b""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    kept = {"etag": tag, "cache-control": f"public, max-age={KEPT_SECONDS}"}
    for name, value in kept.items():
        response.headers[name] = value
    if not _has(request.headers.get("if-none-match", ""), tag):
        return response
    headers = {
        name: value
        for name, value in response.headers.items()
        if name.lower() not in ("content-type", "content-disposition", "content-length")
    }
    return HTTPResponse(status=HTTPStatus.NOT_MODIFIED.value, headers=headers)


def _has(if_none_match: str, tag: str) -> bool:
    """Whether the caller names the tag; weak tags and `*` count (RFC 9110, 13.1.2)."""
    named = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return "*" in named or tag in named
