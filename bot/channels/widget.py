"""The widget's one file, put together from its modules, and the page to be shown in a frame."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html, raw, redirect

from bot.channels.caching import has_tag
from bot.channels.origins import is_framed_elsewhere
from bot.channels.widget_texts import load_widget_texts
from bot.facts import DEFAULT_LANGUAGE
from bot.press.addresses import PRESS
from bot.press.embed import named_by_content
from bot.settings import settings_of

WEB = Path(__file__).parent.parent / "web"
WIDGET_FOLDER = WEB / "widget"
NAME = "fact-assistant.js"
# In the order in which they build on each other.
MODULES = (
    *("elements", "colours", "containment", "styles", "client"),
    *("persistence", "conversation", "messages", "window", "fact-assistant"),
)
_IMPORT = re.compile(r"^import .*\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
# For those who read the modules, not for those who load them: comments on lines of their own, and indentation.
_FOR_READERS = re.compile(r"^[ ]*//.*\n|^[ ]+", re.MULTILINE)
_YEAR = 365 * 24 * 3600
# Of the page that any site may show in a frame: no scripts and no forms, so that there is nothing to trick anyone
# into but its one link.
_ELSEWHERE = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


@dataclass(frozen=True)
class Widget:
    """The widget as it is served.

    Attributes:
        code: the module.
        packed: the same, gzipped.
        version: names this very content.
        integrity: what a page checks it by (subresource integrity).
    """

    code: bytes
    packed: bytes
    version: str
    integrity: str

    @property
    def path(self) -> str:
        """Where this version is served."""
        return f"/widget/{self.version}/{NAME}"


@cache
def load_widget(folder: Path = WIDGET_FOLDER) -> Widget:
    """Joins the modules into one, so that one hash vouches for all of it.

    Args:
        folder: where the modules are.
    """
    parts = [(folder / f"{name}.js").read_text(encoding="utf-8") for name in MODULES]
    joined = _FOR_READERS.sub(
        "", "\n".join(_EXPORT.sub("", _IMPORT.sub("", part)) for part in parts)
    ).encode()
    return Widget(joined, gzip.compress(joined, mtime=0), *named_by_content(joined))


def embed_snippet(server: str, *, pinned: bool = True) -> str:
    """What a site puts into its pages.

    Args:
        server: address of this server as browsers reach it.
        pinned: whether the browser is to accept this very version only.
    """
    widget = load_widget()
    if not pinned:
        return (
            f'<script type="module" src="{server}/widget/{NAME}"></script>\n'
            "<fact-assistant></fact-assistant>"
        )
    return (
        f'<script type="module" src="{server}{widget.path}"\n'
        f'        integrity="{widget.integrity}" crossorigin="anonymous"></script>\n'
        "<fact-assistant></fact-assistant>"
    )


def frame_snippet(server: str) -> str:
    """What a site puts into its pages where scripts are not allowed.

    Args:
        server: address of this server as browsers reach it.
    """
    title = load_widget_texts(DEFAULT_LANGUAGE).texts["title"]
    return (
        f'<iframe src="{server}/widget/frame" title="{title}" allow="clipboard-write"\n'
        '        style="width: 100%; max-width: 420px; height: 640px; border: 0"></iframe>'
    )


def widget_routes() -> Blueprint:
    """/widget/<version>/fact-assistant.js, /widget/fact-assistant.js (the current one), /widget/frame."""
    routes = Blueprint("widget", url_prefix="/widget")
    widget = load_widget()
    templates = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True)

    @routes.get("/<version:str>/fact-assistant.js")
    async def of_a_version(request: Request, version: str) -> HTTPResponse:
        if version != widget.version:
            return redirect(widget.path, headers=_anyone("no-store"))
        return _file(request, widget, f"public, max-age={_YEAR}, immutable")

    @routes.get("/fact-assistant.js")
    async def current(request: Request) -> HTTPResponse:
        return _file(request, widget, "no-cache")

    @routes.get("/frame")
    async def frame(request: Request) -> HTTPResponse:
        sites = settings_of(request.app).web.allowed_origins
        texts = load_widget_texts(DEFAULT_LANGUAGE)
        if is_framed_elsewhere(request, sites):
            page = templates.get_template("frame_elsewhere.html").render(
                language=DEFAULT_LANGUAGE, texts=texts.server, press=PRESS
            )
            return html(page, status=HTTPStatus.FORBIDDEN.value, headers=_ELSEWHERE)
        page = templates.get_template("frame.html").render(
            language=request.args.get("language", DEFAULT_LANGUAGE),
            title=texts.texts["title"],
            widget=widget,
        )
        return html(page, headers=page_security(" ".join(("'self'", *sites))))

    return routes


def page_security(frame_ancestors: str) -> dict[str, str]:
    """Headers of a page that shows the widget: nothing from elsewhere, nothing kept.

    Args:
        frame_ancestors: sites that may show the page in a frame.
    """
    return {
        "content-security-policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
            f"base-uri 'none'; frame-ancestors {frame_ancestors}"
        ),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }


def _file(request: Request, widget: Widget, caching: str) -> HTTPResponse:
    headers = {**_anyone(caching), "etag": f'"{widget.version}"', "vary": "accept-encoding"}
    if has_tag(request, headers["etag"]):
        return raw(b"", status=304, headers=headers)
    content = widget.code
    if "gzip" in (request.headers.get("accept-encoding") or ""):
        content, headers["content-encoding"] = widget.packed, "gzip"
    return raw(content, content_type="text/javascript; charset=utf-8", headers=headers)


def _anyone(caching: str) -> dict[str, str]:
    """Every site may load the file; whether it gets answers is decided in /web."""
    return {
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "x-content-type-options": "nosniff",
        "cache-control": caching,
    }
