"""The API for the press and other programs: one question at a time, and the facts themselves."""

from __future__ import annotations

import csv
import io
from http import HTTPStatus
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html, json

from bot.answers.composer import Composer
from bot.answers.facts_and_areas import answer_fact
from bot.answers.record import area_record, fact_record, reply_record, source_record
from bot.answers.texts import languages_with_texts
from bot.asking import NotReadyError, asker_of
from bot.channels.api_document import Examples, api_document, document_content
from bot.channels.caching import cacheable
from bot.channels.incoming import json_object, message_text, read_language
from bot.channels.own_address import site_of
from bot.channels.press_pages import SECURITY, page_environment
from bot.channels.problems import problem_response
from bot.facts import DEFAULT_LANGUAGE, Fact, FactSheet, Language, language
from bot.facts.question import Question
from bot.press.addresses import API_PAGE
from bot.press.changes import ChangeRecord, load_changes
from bot.press.pages import page_frame
from bot.press.press import Press
from bot.press.texts import load_press_texts

_READ = ("GET", "HEAD")
_COLUMNS = (
    "key", "area", "display", "value", "qualifier", "label", "sentence", "section", "version",
    "changed", "content_hash",
)  # fmt: skip


def api_routes(composer: Composer) -> Blueprint:
    """The routes below /api/v1.

    Args:
        composer: the facts served, and wording for examples.
    """
    routes = Blueprint("api", url_prefix="/api/v1")
    sheet, record = composer.sheet, load_changes()
    languages = languages_with_texts(sheet)

    @routes.post("/ask")
    async def ask(request: Request) -> HTTPResponse:
        content = json_object(request)
        question = message_text(content, "question", request.app.ctx.settings.most_characters)
        spoken = read_language(content.get("language", DEFAULT_LANGUAGE), languages)
        try:
            reply = await asker_of(request.app).ask_once(question, spoken)
        except NotReadyError:
            return problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE, "The assistant is starting. Try again in a moment."
            )
        return json(_public(reply))

    @routes.route("/facts", methods=_READ)
    async def facts(request: Request) -> HTTPResponse:
        spoken = _asked_language(request, languages)
        accepted = request.headers.get("accept", "")
        if "text/csv" in accepted and "application/json" not in accepted:
            response = _csv(sheet, record, spoken)
        else:
            source = source_record(sheet, language(spoken))
            response = json({"source": source, "facts": _rows(sheet, record, spoken)})
        # One address, two forms: a cache must keep them apart.
        response.headers["vary"] = "accept"
        return cacheable(request, response)

    @routes.route("/facts.csv", methods=_READ)
    async def facts_csv(request: Request) -> HTTPResponse:
        return cacheable(request, _csv(sheet, record, _asked_language(request, languages)))

    @routes.route("/areas", methods=_READ)
    async def areas(request: Request) -> HTTPResponse:
        spoken = language(_asked_language(request, languages))
        return cacheable(request, json(_areas(sheet, spoken)))

    _add_document(routes, composer, languages)
    return routes


def _add_document(routes: Blueprint, composer: Composer, languages: tuple[str, ...]) -> None:
    """The API's description, for programs and for people."""
    press = Press(composer, load_press_texts(composer.texts.language), load_changes())
    examples = _examples(composer, press.record)
    templates = page_environment()

    def document(request: Request) -> dict[str, Any]:
        limit = request.app.ctx.settings.most_characters
        return api_document(languages, limit, site_of(request), examples)

    @routes.route("/openapi.json", methods=_READ)
    async def openapi(request: Request) -> HTTPResponse:
        return cacheable(request, json(document(request)))

    @routes.route("/docs", methods=_READ)
    async def docs(request: Request) -> HTTPResponse:
        content = document_content(press, document(request))
        frame = page_frame(press, site_of(request), API_PAGE)
        page = templates.get_template("press/api.html").render({**frame, **content})
        return cacheable(request, html(page, headers=SECURITY))


def _examples(composer: Composer, record: ChangeRecord) -> Examples:
    """The first figure asked for and answered, and the beginning of each list."""
    sheet, spoken = composer.sheet, composer.language
    fact = sheet.figures()[0]
    question = fact.question[spoken.code]
    reply = answer_fact(composer, fact, Question(text=question, intent="", fact=fact.key))
    areas = _areas(sheet, spoken)
    return Examples(
        question=question,
        responses={
            "/api/v1/ask": _public(reply_record(reply, composer)),
            "/api/v1/facts": {
                "source": source_record(sheet, spoken),
                "facts": [_row(fact, record, spoken.code)],
            },
            "/api/v1/areas": {**areas, "areas": areas["areas"][:1]},
        },
    )


def _public(reply: dict[str, Any]) -> dict[str, Any]:
    """A reply's record without what is only for the guard."""
    return {key: value for key, value in reply.items() if key != "proof"}


def _areas(sheet: FactSheet, spoken: Language) -> dict[str, Any]:
    records = [area_record(area, sheet, spoken) for area in sheet.areas.values()]
    return {"source": source_record(sheet, spoken), "areas": records}


def _asked_language(request: Request, languages: tuple[str, ...]) -> str:
    return read_language(request.args.get("language", DEFAULT_LANGUAGE), languages)


def _rows(sheet: FactSheet, record: ChangeRecord, code: str) -> list[dict[str, Any]]:
    return [_row(fact, record, code) for fact in sheet.facts.values()]


def _row(fact: Fact, record: ChangeRecord, code: str) -> dict[str, Any]:
    spoken, version = language(code), record.current(fact.key)
    return {
        **fact_record(fact, spoken),
        "sentence": fact.text(spoken),
        "section": fact.section[code],
        "version": version.number if version else None,
        "changed": version.day.isoformat() if version else None,
        "content_hash": version.content if version else None,
    }


def _csv(sheet: FactSheet, record: ChangeRecord, code: str) -> HTTPResponse:
    """The facts as CSV; the byte-order mark tells spreadsheets that it is UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_rows(sheet, record, code))
    return HTTPResponse(
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="facts.csv"'},
    )
