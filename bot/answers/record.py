"""A reply as structured data: what the API, the widget and the output guard read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.answers.composer import Composer
from bot.answers.reply import Reply, Status
from bot.facts import Area, Fact, FactSheet, Language, language


def reply_record(reply: Reply, composer: Composer) -> dict[str, Any]:
    """A reply's JSON form: status, language, facts, source, suggestions and the guard's proof."""
    return {
        "status": reply.status.value,
        "language": reply.language,
        "answer": reply.body,
        "facts": [fact_record(composer.sheet.facts[key], composer.language) for key in reply.facts],
        "source": source_record(composer.sheet, composer.language, reply.citation),
        "suggestions": list(reply.suggestions),
        "proof": {
            "facts": list(reply.facts),
            "quoted": list(reply.quoted),
            "cites_title": reply.cites_title,
        },
    }


def fact_record(fact: Fact, spoken: Language) -> dict[str, Any]:
    """One fact's JSON form; `value` and `qualifier` are null for a statement without a number."""
    quantity = fact.main_quantity
    return {
        "key": fact.key,
        "area": fact.area,
        "display": quantity.compact(spoken) if quantity else None,
        "value": quantity.value if quantity else None,
        "qualifier": quantity.qualifier.value if quantity else None,
        "label": fact.label[spoken.code],
    }


def area_record(area: Area, sheet: FactSheet, spoken: Language) -> dict[str, Any]:
    """One programme area's JSON form: its summary and the keys of its figures and statements."""
    facts = sheet.facts_of(area.key)
    return {
        "key": area.key,
        "name": area.name[spoken.code],
        "section": area.section[spoken.code],
        "question": area.question[spoken.code],
        "summary": sheet.summary(area, spoken),
        "figures": [fact.key for fact in facts if fact.figure is not None],
        "statements": [fact.key for fact in facts if fact.figure is None],
    }


def source_record(sheet: FactSheet, spoken: Language, citation: str = "") -> dict[str, Any]:
    """Where the facts come from."""
    return {
        "publisher": sheet.source.publisher[spoken.code],
        "title": sheet.source.full_title(spoken),
        "version": sheet.version,
        "citation": citation,
    }


def reply_of_message(text: str, record: Mapping[str, Any] | None, default_language: str) -> Reply:
    """What the guard needs of a message that is about to leave, whatever wrote it.

    Args:
        text: the message's text.
        record: the record of `reply_record` if the message carries one; without it the text
            stands alone and may hold no number.
        default_language: taken for texts without a record.
    """
    proof = (record or {}).get("proof", {})
    code = (record or {}).get("language", default_language)
    return Reply(
        body=text,
        status=Status.CONVERSATION,
        language=language(code).code,
        facts=tuple(proof.get("facts", ())),
        quoted=tuple(proof.get("quoted", ())),
        suggestions=tuple((record or {}).get("suggestions", ())),
        cites_title=bool(proof.get("cites_title", False)),
    )
