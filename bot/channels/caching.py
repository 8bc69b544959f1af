"""Answers to GET that may be kept: with an ETag, and 304 for whoever has them already."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.settings import settings_of

KEPT_SECONDS = 300


def cacheable(request: Request, response: HTTPResponse) -> HTTPResponse:
    """The response with ETag and Cache-Control, or 304 if the caller has the same already.

    Args:
        request: the request answered.
        response: the whole answer.
    """
    body = response.body or b""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    # Without a configured address links are made with the request's own host: only its sender may keep them.
    who = "public" if settings_of(request.app).public_url else "private"
    kept = {"etag": tag, "cache-control": f"{who}, max-age={KEPT_SECONDS}"}
    for name, value in kept.items():
        response.headers[name] = value
    if not has_tag(request, tag):
        return response
    headers = {
        name: value
        for name, value in response.headers.items()
        if name.lower() not in ("content-type", "content-disposition", "content-length")
    }
    return HTTPResponse(status=HTTPStatus.NOT_MODIFIED.value, headers=headers)


def has_tag(request: Request, tag: str) -> bool:
    """Whether the caller names the tag; proxies make it weak, or note in it how they packed the body.

    Weak tags and `*` count (RFC 9110, 13.1.2).
    """
    written = ",".join(request.headers.getall("if-none-match", []))
    named = [one.strip().removeprefix("W/") for one in written.split(",")]
    return "*" in named or tag in named or any(_packed(one) == tag for one in named)


def _packed(tag: str) -> str:
    """A tag without what Apache adds to it for a packed body (`"...-gzip"`)."""
    for packing in ("-gzip", "-br"):
        tag = tag.replace(f'{packing}"', '"')
    return tag
