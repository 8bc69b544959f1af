"""The address under which this server is reached, for links that leave it."""

from __future__ import annotations

import re
from http import HTTPStatus

from sanic.request import Request

from bot.channels.client_address import reached_at
from bot.channels.problems import Problem
from bot.press.addresses import Site

_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")


def site_of(request: Request) -> Site:
    """The site's address: the setting `public_url`, or else the request's own host.

    Raises:
        Problem: the request names a host that cannot be one; it would end up in links.
    """
    configured: str = request.app.ctx.settings.public_url
    if configured:
        return Site(configured)
    scheme, host = reached_at(request)
    if not _HOST.fullmatch(host):
        raise Problem(HTTPStatus.BAD_REQUEST, "The header `host` is no host name.")
    return Site(f"{scheme}://{host}")
