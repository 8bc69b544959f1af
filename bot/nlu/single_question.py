"""Reads one question: what it is about, what it asks for, and what it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

from bot.facts import FactSheet, NumberMention, QuestionKind, TagKind, find_numbers, language
from bot.facts.question import ClaimedNumber, Question
from bot.nlu import intents
from bot.nlu.asking_clauses import asking_clauses
from bot.nlu.comparison_sides import ComparisonSides
from bot.nlu.fact_choice import Ranked, choose_fact, nearest_fact
from bot.nlu.intent_classifier import LABEL_RANKING
from bot.nlu.message_parts import reading
from bot.nlu.names_elsewhere import topic_of_name
from bot.nlu.question_words import question_words
from bot.nlu.subjects import subjects
from bot.nlu.tokenizer import parse

# A question of another kind ("in which year") asks for no name.
_NAMING = (QuestionKind.OPEN, QuestionKind.WHICH)
# Comparisons of two things, which need two sides.
_OF_TWO = ("pair", "areas")
# The confidence of a reading that rests on a number alone.
_SURE = 0.9
# Who names more numbers than these in one message asks about none of them in particular.
_MOST_NUMBERS = 24


class SingleQuestionReader:
    """Puts together what is known of one question."""

    def __init__(self, sheet: FactSheet, settings: Mapping[str, Any]) -> None:
        """Over one fact sheet.

        Args:
            sheet: what can be asked about.
            settings: the config of QuestionReader, which explains it.
        """
        self._config = settings
        self._sheet = sheet
        self._language = language(settings["language"])
        self._words = question_words(settings["language"])
        self._subjects = subjects(settings["language"])
        self._sides = ComparisonSides(sheet, settings["language"], settings["side_threshold"])
        self._counted = frozenset(noun for fact in sheet.facts.values() for noun in fact.counts)

    def read(self, part: Message) -> Question:
        """The question that a message, or a part of one, asks."""
        text = reading(part)
        doc = parse(text, self._config["language"])
        # What is asked for stands in the clause that asks; the story around it may speak of anything.
        asking = asking_clauses(doc, self._words)
        question = asking[-1].as_doc() if asking else doc
        kind = next(
            (kind for kind in map(self._words.kind, asking) if kind is not QuestionKind.OPEN),
            self._words.kind(question),
        )
        counted = self._checked_noun(self._words.counted_noun(question, self._counted))
        mentioned = find_numbers(text, self._language)[:_MOST_NUMBERS]
        numbers = tuple(self._claimed(number, doc) for number in mentioned)
        ranking = part.get(LABEL_RANKING, [])
        understood = self._understood(part, doc, ranking, question, kind, counted)
        sides = self._sides.of(part)
        tags = self._subjects.tags(doc)
        wants_all = bool(self._words.everything(doc))
        intent = understood.intent
        if kind is QuestionKind.SHARE and (
            intent == intents.KEY_FIGURES
            or (intent, understood.topic) == (intents.COMPARISON, "pair")
        ):
            understood = replace(understood, topic="breakdown")
            intent = intents.OUT_OF_SCOPE
        elif (
            intent == intents.COMPARISON
            and any(number.is_claim for number in numbers)
            and self._figure_with(numbers)
        ):
            # "Is it 900 or more than 900?" asks how one figure is meant.
            understood = replace(understood, fact=self._figure_with(numbers), confidence=_SURE)
            intent = self._intent_of(understood.fact)
        elif intent == intents.KEY_FIGURES and tags:
            intent = intents.GROUP  # not every figure, but those on a subject
        elif intent == intents.FALLBACK and self._figure_with(numbers):
            fact = self._figure_with(numbers)
            understood = replace(understood, fact=fact, confidence=_SURE)
            intent = self._intent_of(fact)
        elif intent == intents.FALLBACK and tags:
            understood = self._by_tags(understood, ranking, tags)
            intent = understood.intent
        elif self._sheet.area_of_intent(intent) is not None:
            claims = any(number.is_claim for number in numbers)
            if len(sides) == 2 and not claims and self._sides.are_compared(doc):
                intent = intents.COMPARISON
            elif (
                kind is not QuestionKind.HOW_MANY
                and not claims
                and (
                    (wants_all and tags)
                    or self._several_groups(question)
                    or self._names_an_activity(doc, tags)
                )
            ):
                intent = intents.GROUP
        return replace(
            understood,
            intent=intent,
            text=text,
            kind=kind,
            counted=counted if kind is QuestionKind.HOW_MANY else None,
            numbers=numbers,
            candidates=self._candidates(ranking),
            tags=tags,
            named=self._subjects.facts(doc),
            sides=sides if intent == intents.COMPARISON else (),
            refers_back=bool(self._words.referring(doc)),
            wants_all=wants_all,
            named_noun=self._words.named_noun(question) if kind in _NAMING else None,
            position=self._words.position(doc),
            of_person=self._words.speaks_of_person(doc),
        )

    def _understood(
        self,
        part: Message,
        parsed: Doc,
        ranking: Sequence[Ranked],
        asking: Doc,
        kind: QuestionKind,
        counted: str | None,
    ) -> Question:
        """Intent and fact, or topic and nearest fact of a question that the sheet does not answer."""
        intent, confidence = self._likeliest_intent(part, parsed)
        # What a question of fact asks for is checked against what the sheet holds as well, so less will do.
        of_fact = intent.startswith(intents.QUESTION_PREFIX) and intent != intents.COMPARISON
        if confidence < self._config["area_threshold" if of_fact else "intent_threshold"]:
            intent = intents.FALLBACK
        elsewhere = self._name_elsewhere(intent, asking)
        if elsewhere is not None:
            intent = intents.OUT_OF_SCOPE
        plain = Question(text="", intent=intent, confidence=confidence)
        if intent in (intents.OUT_OF_SCOPE, intents.FALLBACK):
            topic = elsewhere or _likeliest_sublabel(intents.OUT_OF_SCOPE, ranking)
            nearest = nearest_fact(ranking, self._sheet, self._config["nearest_threshold"])
            return replace(plain, topic=topic, names_a_gap=elsewhere is not None, nearest=nearest)
        if intent in (intents.COMPARISON, intents.GROUP):
            return replace(plain, topic=_likeliest_sublabel(intent, ranking))
        threshold = self._config["fact_threshold"]
        return replace(
            plain, fact=choose_fact(intent, ranking, kind, counted, self._sheet, threshold)
        )

    def _likeliest_intent(self, part: Message, parsed: Doc) -> tuple[str, float]:
        """The likeliest intent; nothing is compared where no word compares and no two sides are named."""
        ranking = part.get("intent_ranking") or [part.get(INTENT)]
        first = ranking[0]
        if (
            first["name"] == intents.COMPARISON
            and not self._words.comparing(parsed)
            and _likeliest_sublabel(intents.COMPARISON, part.get(LABEL_RANKING, [])) in _OF_TWO
            and len(ranking) > 1
        ):
            # What is left of its share tells nothing of the next one, which is judged for itself.
            rest = 1.0 - first["confidence"]
            return ranking[1]["name"], ranking[1]["confidence"] / max(rest, 1e-6)
        return first["name"], first["confidence"]

    def _several_groups(self, asking: Doc) -> bool:
        """Whether a question names two audiences that no area serves alone ("surgeons or teachers")."""
        keys = self._subjects.tags(asking)
        audiences = [k for k in keys if self._sheet.tags[k].kind is TagKind.AUDIENCE]
        areas = [{f.area for f in self._sheet.facts.values() if key in f.tags} for key in audiences]
        return len(areas) > 1 and not set.intersection(*areas)

    def _names_an_activity(self, parsed: Doc, keys: Sequence[str]) -> bool:
        """Whether nothing is said but what is done in several areas ("first aid")."""
        if len(keys) != 1 or self._sheet.tags[keys[0]].kind is not TagKind.ACTIVITY:
            return False
        areas = Counter(f.area for f in self._sheet.facts.values() if keys[0] in f.tags)
        # An area that holds most of it answers by itself ("mental health").
        spread = 2 * max(areas.values(), default=0) <= areas.total()
        return spread and self._subjects.is_named_only(parsed)

    def _figure_with(self, numbers: Sequence[ClaimedNumber]) -> str | None:
        """The one figure that is named by its number alone ("what does that number stand for")."""
        values = {number.value for number in numbers}
        found = [f.key for f in self._sheet.figures() if f.figure and f.figure.value in values]
        return found[0] if len(found) == 1 and len(values) == 1 else None

    def _intent_of(self, key: str | None) -> str:
        area = self._sheet.areas.get(self._sheet.facts[key].area or "") if key else None
        return area.intent if area else intents.FALLBACK

    def _by_tags(
        self, question: Question, ranking: Sequence[Ranked], tags: Sequence[str]
    ) -> Question:
        """A question of which only the subject is clear: the likeliest fact, if it is about that subject."""
        fact = self._sheet.facts.get(nearest_fact(ranking, self._sheet, 0.0) or "")
        if fact is None or fact.area is None or not set(tags) & set(fact.tags):
            return question
        return replace(question, intent=self._intent_of(fact.key), fact=fact.key)

    def _candidates(self, ranking: Sequence[Ranked]) -> tuple[tuple[str, float], ...]:
        likely: dict[str, float] = {}
        for _, key, share in ranking:
            if key and key in self._sheet.facts:
                likely[key] = likely.get(key, 0.0) + share
        best = sorted(likely.items(), key=lambda item: -item[1])
        return tuple(best[: self._config["most_candidates"]])

    def _checked_noun(self, noun: str | None) -> str | None:
        """The counted noun if it tells figures apart; any other word is left to the classifier."""
        return noun if noun in self._counted or noun in self._words.not_counted else None

    def _claimed(self, number: NumberMention, doc: Doc) -> ClaimedNumber:
        """A number with the noun it counts, if one follows."""
        after = doc.char_span(number.end, len(doc.text), alignment_mode="contract")
        if after and after[0].lower_ in self._words.of:  # "hundreds of thousands of soldiers"
            after = after[1:]
        noun = self._words.noun_from(after, self._counted) if after is not None else None
        return ClaimedNumber(
            text=number.text,
            value=number.value,
            kind=number.kind,
            qualifier=number.qualifier,
            counts=noun,
            is_claim=noun not in self._words.not_claimed,
        )

    def _name_elsewhere(self, intent: str, doc: Doc) -> str | None:
        """The topic of a name the sheet does not speak of, in a question about the sheet's areas."""
        if self._sheet.area_of_intent(intent) is None and intent != intents.FALLBACK:
            return None
        return topic_of_name(doc, self._config["language"])


def _likeliest_sublabel(intent: str, ranking: Sequence[Ranked]) -> str | None:
    """The likeliest fact or topic of an intent."""
    return next((sub for name, sub, _ in ranking if name == intent), None)
