"""Quotes and citations of a figure, from small templates: plain text, APA, Chicago, BibTeX, CSL-JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from bot.facts import Fact
from bot.press.press import Press

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


def quote(press: Press, fact: Fact) -> str:
    """The source's own line in quotation marks, with its source: our sentence is no quotation of the ICRC."""
    return press.texts["quotes"]["line"].format(
        line=fact.published_line(press.language),
        section=fact.section[press.language.code],
        **press.source(),
    )


def citations(press: Press, fact: Fact, address: str, seen: date) -> list[Citation]:
    """A figure's citations in every style.

    Args:
        press: facts and wording.
        fact: a figure.
        address: where the figure was seen.
        seen: when it was seen.
    """
    texts, names = press.texts["citations"], press.texts["citation_names"]
    parts = {
        "line": fact.published_line(press.language),
        "section": fact.section[press.language.code],
        "address": address,
        "day": press.texts.day(seen),
        "day_us": press.texts.day(seen, "day_us"),
        "kind": texts["kind"],
    }
    written = {
        "plain": texts["plain"].format(**parts, **press.source()),
        **{
            style: texts[style].format(**parts, **press.source(short=False))
            for style in ("apa", "chicago")
        },
        "bibtex": _bibtex(press, fact, address, seen),
        "csl_json": _csl_json(press, fact, address, seen),
    }
    return [Citation(style, names[style], text) for style, text in written.items()]


def _note(press: Press, fact: Fact) -> str:
    return press.texts["citations"]["note"].format(
        section=fact.section[press.language.code], line=fact.published_line(press.language)
    )


def _bibtex(press: Press, fact: Fact, address: str, seen: date) -> str:
    source = press.source(short=False)
    fields = {
        "author": "{" + _escaped(source["publisher"]) + "}",
        "title": "{" + _escaped(source["title"]) + "}",
        "howpublished": _escaped(press.texts["citations"]["kind"]),
        "note": _escaped(_note(press, fact)),
        "url": address,
        "urldate": seen.isoformat(),
        "language": press.language.code,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{_identifier(fact)},\n{lines}\n}}"


def _csl_json(press: Press, fact: Fact, address: str, seen: date) -> str:
    source = press.source(short=False)
    item = {
        "id": _identifier(fact),
        "type": "report",
        "genre": press.texts["citations"]["kind"],
        "title": source["title"],
        "author": [{"literal": source["publisher"]}],
        "note": _note(press, fact),
        "URL": address,
        "accessed": {"date-parts": [[seen.year, seen.month, seen.day]]},
        "language": press.language.code,
    }
    return json.dumps([item], ensure_ascii=False, indent=2)


def _identifier(fact: Fact) -> str:
    return f"icrc-azerbaijan-{fact.key.replace('_', '-')}"


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in text)
