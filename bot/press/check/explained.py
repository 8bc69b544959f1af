"""A checked text in words: what is wrong, what is right, and the text cut at its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.answers.guard import check
from bot.answers.reply import Status
from bot.facts import Fact
from bot.press.check.checking import Checked, Mark
from bot.press.check.verdicts import CheckVerdict
from bot.press.press import Press, capital, place_of

# What a sub-editor has to do something about.
TO_CORRECT = (CheckVerdict.DIFFERS, CheckVerdict.QUALIFIER_LOST)
# So much of the text behind a mark is shown with it, to its next stop.
_EXCERPT = re.compile(r"(?:[^\S\n]+[^\s.,;:!?()]+){0,4}")


@dataclass(frozen=True)
class Explained:
    """A mark in words.

    Attributes:
        mark: the mark.
        text: the marked stretch, as given.
        note: what the fact sheet says to it, in a sentence or two.
        fact: what the note rests on; None where the fact sheet says nothing to it.
        nearest: for what is not in the fact sheet, the figure nearest to it, if any.
        unknown: words that are not the fact's, named; "" where there are none.
    """

    mark: Mark
    text: str
    note: str
    fact: Fact | None
    nearest: Fact | None
    unknown: str


@dataclass(frozen=True)
class Stretch:
    """A stretch of the text, marked or not.

    Attributes:
        text: as given.
        label: the verdict in words; "" where it is not marked.
        number: which entry of the list explains it; 0 for none.
    """

    text: str
    verdict: str = ""
    label: str = ""
    number: int = 0


def explain(press: Press, checked: Checked) -> list[Explained]:
    """Every mark in words; each number in a note is proven as in the chat.

    Args:
        press: facts and wording.
        checked: the text with its marks.

    Raises:
        UnprovenNumberError: a note holds a number that its facts do not prove.
    """
    return [_explained(press, checked.text[mark.start : mark.end], mark) for mark in checked.marks]


def check_content(press: Press, checked: Checked) -> dict[str, Any]:
    """What stands on the page of a checked text.

    Args:
        press: facts and wording.
        checked: the text with its marks.
    """
    texts = press.texts["check"]
    explained = explain(press, checked)
    wrong = [one for one in explained if one.mark.judged.verdict in TO_CORRECT]
    unsure = [one for one in explained if one.mark.judged.verdict is CheckVerdict.WORDING]
    return {
        "headline": _headline(press, checked),
        "summary": _summary(press, checked),
        "lists": [
            (heading, first, [_entry(press, checked.text, one) for one in entries])
            for heading, first, entries in (
                (texts["to_correct"], 1, wrong),
                (texts["to_read"], 1 + len(wrong), unsure),
            )
            if entries
        ],
        "stretches": list(_stretches(press, checked, [*wrong, *unsure])),
        "legend": [
            (verdict.value, press.texts["verdicts"][verdict.value])
            for verdict, count in checked.counts.items()
            if count
        ],
    }


def _entry(press: Press, text: str, one: Explained) -> dict[str, Any]:
    texts, verdict = press.texts["check"], one.mark.judged.verdict.value
    behind = _EXCERPT.match(text, one.mark.end)
    excerpt = one.text + (behind[0] if behind else "")
    return {
        "verdict": verdict,
        "label": capital(press.texts["verdicts"][verdict]),
        "written": texts["written"].format(text=excerpt),
        "note": one.note,
        "unknown": one.unknown,
        "path": place_of(one.fact) if one.fact else "",
        "see": texts["see" if one.fact and one.fact.figure else "see_statement"],
        "about": one.fact.label[press.language.code] if one.fact else "",
    }


def _explained(press: Press, text: str, mark: Mark) -> Explained:
    texts = press.texts["check"]
    stated = mark.judged.facts if mark.judged.verdict is not CheckVerdict.NOT_IN_SOURCE else ()
    nearest = mark.judged.facts[0] if mark.judged.facts and not stated else None
    note = press.texts["verdict_notes"][mark.judged.note]
    if stated:
        quantity = stated[0].main_quantity
        note = note.format(
            sentence=stated[0].text(press.language),
            other=stated[-1].text(press.language),
            display=capital(quantity.compact(press.language)) if quantity else "",
            phrase=quantity.in_sentence(press.language) if quantity else "",
        )
    elif nearest:
        said = texts["nearest"].format(sentence=nearest.text(press.language))
        note = f"{note} {said}"
    reply = press.composer.say(
        note, Status.ANSWERED, facts=[fact.key for fact in mark.judged.facts]
    )
    check(reply, press.sheet, press.composer.contacts)
    unknown = ", ".join(f"“{word}”" for word in mark.judged.unknown)
    return Explained(
        mark=mark,
        text=text,
        note=note,
        fact=stated[0] if stated else None,
        nearest=nearest,
        unknown=texts["unknown_words"].format(words=unknown) if unknown else "",
    )


def _headline(press: Press, checked: Checked) -> str:
    texts = press.texts["check"]
    if not checked.marks:
        return texts["nothing"]
    wrong = sum(checked.counts[verdict] for verdict in TO_CORRECT)
    form = "nothing_to_correct" if not wrong else "correct_one" if wrong == 1 else "correct_many"
    return texts[form].format(count=wrong)


def _summary(press: Press, checked: Checked) -> str:
    forms, texts = press.texts["verdict_counts"], press.texts["check"]
    found = [forms[verdict.value].format(count=n) for verdict, n in checked.counts.items() if n]
    headline = _headline(press, checked)
    return f"{headline} {texts['found'].format(what=', '.join(found))}" if found else headline


def _stretches(press: Press, checked: Checked, listed: list[Explained]) -> Iterator[Stretch]:
    numbers = {one.mark.start: number for number, one in enumerate(listed, start=1)}
    place = 0
    for mark in checked.marks:
        if mark.start > place:
            yield Stretch(checked.text[place : mark.start])
        verdict = mark.judged.verdict.value
        yield Stretch(
            checked.text[mark.start : mark.end],
            verdict,
            press.texts["verdicts"][verdict],
            numbers.get(mark.start, 0),
        )
        place = mark.end
    if place < len(checked.text):
        yield Stretch(checked.text[place:])
