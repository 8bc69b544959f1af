"""The page at /: the widget, or without JavaScript a form: type a question, read the answer."""

from __future__ import annotations

from http import HTTPStatus
from mimetypes import guess_type
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html, raw

from bot.answers.composer import Composer
from bot.answers.small_talk import greet
from bot.asking import asker_of
from bot.channels.caching import cacheable
from bot.channels.incoming import form_fields, message_text
from bot.channels.problems import Problem
from bot.channels.widget import WEB, load_widget, page_security


def page_routes(composer: Composer) -> Blueprint:
    """The page and its style sheet.

    Args:
        composer: wording of the page's language.
    """
    routes = Blueprint("page")
    templates = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True)

    def show(status: HTTPStatus = HTTPStatus.OK, **content: Any) -> HTTPResponse:
        page = templates.get_template("ask.html").render(
            language=composer.texts.language,
            texts=composer.texts.table("page"),
            greeting=greet(composer),
            widget=load_widget(),
            **content,
        )
        return html(page, status=status.value, headers=page_security("'none'"))

    files = {file.name: file.read_bytes() for file in (WEB / "static").iterdir()}

    @routes.get("/static/<name:str>")
    async def static(request: Request, name: str) -> HTTPResponse:
        if name not in files:
            raise Problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
        kind = guess_type(name)[0] or "application/octet-stream"
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        headers = {"x-content-type-options": "nosniff"}
        response = raw(files[name], content_type=kind + charset, headers=headers)
        return cacheable(request, response)

    @routes.get("/")
    async def form(request: Request) -> HTTPResponse:
        # A page that links here may fill the question in; nothing is asked until the form is sent.
        most = request.app.ctx.settings.most_characters
        return show(prepared=request.args.get("question", "").strip()[:most])

    @routes.post("/")
    async def answer(request: Request) -> HTTPResponse:
        # A form, not a link: what people ask stays out of addresses, histories and logs.
        try:
            form = form_fields(request)
            question = message_text(form, "question", request.app.ctx.settings.most_characters)
            record = await asker_of(request.app).ask_once(question, composer.texts.language)
        except Problem as problem:
            return show(
                problem.status, problem=problem.detail.replace("`question`", "The question")
            )
        return show(question=question, reply=record)

    return routes
