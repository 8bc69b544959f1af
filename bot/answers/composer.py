"""Composes replies: look up, phrase, cite, suggest. Pure: facts and texts in, a reply out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from bot.answers.reply import Reply, Status
from bot.answers.texts import Contacts, Texts, languages_with_texts, load_contacts, load_texts
from bot.facts import DEFAULT_LANGUAGE, Area, Fact, FactSheet, Language, language, load_fact_sheet

MOST_SUGGESTIONS = 3


@dataclass(frozen=True)
class Composer:
    """What every answer needs at hand.

    Attributes:
        sheet: the facts.
        texts: the wording of the language answered in.
        contacts: where people are sent.
        cited: whether the conversation has seen the source in full, so that a short line will do.
    """

    sheet: FactSheet
    texts: Texts
    contacts: Contacts
    cited: bool = False

    @property
    def language(self) -> Language:
        """The language answered in."""
        return language(self.texts.language)

    def say(
        self,
        text: str,
        status: Status,
        *,
        facts: Iterable[str] = (),
        area: str | None = None,
        suggestions: Iterable[str] = (),
        quoted: Iterable[str] = (),
        citation: str = "",
        cites_title: bool = False,
    ) -> Reply:
        """A reply in the composer's language; contacts named in the text are filled in."""
        for name, address in self.contacts.addresses.items():
            text = text.replace("{" + name + "}", address)
        return Reply(
            body=text,
            status=status,
            language=self.texts.language,
            facts=tuple(facts),
            area=area,
            suggestions=tuple(suggestions)[:MOST_SUGGESTIONS],
            quoted=tuple(quoted),
            citation=citation,
            cites_title=cites_title or bool(citation),
        )

    def tell(
        self, text: str, status: Status, facts: Sequence[Fact], *, quoted: Iterable[str] = ()
    ) -> Reply:
        """A reply that rests on facts, cited, and leads on from the first of them."""
        return self.say(
            text,
            status,
            facts=[fact.key for fact in facts],
            area=facts[0].area,
            suggestions=self.suggest_after(facts[0]),
            quoted=quoted,
            citation=self.cite_facts(facts),
        )

    def sentence(self, fact: Fact) -> str:
        """A fact's sentence."""
        return fact.text(self.language)

    def sentences(self, facts: Iterable[Fact]) -> str:
        """The sentences of facts, one after the other."""
        return " ".join(self.sentence(fact) for fact in facts)

    def lines(self, facts: Iterable[Fact]) -> str:
        """The sentences of facts, each an item of a list."""
        return "\n".join(self.item(self.sentence(fact)) for fact in facts)

    def item(self, line: str) -> str:
        """A line as an item of a list, in plain text that every channel can show."""
        return self.texts["item"].format(line=line)

    def with_nearest(self, missing: str, fact: Fact) -> str:
        """What the sheet does not say, and a fact as the nearest thing that it does."""
        return f"{missing} {self.texts['nearest'].format(sentence=self.sentence(fact))}"

    def cite_fact(self, fact: Fact) -> str:
        """The source line of one fact; a figure's quotes the line as printed."""
        return self.cite_facts([fact])

    def cite_facts(self, facts: Sequence[Fact]) -> str:
        """The source line of facts: their section, or sections; a single figure's quotes the line as printed."""
        sections = list(dict.fromkeys(fact.section[self.texts.language] for fact in facts))
        line = facts[0].published_line(self.language) if len(facts) == 1 else ""
        if len(sections) > 2:
            return self.cite_sheet()
        form = "line" if line else ("section" if len(sections) == 1 else "sections")
        return self._cite(form, section=sections[0], other=sections[-1], line=line)

    def cite_figures(self) -> str:
        """The source line naming the section of the headline figures."""
        section = self.sheet.source.figures_section[self.texts.language]
        return self._cite("section", section=section)

    def cite_sheet(self) -> str:
        """The source line of an answer that rests on the sheet as a whole."""
        return self._cite("sheet")

    def _cite(self, form: str, **named: str) -> str:
        source = self.sheet.source
        return self.texts.table("citation_again" if self.cited else "citation")[form].format(
            publisher=source.short_publisher[self.texts.language],
            title=source.full_title(self.language),
            **named,
        )

    def suggest_after(self, fact: Fact) -> list[str]:
        """Questions that lead on from a fact, its own area's overview last."""
        questions = [self.sheet.facts[key].question[self.texts.language] for key in fact.follow_ups]
        if fact.area is not None:
            questions.append(self.sheet.areas[fact.area].question[self.texts.language])
        else:
            questions.append(self.texts["key_figures_question"])
        return questions

    def suggest_within(self, area: Area) -> list[str]:
        """Questions about an area's facts, its figures first."""
        facts = sorted(self.sheet.facts_of(area.key), key=lambda fact: fact.figure is None)
        return [fact.question[self.texts.language] for fact in facts]


@cache
def composer_for(language_code: str | None) -> Composer:
    """The composer of a language, or of the default one where the language has no texts yet.

    Raises:
        YamlFileError: fact sheet, texts or contacts are broken.
    """
    sheet = load_fact_sheet()
    known = language_code in languages_with_texts(sheet)
    texts = load_texts(language_code if known and language_code else DEFAULT_LANGUAGE)
    return Composer(sheet=sheet, texts=texts, contacts=load_contacts())
