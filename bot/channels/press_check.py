"""Checking a text against the fact sheet: the form at /press/check, and POST /api/v1/check.

A text is part of no address, is written to no log and is kept nowhere: it comes in a request's body and goes with it.
"""

from __future__ import annotations

import asyncio
import unicodedata
from http import HTTPStatus
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html, json

from bot.answers.composer import Composer
from bot.answers.record import source_record
from bot.channels.caching import cacheable
from bot.channels.incoming import form_fields, json_object, read_language
from bot.channels.own_address import site_of
from bot.channels.press_pages import SECURITY, page_environment
from bot.channels.problems import Problem
from bot.facts import DEFAULT_LANGUAGE
from bot.press.addresses import CHECK, Site
from bot.press.check import Checked, check_text
from bot.press.check.explained import Explained, check_content, explain
from bot.press.pages import page_frame
from bot.press.press import Press, place_of, press_for

_NOT_KEPT = {"cache-control": "no-store"}
# So many texts are checked at once, on the page and over the API each: threads and processor are left for the others.
_AT_ONCE = 1


def add_check_page(routes: Blueprint, press: Press) -> None:
    """The form and its answer, without JavaScript.

    Args:
        routes: the press page's routes.
        press: facts and wording.
    """
    template = page_environment().get_template("press/check.html")
    texts, turns = press.texts["check"], asyncio.Semaphore(_AT_ONCE)

    def show(request: Request, status: HTTPStatus, content: dict[str, Any]) -> HTTPResponse:
        page = template.render({**_frame(press, request), **content})
        return html(page, status=status.value, headers=SECURITY)

    @routes.get(CHECK)
    async def form(request: Request) -> HTTPResponse:
        return cacheable(request, show(request, HTTPStatus.OK, {}))

    @routes.route(CHECK, methods=["POST"])
    async def check(request: Request) -> HTTPResponse:
        # Forms send a line break as two characters, of which people typed one.
        text = form_fields(request).get("text", "").replace("\r\n", "\n").strip()
        most = request.app.ctx.settings.most_characters_checked
        if not text:
            response = show(request, HTTPStatus.BAD_REQUEST, {"problem": texts["empty"]})
        elif len(text) > most:
            problem = texts["too_long"].format(length=f"{len(text):,}", count=f"{most:,}")
            content = {"problem": problem}
            response = show(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, content)
        else:
            async with turns:
                content = await asyncio.to_thread(
                    lambda: check_content(press, _checked(press, text))
                )
            # What a browser's tab and a screen reader say first.
            content["title"] = f"{content['headline'].rstrip('.')} – {texts['title']}"
            response = show(request, HTTPStatus.OK, content)
        response.headers.update(_NOT_KEPT)
        return response


def _frame(press: Press, request: Request) -> dict[str, Any]:
    """What stands on the page before anything has been checked."""
    texts = press.texts["check"]
    most = request.app.ctx.settings.most_characters_checked
    return {
        **page_frame(press, site_of(request), CHECK),
        "title": f"{texts['title']} – {press.texts['page']['heading']}",
        "description": texts["introduction"],
        "most": texts["most"].format(count=f"{most:,}"),
        "problem": "",
        "summary": "",
    }


def add_check_of_api(routes: Blueprint, languages: tuple[str, ...]) -> None:
    """POST /api/v1/check.

    Args:
        routes: the API's routes.
        languages: codes of the languages that texts can be checked in.
    """

    turns = asyncio.Semaphore(_AT_ONCE)

    @routes.post("/check")
    async def check(request: Request) -> HTTPResponse:
        content = json_object(request)
        text = _text(content, request.app.ctx.settings.most_characters_checked)
        code = read_language(content.get("language", DEFAULT_LANGUAGE), languages)
        site = site_of(request)
        async with turns:
            answer = await asyncio.to_thread(lambda: checked_content(press_for(code), site, text))
        return json(answer, headers=_NOT_KEPT)


def checked_content(press: Press, site: Site, text: str) -> dict[str, Any]:
    """A checked text as the API gives it out.

    Args:
        press: facts and wording.
        site: the server's address, for permanent links.
        text: as given.
    """
    checked = _checked(press, text)
    composer: Composer = press.composer
    return {
        "language": press.language.code,
        "characters": len(text),
        "counts": {verdict.value: count for verdict, count in checked.counts.items()},
        "marks": [_mark(press, site, one) for one in explain(press, checked)],
        "source": source_record(composer.sheet, composer.language, composer.cite_sheet()),
    }


def _checked(press: Press, text: str) -> Checked:
    return check_text(press, text)


def _mark(press: Press, site: Site, one: Explained) -> dict[str, Any]:
    fact = one.fact
    quantity = fact.main_quantity if fact else None
    return {
        "start": one.mark.start,
        "end": one.mark.end,
        "text": one.text,
        "verdict": one.mark.judged.verdict.value,
        "fact": fact.key if fact else None,
        "display": quantity.compact(press.language) if quantity else None,
        "right": fact.text(press.language) if fact else None,
        "note": one.note,
        "unknown": list(one.mark.judged.unknown),
        "nearest": one.nearest.key if one.nearest else None,
        "permalink": site.address(place_of(fact)) if fact else None,
    }


def _text(content: dict[str, Any], most_characters: int) -> str:
    """The text to be checked, as it is: places are told in it.

    Raises:
        Problem: it is missing, empty, too long or no text.
    """
    text = content.get("text")
    if not isinstance(text, str):
        raise Problem(HTTPStatus.BAD_REQUEST, "`text` must be a text.")
    if len(text) > most_characters:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"`text` is longer than {most_characters} characters. Check it in parts.",
        )
    if any(unicodedata.category(character) == "Cs" for character in text):
        # Halves of characters cannot be given back.
        raise Problem(HTTPStatus.BAD_REQUEST, "`text` holds half a character (a lone surrogate).")
    if not text.strip():
        raise Problem(
            HTTPStatus.BAD_REQUEST, "`text` is empty. Send the text that is to be checked."
        )
    return text
