"""Puts together what is known of each question, for the actions that answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

from bot.facts import (
    DEFAULT_LANGUAGE,
    Fact,
    FactSheet,
    NumberMention,
    QuestionKind,
    TagKind,
    find_numbers,
    language,
    load_fact_sheet,
)
from bot.facts.question import ClaimedNumber, Question
from bot.nlu.asking_clauses import asking_clauses
from bot.nlu.fact_choice import Ranked, choose_fact, nearest_fact
from bot.nlu.intent_classifier import LABEL_RANKING
from bot.nlu.message_parts import Part, parts, reading
from bot.nlu.names_elsewhere import topic_of_name
from bot.nlu.question_words import question_words
from bot.nlu.subjects import subjects
from bot.nlu.tokenizer import parse

QUESTIONS = "questions"
OUT_OF_SCOPE_INTENT = "out_of_scope"
COMPARE_INTENT = "ask_comparison"
GROUP_INTENT = "ask_group"
KEY_FIGURES_INTENT = "ask_key_figures"
FOLLOW_UP_PREFIX = "follow_up_"
# Someone in need comes before any question of fact in the same message.
CARE_PREFIXES = (
    "care_",
    "request_aid",
    "offer_personal_data",
    "accusation",
    "blame_",
    "press_",
    "insult",
)

# A question of another kind ("in which year") asks for no name.
_NAMING = (QuestionKind.OPEN, QuestionKind.WHICH)
# Two things that are no figures are rather one question about both ("mines and survivors").
_PAIR = 2
_FEW = 3
# The confidence of a reading that rests on a name or number alone.
_SURE = 0.9
# In a story around a question, fewer intents count: "I write for a newspaper" asks for no comment.
STORY_CARE_PREFIXES = ("care_", "accusation", "insult")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuestionReader(GraphComponent):
    """Writes one record per question into the message's parse data, and the intent of the whole.

    Config:
        language: code of the language of the messages (default "en").
        intent_threshold: below this confidence a question is not understood (default 0.3).
        fact_threshold: below this share of its intent's confidence no single fact is picked, and
            the area as a whole is answered (default 0.4).
        part_threshold: a part of a message is a question of its own from this confidence on (default 0.4).
        item_threshold: the things of a list are answered one by one if each has this confidence (default 0.4).
        side_threshold: how likely a figure must be to be one side of a comparison (default 0.25).
        clearer_by: how much surer of itself a question must be than the whole message to be read alone
            (default 0.2).
        care_threshold: from this confidence on a story around a question is met before the question is
            answered (default 0.6).
        nearest_threshold: from this probability on a fact counts as near to a question that is
            out of scope (default 0.02).
        most_candidates: how many facts are kept for the conversation to choose from (default 6).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config."""
        return {
            "language": DEFAULT_LANGUAGE,
            "intent_threshold": 0.3,
            "fact_threshold": 0.4,
            "part_threshold": 0.4,
            "item_threshold": 0.4,
            "side_threshold": 0.25,
            "clearer_by": 0.2,
            "care_threshold": 0.6,
            "nearest_threshold": 0.02,
            "most_candidates": 6,
        }

    def __init__(self, config: dict[str, Any], sheet: FactSheet) -> None:
        """A reader over one fact sheet."""
        self._config = config
        self._sheet = sheet
        self._language = language(config["language"])
        self._words = question_words(config["language"])
        self._subjects = subjects(config["language"])
        self._counted = frozenset(noun for fact in sheet.facts.values() for noun in fact.counts)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionReader:
        """Creates the component."""
        return cls(config, load_fact_sheet())

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds `questions` to the messages and settles their intent."""
        for message in messages:
            if not message.get(TEXT):
                continue
            questions = self._questions(message)
            message.set(QUESTIONS, [q.as_dict() for q in questions], add_to_output=True)
            self._settle_intent(message, questions)
        return messages

    def _questions(self, message: Message) -> list[Question]:
        """The message's questions: what it lists, or its parts if they make sense alone, else the whole.

        Whoever tells of a loss and asks for a figure in the same breath is met first, then answered.
        """
        whole = self._clearer(self._read(message), message)
        questions = self._listed(message) or self._separate(message, whole) or [whole]
        if any(question.intent.startswith(CARE_PREFIXES) for question in questions):
            return questions if len(questions) > 1 else [whole, *self._asked_beside(message)]
        told = next((self._in_need(part) for part in parts(message, Part.STORY)), None)
        met = told or self._in_need(message)
        return [met, *questions] if met is not None else questions

    def _in_need(self, told: Message) -> Question | None:
        """What a story needs to be met with first, whichever of the kinds of need it may be most."""
        need = [
            ranked
            for ranked in told.get("intent_ranking") or []
            if ranked["name"].startswith(STORY_CARE_PREFIXES)
        ]
        if sum(ranked["confidence"] for ranked in need) < self._config["care_threshold"]:
            return None
        return Question(reading(told), need[0]["name"], need[0]["confidence"])

    def _clearer(self, whole: Question, message: Message) -> Question:
        """The question by itself where the story around it hides what is asked."""
        for part in parts(message, Part.ASKED):
            asked = self._read(part)
            if (
                self._sheet.area_of_intent(asked.intent) is not None
                and asked.fact is not None
                and asked.confidence > whole.confidence + self._config["clearer_by"]
                and not whole.intent.startswith(CARE_PREFIXES)
            ):
                return asked
        return whole

    def _separate(self, message: Message, whole: Question) -> list[Question]:
        """The message's parts, if two or more make sense; "how many?" does after another question."""
        separate = [self._read(part) for part in parts(message, Part.QUESTIONS)]
        if len(separate) > _FEW:  # of a long message, what was not understood is rather no question
            separate = [q for q in separate if q.intent != DEFAULT_NLU_FALLBACK_INTENT_NAME]
        if separate and separate[0].intent.startswith(FOLLOW_UP_PREFIX) and whole.fact is not None:
            separate[0] = (
                whole  # "Families got assets. How many? Who paid?": the story says of what
            )
        alone = [q for q in separate if self._makes_sense_alone(q)]
        follow_ups = [q for q in separate[1:] if q.intent.startswith(FOLLOW_UP_PREFIX)]
        if all(question.intent == GROUP_INTENT for question in separate):
            return []  # one group, described in several sentences
        return separate if alone and len(alone) + len(follow_ups) > 1 else []

    def _listed(self, message: Message) -> list[Question]:
        """The things listed, if each is a figure of its own ("students and legal professionals" is one)."""
        if (
            self._words.kind(parse(reading(message), self._config["language"]))
            is QuestionKind.SHARE
        ):
            return []  # what is listed is to be added up
        items = [self._as_item(self._read(part)) for part in parts(message, Part.ITEMS)]
        facts = [question.fact for question in items]
        known = [key for key in facts if key is not None]
        understood = all(
            question.confidence >= self._config["item_threshold"] for question in items
        )
        if not understood or len(known) < len(items) or len(set(known)) < len(known):
            return []
        figures = all(map(self._can_be_listed, known))
        return items if figures or len(items) > _PAIR else []

    def _as_item(self, question: Question) -> Question:
        """A thing of a list asks of nothing said before, whatever it may mean by itself."""
        if question.fact is not None or not question.candidates:
            return question
        key, share = question.candidates[0]
        area = self._sheet.areas.get(self._sheet.facts[key].area or "")
        if area is None or share < self._config["item_threshold"]:
            return question
        return replace(question, intent=area.intent, confidence=share, fact=key)

    def _can_be_listed(self, key: str) -> bool:
        fact = self._sheet.facts[key]
        return fact.figure is not None or QuestionKind.WHEN in fact.answers

    def _asked_beside(self, message: Message) -> list[Question]:
        """What is asked besides in a message that needs care: a question of fact, about no one in person."""
        found = []
        for part in parts(message, Part.ASKED):
            doc = parse(part.get(TEXT), self._config["language"])
            question = self._read(part)
            if (
                self._sheet.area_of_intent(question.intent) is not None
                and question.confidence >= self._config["care_threshold"]
                and not self._words.personal(doc)
            ):
                found.append(question)
        return found

    def _makes_sense_alone(self, question: Question) -> bool:
        return question.confidence >= self._config[
            "part_threshold"
        ] and not question.intent.startswith((FOLLOW_UP_PREFIX, DEFAULT_NLU_FALLBACK_INTENT_NAME))

    def _read(self, part: Message) -> Question:
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
        numbers = tuple(self._claimed(number, doc) for number in find_numbers(text, self._language))
        ranking = part.get(LABEL_RANKING, [])
        understood = self._understood(part, ranking, question, kind, counted)
        sides = self._sides(part)
        tags = self._subjects.tags(doc)
        wants_all = bool(self._words.everything(doc))
        intent = understood.intent
        if kind is QuestionKind.SHARE and (
            intent == KEY_FIGURES_INTENT or (intent, understood.topic) == (COMPARE_INTENT, "pair")
        ):
            understood = replace(understood, topic="breakdown")
            intent = OUT_OF_SCOPE_INTENT
        elif intent == DEFAULT_NLU_FALLBACK_INTENT_NAME and self._figure_with(numbers):
            fact = self._figure_with(numbers)
            understood = replace(understood, fact=fact, confidence=_SURE)
            intent = self._intent_of(fact)
        elif intent == DEFAULT_NLU_FALLBACK_INTENT_NAME and tags:
            understood = self._by_tags(understood, ranking, tags)
            intent = understood.intent
        elif self._sheet.area_of_intent(intent) is not None:
            if len(sides) == 2 and self._compares(doc):
                intent = COMPARE_INTENT
            elif kind is not QuestionKind.HOW_MANY and (
                (wants_all and tags) or self._several_groups(question)
            ):
                intent = GROUP_INTENT
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
            sides=sides if intent == COMPARE_INTENT else (),
            refers_back=bool(self._words.referring(doc)),
            wants_all=wants_all,
            named_noun=self._words.named_noun(question) if kind in _NAMING else None,
            position=self._words.position(doc),
        )

    def _understood(
        self,
        part: Message,
        ranking: Sequence[Ranked],
        asking: Doc,
        kind: QuestionKind,
        counted: str | None,
    ) -> Question:
        """Intent and fact, or topic and nearest fact of a question that the sheet does not answer."""
        intent, confidence = part.get(INTENT)["name"], part.get(INTENT)["confidence"]
        if confidence < self._config["intent_threshold"]:
            intent = DEFAULT_NLU_FALLBACK_INTENT_NAME
        elsewhere = self._name_elsewhere(intent, asking)
        if elsewhere is not None:
            intent = OUT_OF_SCOPE_INTENT
        plain = Question(text="", intent=intent, confidence=confidence)
        if intent in (OUT_OF_SCOPE_INTENT, DEFAULT_NLU_FALLBACK_INTENT_NAME):
            topic = elsewhere or _likeliest_sublabel(OUT_OF_SCOPE_INTENT, ranking)
            nearest = nearest_fact(ranking, self._sheet, self._config["nearest_threshold"])
            return replace(plain, topic=topic, nearest=nearest)
        if intent in (COMPARE_INTENT, GROUP_INTENT):
            return replace(plain, topic=_likeliest_sublabel(intent, ranking))
        threshold = self._config["fact_threshold"]
        return replace(
            plain, fact=choose_fact(intent, ranking, kind, counted, self._sheet, threshold)
        )

    def _compares(self, doc: Doc) -> bool:
        """Whether a text sets two figures against each other: "larger", or "more" with "or" or "than"."""
        apart = any(matcher(doc) for matcher in self._words.between_sides[:2])
        return bool(self._words.surely_comparing(doc)) or (
            apart and bool(self._words.comparing(doc))
        )

    def _several_groups(self, asking: Doc) -> bool:
        """Whether a question names two audiences that no area serves alone ("surgeons or teachers")."""
        keys = self._subjects.tags(asking)
        audiences = [k for k in keys if self._sheet.tags[k].kind is TagKind.AUDIENCE]
        areas = [{f.area for f in self._sheet.facts.values() if key in f.tags} for key in audiences]
        return len(areas) > 1 and not set.intersection(*areas)

    def _figure_with(self, numbers: Sequence[ClaimedNumber]) -> str | None:
        """The one figure that is named by its number alone ("what does that number stand for")."""
        values = {number.value for number in numbers}
        found = [f.key for f in self._sheet.figures() if f.figure and f.figure.value in values]
        return found[0] if len(found) == 1 and len(values) == 1 else None

    def _intent_of(self, key: str | None) -> str:
        area = self._sheet.areas.get(self._sheet.facts[key].area or "") if key else None
        return area.intent if area else DEFAULT_NLU_FALLBACK_INTENT_NAME

    def _by_tags(
        self, question: Question, ranking: Sequence[Ranked], tags: Sequence[str]
    ) -> Question:
        """A question of which only the subject is clear: the likeliest fact, if it is about that subject."""
        fact = self._sheet.facts.get(nearest_fact(ranking, self._sheet, 0.0) or "")
        if fact is None or fact.area is None or not set(tags) & set(fact.tags):
            return question
        return replace(question, intent=self._intent_of(fact.key), fact=fact.key)

    def _candidates(self, ranking: Sequence[Ranked]) -> tuple[tuple[str, float], ...]:
        likely = [(key, share) for _, key, share in ranking if key and key in self._sheet.facts]
        return tuple(likely[: self._config["most_candidates"]])

    def _sides(self, message: Message) -> tuple[str, ...]:
        """What a comparison's two sides are: figures, or else areas."""
        sides = parts(message, Part.SIDES)
        figures = [self._figure_of_side(side) for side in sides]
        if all(figures) and len(set(figures)) == len(figures):
            return tuple(figure for figure in figures if figure)
        areas = [self._sheet.area_of_intent(side.get(INTENT)["name"]) for side in sides]
        keys = [area.key for area in areas if area is not None]
        return tuple(keys) if len(set(keys)) == len(sides) else ()

    def _figure_of_side(self, side: Message) -> str | None:
        """The likeliest figure, by the classifier and by what the side names and counts."""
        doc = parse(side.get(TEXT), self._config["language"])
        named, tags = self._subjects.facts(doc), set(self._subjects.tags(doc))
        counted = self._words.counted_nouns(doc, self._counted)[:1]
        ranking = side.get(LABEL_RANKING, [])
        shares = {key: share for _, key, share in ranking if key}
        areas = {intent: share for intent, key, share in ranking if key is None}

        def likelihood(fact: Fact) -> float:
            evidence = (fact.key in named, tags & set(fact.tags), set(counted) & set(fact.counts))
            area = self._sheet.areas.get(fact.area or "")
            of_area = areas.get(area.intent, 0.0) if area else 0.0
            return float(shares.get(fact.key, 0.0) + of_area) + 0.3 * sum(map(bool, evidence))

        best = max(self._sheet.figures(), key=likelihood)
        return best.key if likelihood(best) >= self._config["side_threshold"] else None

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
        if (
            self._sheet.area_of_intent(intent) is None
            and intent != DEFAULT_NLU_FALLBACK_INTENT_NAME
        ):
            return None
        return topic_of_name(doc, self._config["language"])

    def _settle_intent(self, message: Message, questions: list[Question]) -> None:
        """The intent of a message is its first question's, unless another needs care."""
        first = next((q for q in questions if q.intent.startswith(CARE_PREFIXES)), questions[0])
        name, confidence = first.intent, first.confidence
        ranking = message.get("intent_ranking") or []
        if not ranking or ranking[0]["name"] != name:
            ranking = [{"name": name, "confidence": confidence}, *ranking]
        message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)


def _likeliest_sublabel(intent: str, ranking: Sequence[Ranked]) -> str | None:
    """The likeliest fact or topic of an intent."""
    return next((sub for name, sub, _ in ranking if name == intent), None)
