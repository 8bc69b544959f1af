"""An answer of the channel `web` in parts: each figure said once and set off, lists as rows with a source each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.answers.reply import Status
from bot.channels.web_places import Reading, citation, links
from bot.facts import Fact

_TOLD = {Status.ANSWERED.value, Status.PARTLY_ANSWERED.value, Status.CORRECTED.value}


def parts(record: Mapping[str, Any], reading: Reading) -> list[dict[str, Any]]:
    """The answer's paragraphs and lines, each with the figures to set off as they stand in it.

    What tells one fact of several is a row: `row` has the fact's title, the address where it can be checked and
    what is copied to cite it. It is null for all else.

    Args:
        record: made by `reply_record`.
        reading: how the answer is read.
    """
    known = reading.press.sheet.facts
    facts = [known[fact["key"]] for fact in record["facts"] if fact["key"] in known]
    texts = [_without_bullet(line, reading) for line in re.split(r"\n+", record["answer"])]
    subjects = [_subject(text, facts, reading) for text in texts]
    rows = sum(subject is not None for subject in subjects) > 1
    shown = facts if _figures_stand_out(record) else []
    return [
        {
            "text": text,
            "figures": _figures_in(text, shown, reading),
            "row": _row(subject, reading) if rows and subject and links(record, reading) else None,
        }
        for text, subject in zip(texts, subjects, strict=True)
    ]


def reference(record: Mapping[str, Any], reading: Reading) -> str:
    """The source line below an answer, without the printed line where that would say the figure again.

    Args:
        record: made by `reply_record`.
        reading: how the answer is read.
    """
    given: str = record["source"]["citation"]
    facts = [reading.press.sheet.facts.get(fact["key"]) for fact in record["facts"]]
    for cited in (False, True):
        composer = replace(reading.press.composer, cited=cited)
        if any(fact and fact.figure and given == composer.cite_fact(fact) for fact in facts):
            return composer.cite_figures()
    return given


def _without_bullet(line: str, reading: Reading) -> str:
    return line.removeprefix(reading.press.composer.texts["item"].partition("{line}")[0])


def _subject(text: str, facts: Iterable[Fact], reading: Reading) -> Fact | None:
    """The one fact that a text tells; None if it tells none or several."""
    language = reading.press.language
    told = [
        fact
        for fact in facts
        if fact.text(language) in text or (fact.figure and fact.quoted_line(language) in text)
    ]
    return told[0] if len(told) == 1 else None


def _figures_stand_out(record: Mapping[str, Any]) -> bool:
    mixed_up = record["status"] == Status.CORRECTED and len(record["facts"]) > 1
    return record["status"] in _TOLD and not mixed_up


def _figures_in(text: str, facts: Iterable[Fact], reading: Reading) -> list[str]:
    found = []
    for fact in facts:
        if fact.figure is None:
            continue
        written = sorted(fact.figure.renderings(reading.press.language), key=len, reverse=True)
        either = "|".join(map(re.escape, written))
        match = re.search(rf"(?<!\w)(?:{either})(?!\w)", text, re.IGNORECASE)
        if match:
            found.append(match[0])
    return found


def _row(fact: Fact, reading: Reading) -> dict[str, str]:
    one = {
        "status": Status.ANSWERED.value,
        "facts": [{"key": fact.key}],
        "source": {"citation": reading.press.composer.cite_fact(fact)},
    }
    return {
        "title": fact.label[reading.press.language.code],
        "url": links(one, reading)[0]["url"],
        "citation": citation(one, reading),
    }
