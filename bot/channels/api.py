"""The API for the press and other programs: one question at a time, and the facts themselves."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html, json

from bot.answers.composer import Composer, composer_for
from bot.answers.facts_and_areas import answer_fact
from bot.answers.record import reply_record
from bot.answers.texts import languages_with_texts
from bot.asking import asker_of
from bot.channels.api_document import Examples, api_document, document_content
from bot.channels.api_facts import areas_content, fact_content, facts_content, facts_table
from bot.channels.caching import cacheable
from bot.channels.incoming import json_object, message_text, read_language
from bot.channels.own_address import site_of
from bot.channels.press_check import add_check_of_api, checked_content
from bot.channels.press_pages import SECURITY, page_environment
from bot.channels.problems import Problem
from bot.channels.public_facts import public_record
from bot.facts import DEFAULT_LANGUAGE, Qualifier
from bot.facts.frame import Frame
from bot.press.addresses import API_PAGE, DATA, Site
from bot.press.changes import ChangeRecord
from bot.press.pages import page_frame
from bot.press.press import Press


def api_routes(press: Press) -> Blueprint:
    """The routes below /api/v1.

    Args:
        press: the facts served, and wording for the API's page and its examples.
    """
    routes = Blueprint("api", url_prefix="/api/v1")
    languages = languages_with_texts(press.sheet)

    @routes.post("/ask")
    async def ask(request: Request) -> HTTPResponse:
        content = json_object(request)
        question = message_text(content, "question", request.app.ctx.settings.most_characters)
        spoken = read_language(content.get("language", DEFAULT_LANGUAGE), languages)
        return json(public_record(await asker_of(request.app).ask_once(question, spoken)))

    add_check_of_api(routes, languages)
    _add_facts(routes, press.record, languages)
    _add_document(routes, press, languages)
    return routes


def _add_facts(routes: Blueprint, record: ChangeRecord, languages: tuple[str, ...]) -> None:
    """The fact sheet as data."""

    def asked(request: Request) -> Composer:
        return composer_for(
            read_language(request.args.get("language", DEFAULT_LANGUAGE), languages)
        )

    @routes.get("/facts")
    async def facts(request: Request) -> HTTPResponse:
        accepted = request.headers.get("accept", "")
        if "text/csv" in accepted and "application/json" not in accepted:
            response = facts_table(asked(request), record, site_of(request))
        else:
            response = json(facts_content(asked(request), record, site_of(request)))
        # One address, two forms: a cache must keep them apart.
        response.headers["vary"] = "accept"
        return cacheable(request, response)

    @routes.get("/facts.csv")
    async def facts_csv(request: Request) -> HTTPResponse:
        return cacheable(request, facts_table(asked(request), record, site_of(request)))

    @routes.get("/facts/<key:str>")
    async def one_fact(request: Request, key: str) -> HTTPResponse:
        composer = asked(request)
        fact = composer.sheet.facts.get(key)
        if fact is None:
            raise Problem(
                HTTPStatus.NOT_FOUND, f"There is no fact of that key. {DATA} lists all of them."
            )
        return cacheable(request, json(fact_content(composer, record, site_of(request), fact)))

    @routes.get("/areas")
    async def areas(request: Request) -> HTTPResponse:
        return cacheable(request, json(areas_content(asked(request))))


def _add_document(routes: Blueprint, press: Press, languages: tuple[str, ...]) -> None:
    """The API's description, for programs and for people."""
    templates = page_environment()

    def document(request: Request) -> dict[str, Any]:
        settings, site = request.app.ctx.settings, site_of(request)
        limits = {
            "Question.question": settings.most_characters,
            "Text.text": settings.most_characters_checked,
        }
        return api_document(languages, limits, site, _examples(press, site))

    # Read now, so that nobody waits while the first document is made.
    nowhere = Site("")
    api_document(languages, {}, nowhere, _examples(press, nowhere))

    @routes.get("/openapi.json")
    async def openapi(request: Request) -> HTTPResponse:
        return cacheable(request, json(document(request)))

    @routes.get("/docs")
    async def docs(request: Request) -> HTTPResponse:
        content = document_content(press, document(request))
        frame = page_frame(press, site_of(request), API_PAGE)
        page = templates.get_template("press/api.html").render({**frame, **content})
        return cacheable(request, html(page, headers=SECURITY))


def _examples(press: Press, site: Site) -> Examples:
    """The first figure asked for, answered and fetched, and the beginning of each list."""
    composer, record = press.composer, press.record
    fact = composer.sheet.figures()[0]
    question = fact.question[composer.language.code]
    reply = answer_fact(composer, fact, Frame(text=question, intent="", fact=fact.key))
    areas, one = areas_content(composer), fact_content(composer, record, site, fact)
    facts = facts_content(composer, record, site)
    text = _text_to_check(press)
    return Examples(
        key=fact.key,
        sent={"Question": {"question": question}, "Text": {"text": text}},
        responses={
            "/api/v1/ask": public_record(reply_record(reply, composer)),
            "/api/v1/check": checked_content(press, site, text),
            "/api/v1/facts": {**facts, "facts": [one["fact"]]},
            "/api/v1/facts/{key}": one,
            "/api/v1/areas": {**areas, "areas": areas["areas"][:1]},
        },
    )


def _text_to_check(press: Press) -> str:
    """A sentence as an article may have it: a figure that has lost its qualifier."""
    fact = next(
        fact
        for fact in press.sheet.figures()
        if fact.figure and fact.figure.qualifier is Qualifier.MORE_THAN
    )
    bare = replace(fact.figure, qualifier=Qualifier.EXACT) if fact.figure else None
    return replace(fact, numbers={"figure": bare} if bare else {}).text(press.language)
