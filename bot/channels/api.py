"""The API for the press and other programs: one question at a time, and the facts themselves."""

from __future__ import annotations

import csv
import io
from http import HTTPStatus
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.answers.record import fact_record, source_record
from bot.answers.texts import languages_with_texts
from bot.asking import NotReadyError, asker_of
from bot.channels.incoming import json_object, message_text
from bot.channels.problems import Problem, problem_response
from bot.facts import DEFAULT_LANGUAGE, FactSheet, language

_COLUMNS = ("key", "area", "display", "value", "qualifier", "label", "sentence", "section")


def api_routes(sheet: FactSheet) -> Blueprint:
    """The routes below /api/v1.

    Args:
        sheet: the facts served.
    """
    routes = Blueprint("api", url_prefix="/api/v1")
    languages = languages_with_texts(sheet)

    @routes.post("/ask")
    async def ask(request: Request) -> HTTPResponse:
        content = json_object(request)
        question = message_text(content, "question", request.app.ctx.settings.most_characters)
        spoken = _language(content.get("language", DEFAULT_LANGUAGE), languages)
        try:
            record = await asker_of(request.app).ask_once(question, spoken)
        except NotReadyError:
            return problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE, "The assistant is starting. Try again in a moment."
            )
        return json({key: value for key, value in record.items() if key != "proof"})

    @routes.get("/facts")
    async def facts(request: Request) -> HTTPResponse:
        spoken = _language(request.args.get("language", DEFAULT_LANGUAGE), languages)
        accepted = request.headers.get("accept", "")
        if "text/csv" in accepted and "application/json" not in accepted:
            return _csv(sheet, spoken)
        return json(
            {"source": source_record(sheet, language(spoken)), "facts": _rows(sheet, spoken)}
        )

    @routes.get("/facts.csv")
    async def facts_csv(request: Request) -> HTTPResponse:
        return _csv(sheet, _language(request.args.get("language", DEFAULT_LANGUAGE), languages))

    return routes


def _language(code: Any, languages: tuple[str, ...]) -> str:
    if code not in languages:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"`language` is not available. Use one of: {', '.join(languages)}.",
        )
    return str(code)


def _rows(sheet: FactSheet, code: str) -> list[dict[str, Any]]:
    spoken = language(code)
    return [
        {
            **fact_record(fact, spoken),
            "sentence": fact.text(spoken),
            "section": fact.section[code],
        }
        for fact in sheet.facts.values()
    ]


def _csv(sheet: FactSheet, code: str) -> HTTPResponse:
    """The facts as CSV; the byte-order mark tells spreadsheets that it is UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_rows(sheet, code))
    return HTTPResponse(
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="facts.csv"'},
    )
