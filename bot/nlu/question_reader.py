"""Puts together what is known of each question, for the actions that answer it."""

from __future__ import annotations

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
    FactSheet,
    NumberMention,
    QuestionKind,
    find_numbers,
    language,
    load_fact_sheet,
)
from bot.facts.question import ClaimedNumber, Question
from bot.nlu.fact_choice import choose_fact, nearest_fact
from bot.nlu.intent_classifier import LABEL_RANKING
from bot.nlu.message_parts import parts, story
from bot.nlu.names_elsewhere import topic_of_name
from bot.nlu.question_splitter import asking_clauses
from bot.nlu.question_words import question_words
from bot.nlu.tokenizer import parse

QUESTIONS = "questions"
OUT_OF_SCOPE_INTENT = "out_of_scope"
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

# In a story around a question, fewer intents count: "I write for a newspaper" asks for no comment.
STORY_CARE_PREFIXES = ("care_", "accusation")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuestionReader(GraphComponent):
    """Writes one record per question into the message's parse data, and the intent of the whole.

    Config:
        language: code of the language of the messages (default "en").
        intent_threshold: below this confidence a question is not understood (default 0.3).
        fact_threshold: below this share of its intent's confidence no single fact is picked, and
            the area as a whole is answered (default 0.4).
        part_threshold: a part of a message is a question of its own from this confidence on (default 0.5).
        care_threshold: from this confidence on a story around a question is met before the question is
            answered (default 0.6).
        nearest_threshold: from this probability on a fact counts as near to a question that is
            out of scope (default 0.02).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config."""
        return {
            "language": DEFAULT_LANGUAGE,
            "intent_threshold": 0.3,
            "fact_threshold": 0.4,
            "part_threshold": 0.5,
            "care_threshold": 0.6,
            "nearest_threshold": 0.02,
        }

    def __init__(self, config: dict[str, Any], sheet: FactSheet) -> None:
        """A reader over one fact sheet."""
        self._config = config
        self._sheet = sheet
        self._language = language(config["language"])
        self._words = question_words(config["language"])
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
        """The message's questions: its parts if two or more make sense alone, else the whole.

        Whoever tells of a loss and asks for a figure in the same breath is met first, then answered.
        """
        whole = self._read(message)
        separate = [self._read(part) for part in parts(message)]
        understood = [q for q in separate if self._makes_sense_alone(q)]
        questions = separate if len(understood) > 1 else [whole]
        if any(question.intent.startswith(CARE_PREFIXES) for question in questions):
            return questions
        told = story(message)
        candidates = [whole] if told is None else [whole, self._read(told)]
        for candidate in candidates:
            if (
                candidate.intent.startswith(STORY_CARE_PREFIXES)
                and candidate.confidence >= self._config["care_threshold"]
            ):
                return [candidate, *questions]
        return questions

    def _makes_sense_alone(self, question: Question) -> bool:
        return question.confidence >= self._config[
            "part_threshold"
        ] and not question.intent.startswith((FOLLOW_UP_PREFIX, DEFAULT_NLU_FALLBACK_INTENT_NAME))

    def _read(self, part: Message) -> Question:
        text: str = part.get(TEXT)
        doc = parse(text, self._config["language"])
        # What is asked for stands in the clause that asks; the story around it may speak of anything.
        asking = asking_clauses(doc, self._words)
        question = asking[-1].as_doc() if asking else doc
        kind = next(
            (kind for kind in map(self._words.kind, asking) if kind is not QuestionKind.OPEN),
            self._words.kind(question),
        )
        counted = self._words.counted_noun(question, self._counted)
        intent, confidence = part.get(INTENT)["name"], part.get(INTENT)["confidence"]
        ranking = part.get(LABEL_RANKING, [])
        fact = topic = nearest = None
        if confidence < self._config["intent_threshold"]:
            intent = DEFAULT_NLU_FALLBACK_INTENT_NAME
        named = self._name_elsewhere(intent, question)
        if named is not None:
            intent = OUT_OF_SCOPE_INTENT
        if intent in (OUT_OF_SCOPE_INTENT, DEFAULT_NLU_FALLBACK_INTENT_NAME):
            topic = named or next(
                (sub for name, sub, _ in ranking if name == OUT_OF_SCOPE_INTENT), None
            )
            nearest = nearest_fact(ranking, self._sheet, self._config["nearest_threshold"])
        else:
            fact = choose_fact(
                intent,
                ranking,
                kind,
                self._checked_noun(counted),
                self._sheet,
                self._config["fact_threshold"],
            )
        return Question(
            text=text,
            intent=intent,
            confidence=confidence,
            fact=fact,
            topic=topic,
            nearest=nearest,
            kind=kind,
            counted=self._checked_noun(counted) if kind is QuestionKind.HOW_MANY else None,
            numbers=tuple(
                self._claimed(number, doc) for number in find_numbers(text, self._language)
            ),
        )

    def _checked_noun(self, noun: str | None) -> str | None:
        """The counted noun if it tells figures apart; any other word is left to the classifier."""
        return noun if noun in self._counted or noun in self._words.not_counted else None

    def _claimed(self, number: NumberMention, doc: Doc) -> ClaimedNumber:
        """A number with the noun it counts, if one follows."""
        after = doc.char_span(number.end, len(doc.text), alignment_mode="contract")
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
        if self._sheet.area_of_intent(intent) is None:
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
