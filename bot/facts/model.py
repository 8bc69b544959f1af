"""The fact sheet's typed model: what a figure, a statement, an area and the source are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from bot.facts.languages import Language
from bot.facts.quantities import Quantity

PLACEHOLDER = re.compile(r"\{([a-z0-9_]+(?:\.[a-z0-9_]+)?)\}")
FIGURE = "figure"

Texts = Mapping[str, str]


class QuestionKind(str, Enum):
    """What a question asks for; a fact says which kinds it can answer."""

    OPEN = "open"
    YES_NO = "yes_no"
    HOW_MANY = "how_many"
    WHEN = "when"
    HOW_LONG = "how_long"
    WHERE = "where"
    WHO = "who"
    PERSON = "person"
    WITH_WHOM = "with_whom"
    NAMES = "names"
    WHY = "why"
    MONEY = "money"
    SHARE = "share"
    BREAKDOWN = "breakdown"
    PERIOD = "period"
    OUTCOME = "outcome"
    MANNER = "manner"
    FUTURE = "future"
    ELSEWHERE = "elsewhere"
    MEANING = "meaning"
    COMPARISON = "comparison"


# Any fact can be asked about so; for the other kinds it must say that it holds the answer.
ALWAYS_ANSWERED = frozenset(
    {
        QuestionKind.OPEN,
        QuestionKind.YES_NO,
        QuestionKind.WHO,
        QuestionKind.MANNER,
        QuestionKind.MEANING,
    }
)
# The same of a statement: it may name a number, which is weighed by itself, but not a way in which something was done.
ALWAYS_CLAIMED = ALWAYS_ANSWERED - {QuestionKind.MANNER} | {QuestionKind.HOW_MANY}


@dataclass(frozen=True)
class Fact:
    """One thing the source says: a figure or a statement.

    Attributes:
        key: its name in data, tests and the API.
        area: key of its programme area; None for facts across areas.
        topic: for facts across areas, what they are about (overview, closure, source).
        section: title of the source's section it stands in, by language.
        label: a short name of it, by language.
        question: a question that it answers, for suggestions.
        sentence: our own sentence, by language, numbers as placeholders.
        numbers: its quantities by name; a figure's own is called "figure".
        published: for figures, the line as the source prints it.
        aliases: names people use for it, by language.
        counts: nouns (singular) of what its numbers count.
        answers: question kinds it can answer besides open ones.
        follow_ups: keys of the facts to offer next.
        tags: keys of the audiences, partners, activities and places it is about.
        counted_by: key of the figure that counts what this fact speaks of, if there is one.
        published_note: for figures, what the line lacks where it stands alone, by language.
        printed_with: for figures, key of the one in whose entry the source prints it, if it has none of its own.
        caption: for figures, what stands under the figure where that is shown large, by language.
    """

    key: str
    area: str | None
    topic: str | None
    section: Texts
    label: Texts
    question: Texts
    sentence: Texts
    numbers: Mapping[str, Quantity]
    published: Texts
    aliases: Mapping[str, tuple[str, ...]]
    counts: tuple[str, ...]
    answers: frozenset[QuestionKind]
    follow_ups: tuple[str, ...]
    tags: tuple[str, ...] = ()
    counted_by: str | None = None
    caption: Texts = field(default_factory=dict)
    published_note: Texts = field(default_factory=dict)
    printed_with: str | None = None

    @property
    def figure(self) -> Quantity | None:
        """The headline quantity, or None for a statement."""
        return self.numbers.get(FIGURE)

    @property
    def main_quantity(self) -> Quantity | None:
        """The figure, or else the first of the numbers in the sentence; None where there is none."""
        return self.figure or next(iter(self.numbers.values()), None)

    def text(self, language: Language) -> str:
        """The fact's sentence with its numbers written out."""
        return fill(self.sentence[language.code], self.numbers, language)

    def caption_line(self, language: Language) -> str:
        """What reads on from the figure shown large, abbreviations written out; the label where none is set."""
        return self.caption.get(language.code, self.label[language.code])

    def published_line(self, language: Language) -> str:
        """The line as the source prints it, for example "650 visits"; "" if none."""
        template = self.published.get(language.code, "")
        line = PLACEHOLDER.sub(lambda match: self.numbers[match[1]].compact(language), template)
        return line[:1].upper() + line[1:] if template.startswith("{") else line

    def quoted_line(self, language: Language) -> str:
        """The line as it may stand by itself: with the editor's brackets where the source's layout says the rest."""
        note = self.published_note.get(language.code)
        line = self.published_line(language)
        return f"{line} [{note}]" if note else line


