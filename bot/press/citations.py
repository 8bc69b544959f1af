"""Quotes and citations of a fact, from small templates: plain text, APA, Chicago, BibTeX, CSL-JSON.

The author of the fact sheet is the ICRC, the address at which a figure was read is ours: every form says "as given at",
so that nobody takes our page for the ICRC's own. A statement is told in our words, and its forms say that as well.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.facts import Fact
from bot.press.press import Press, capital

# What BibTeX takes for commands inside a braced text.
_BIBTEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True)
class Citation:
    """A figure's citation in one style.

    Attributes:
        style: plain, apa, chicago, bibtex or csl_json.
        name: the style's name for people.
        text: the citation itself.
    """

    style: str
    name: str
    text: str


def cite(press: Press, fact: Fact, address: str, seen: date) -> str:
    """The citation in plain text, the same wherever one is copied.

    Args:
        press: facts and wording.
        fact: a figure or a statement.
        address: where it was read.
        seen: when it was read.
    """
    form = "plain" if fact.figure else "plain_statement"
    return press.texts["citations"][form].format(**_parts(press, fact, address, seen))


def quote(press: Press, fact: Fact, address: str, seen: date) -> str:
    """What may be copied from a fact, with its source.

    A figure gives the source's own line in quotation marks. A statement gives our sentence without any, and says that
    it is a paraphrase: our words are no quotation of the ICRC.

    Args:
        press: facts and wording.
        fact: a figure or a statement.
        address: where it was read.
        seen: when it was read.
    """
    form = "line" if fact.figure else "paraphrase"
    return press.texts["quotes"][form].format(**_parts(press, fact, address, seen))


def citations(press: Press, fact: Fact, address: str, seen: date) -> list[Citation]:
    """A figure's citations in every style.

    Args:
        press: facts and wording.
        fact: a figure.
        address: where the figure was read.
        seen: when it was read.
    """
    texts, names = press.texts["citations"], press.texts["citation_names"]
    us = _parts(press, fact, address, seen, day_form="day_us")
    written = {
        "plain": cite(press, fact, address, seen),
        "apa": texts["apa"].format(**us),
        "chicago": texts["chicago"].format(**us),
        "bibtex": _bibtex(press, fact, address, seen),
        "csl_json": _csl_json(press, fact, address, seen),
    }
    return [Citation(style, names[style], text) for style, text in written.items()]


def _parts(
    press: Press, fact: Fact, address: str, seen: date, day_form: str = "day"
) -> dict[str, str]:
    texts, source = press.texts["citations"], press.sheet.source
    year = str(source.published_on.year) if source.published_on else texts["no_date"]
    day = press.texts.day(seen, day_form)
    where = texts["read" if fact.figure else "told"].format(address=address, day=day)
    if source.url:
        where = texts["original"].format(url=source.url, where=where)
    return {
        **press.source(),
        "author": press.author(),
        "kind": texts["kind"],
        "kind_inside": texts["kind"].lower(),
        "year": year,
        "year_ending": year.removesuffix(".") + ".",
        "section": fact.section[press.language.code],
        "line": fact.quoted_line(press.language),
        "sentence": fact.text(press.language),
        "address": address,
        "where": where,
        "where_capital": capital(where),
    }


def _bibtex(press: Press, fact: Fact, address: str, seen: date) -> str:
    source, texts = press.sheet.source, press.texts["citations"]
    note = _note(press, fact)
    # An address has to stay as it is, so it stands in a command of its own.
    day = press.texts.day(seen)
    before, _, after = capital(texts["read"]).replace("{day}", day).partition("{address}")
    fields = {
        "author": "{" + _escaped(press.author()) + "}",
        "title": "{" + _escaped(source.full_title(press.language)) + "}",
        "howpublished": _escaped(texts["kind"]),
        "year": str(source.published_on.year) if source.published_on else "",
        "url": source.url or "",
        "note": f"{_escaped(note)} {_escaped(before)}\\url{{{address}}}{_escaped(after)}",
        "language": press.language.code,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{_identifier(fact)},\n{lines}\n}}"


def _csl_json(press: Press, fact: Fact, address: str, seen: date) -> str:
    source, texts = press.sheet.source, press.texts["citations"]
    read = capital(texts["read"].format(address=address, day=press.texts.day(seen)))
    item: dict[str, Any] = {
        "id": _identifier(fact),
        "type": "report",
        "genre": texts["kind"],
        "title": source.full_title(press.language),
        "author": [{"literal": press.author()}],
        "note": f"{_note(press, fact)} {read}",
        "language": press.language.code,
    }
    if source.published_on:
        day = source.published_on
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    if source.url:
        item["URL"] = source.url
    return json.dumps([item], ensure_ascii=False, indent=2)


def _note(press: Press, fact: Fact) -> str:
    return press.texts["citations"]["note"].format(
        section=fact.section[press.language.code], line=fact.quoted_line(press.language)
    )


def _identifier(fact: Fact) -> str:
    return f"icrc-azerbaijan-{fact.key.replace('_', '-')}"


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in text)
