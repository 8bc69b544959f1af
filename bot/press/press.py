"""What every part of the press page needs, and the facts in the form in which it shows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bot.answers.composer import Composer, composer_for
from bot.answers.facts_and_areas import answer_question
from bot.answers.guard import check
from bot.facts import Area, Fact, FactSheet, Language
from bot.facts.frame import Frame
from bot.press.addresses import PRESS, area_path, figure_path
from bot.press.changes import ChangeRecord, Version, load_changes
from bot.press.texts import PressTexts, load_press_texts


@dataclass(frozen=True)
class Press:
    """What every part of the press page needs at hand.

    Attributes:
        composer: the facts, and the same answers as the chat's.
        texts: the page's own wording.
        record: the versions of the facts.
    """

    composer: Composer
    texts: PressTexts
    record: ChangeRecord

    @property
    def sheet(self) -> FactSheet:
        """The facts."""
        return self.composer.sheet

    @property
    def language(self) -> Language:
        """The language shown."""
        return self.composer.language

    def source(self, *, short: bool = True) -> dict[str, str]:
        """The source's publisher and title, to fill into texts.

        Args:
            short: whether the publisher is named by its abbreviation.
        """
        source = self.sheet.source
        publisher = source.short_publisher if short else source.publisher
        return {
            "publisher": publisher[self.language.code],
            "title": source.full_title(self.language),
        }

    def author(self) -> str:
        """The publisher as a citation names it: in full, without its abbreviation in brackets."""
        source, code = self.sheet.source, self.language.code
        return source.publisher[code].removesuffix(f" ({source.short_publisher[code]})")

    def area_name(self, key: str | None) -> str:
        """An area's name with a capital letter; "" for facts across areas."""
        return capital(self.sheet.areas[key].name[self.language.code]) if key else ""


@cache
def press_for(language_code: str) -> Press:
    """Facts and wording of a language.

    Raises:
        YamlFileError: the wording or the record of changes is broken, or there is none in that language.
    """
    return Press(composer_for(language_code), load_press_texts(language_code), load_changes())


@dataclass(frozen=True)
class ShownFact:
    """A fact as the page shows it.

    Attributes:
        display: the figure as printed, with its "+" where it has one; "" for a statement.
        caption: what reads on from the figure shown large; "" for a statement.
        qualifier: in words, how exact the figure is; "" for a statement.
        label: what is counted, or what the statement is about.
        line: the line as the source prints it; "" for a statement.
        source: the source line under an answer.
        version: its version on record; None if it is not on record.
    """

    key: str
    area: str | None
    area_name: str
    display: str
    caption: str
    qualifier: str
    label: str
    sentence: str
    line: str
    section: str
    source: str
    question: str
    version: Version | None

    @property
    def headline(self) -> str:
        """The figure with its caption; a statement's label."""
        return f"{self.display} {self.caption}" if self.display else capital(self.label)


@dataclass(frozen=True)
class Answered:
    """A question with the chat's answer to it."""

    question: str
    answer: str
    source: str


def show(press: Press, fact: Fact) -> ShownFact:
    """A fact in the form in which the page shows it."""
    code, quantity = press.language.code, fact.figure
    return ShownFact(
        key=fact.key,
        area=fact.area,
        area_name=press.area_name(fact.area),
        display=capital(quantity.compact(press.language)) if quantity else "",
        caption=fact.caption_line(press.language) if quantity else "",
        qualifier=press.texts["qualifiers"][quantity.qualifier.value] if quantity else "",
        label=fact.label[code],
        sentence=fact.text(press.language),
        line=fact.published_line(press.language),
        section=fact.section[code],
        source=press.composer.cite_fact(fact),
        question=fact.question[code],
        version=press.record.current(fact.key),
    )


def place_of(fact: Fact) -> str:
    """The path at which a fact is shown; the press page for facts across areas."""
    if fact.figure:
        return figure_path(fact.key)
    return area_path(fact.area, fact.key) if fact.area else PRESS


def answer_of_fact(press: Press, fact: Fact) -> Answered:
    """The chat's answer to the question that a fact answers."""
    question = fact.question[press.language.code]
    return _answered(press, Frame(text=question, intent="", fact=fact.key))


def answer_of_area(press: Press, area: Area) -> Answered:
    """The chat's answer to the question about an area as a whole."""
    question = area.question[press.language.code]
    return _answered(press, Frame(text=question, intent=area.intent))


def questions_and_answers(press: Press) -> list[Answered]:
    """The questions of the page: the work as a whole, then each area."""
    overall = [fact for fact in press.sheet.facts.values() if fact.topic in ("closure", "overview")]
    return [
        *(answer_of_fact(press, fact) for fact in overall),
        *(answer_of_area(press, area) for area in press.sheet.areas.values()),
    ]


def capital(text: str) -> str:
    """The text with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def _answered(press: Press, frame: Frame) -> Answered:
    reply = answer_question(press.composer, frame)
    if reply is None:
        raise ValueError(f"“{frame.text}” asks about neither a fact nor an area of the fact sheet.")
    # As strict as the chat: what cannot be proven is not shown.
    check(reply, press.sheet, press.composer.contacts)
    return Answered(frame.text, reply.body, reply.citation)