@dataclass(frozen=True)
class Area:
    """A programme area of the source.

    Attributes:
        summary: three to five sentences on the whole area; placeholders name a fact's quantity
            as {fact_key} (its figure) or {fact_key.number}.
        facts: keys of the facts the summary rests on.
        question: a question that this area's summary answers, for suggestions.
    """

    key: str
    intent: str
    name: Texts
    section: Texts
    question: Texts
    summary: Texts
    facts: tuple[str, ...]


class TagKind(str, Enum):
    """In which respect facts belong together."""

    AUDIENCE = "audience"
    PARTNER = "partner"
    ACTIVITY = "activity"
    PLACE = "place"


@dataclass(frozen=True)
class Tag:
    """For whom, with whom, what or where: facts of one tag are told together.

    Attributes:
        words: what people say for it, by language.
    """

    key: str
    kind: TagKind
    name: Texts
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Source:
    """The publication every fact comes from.

    Attributes:
        url: where the publisher keeps it; None where that is not known.
        published_on: the day it bears; None where that is not known.
        license: address of the licence it is published under; None where none is known.
    """

    publisher: Texts
    short_publisher: Texts
    title: Texts
    numbers: Mapping[str, Quantity]
    figures_section: Texts
    introduction_section: Texts
    url: str | None = None
    published_on: date | None = None
    license: str | None = None

    def full_title(self, language: Language) -> str:
        """The title with its numbers written out."""
        return fill(self.title[language.code], self.numbers, language)


@dataclass(frozen=True)
class FactSheet:
    """Everything the source says."""

    version: int
    source: Source
    terms: tuple[str, ...]
    areas: Mapping[str, Area]
    facts: Mapping[str, Fact]
    tags: Mapping[str, Tag]
    _by_intent: Mapping[str, Area] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_intent = {area.intent: area for area in self.areas.values()}
        object.__setattr__(self, "_by_intent", by_intent)

    def area_of_intent(self, intent: str) -> Area | None:
        """The programme area that an intent asks about, or None."""
        return self._by_intent.get(intent)

    def facts_of(self, area: str) -> list[Fact]:
        """All facts of an area, in the order of the file."""
        return [fact for fact in self.facts.values() if fact.area == area]

    def figures(self) -> list[Fact]:
        """All figures, in the order of the file."""
        return [fact for fact in self.facts.values() if fact.figure is not None]

    def summary(self, area: Area, language: Language) -> str:
        """An area's summary with its numbers written out."""
        quantities = {
            name: self.quantity(name) for name in PLACEHOLDER.findall(area.summary[language.code])
        }
        return fill(area.summary[language.code], quantities, language)

    def quantity(self, name: str) -> Quantity:
        """The quantity a placeholder "fact_key" or "fact_key.number" stands for.

        Raises:
            KeyError: there is no such fact, or it has no such number.
        """
        key, _, number = name.partition(".")
        return self.facts[key].numbers[number or FIGURE]


def plain(text: str) -> str:
    """A question as it is compared with another: in lower case, without the sign at its end."""
    return " ".join(text.casefold().split()).rstrip("?!. ")


def fill(template: str, numbers: Mapping[str, Quantity], language: Language) -> str:
    """Writes quantities into a template; one that starts a sentence gets a capital letter."""

    def written(match: re.Match[str]) -> str:
        text = numbers[match[1]].in_sentence(language)
        before = template[: match.start()].rstrip()
        starts_sentence = not before or before[-1] in ".!?"
        return text[0].upper() + text[1:] if starts_sentence else text

    return PLACEHOLDER.sub(written, template)
