"""Puts together what is known of each question, for the actions that answer it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.facts import DEFAULT_LANGUAGE, FactSheet, QuestionKind, load_fact_sheet
from bot.facts.question import OTHER_LANGUAGE, Question
from bot.nlu import intents
from bot.nlu.intent_classifier import LABEL_RANKING
from bot.nlu.message_parts import Part, parts, reading, segments
from bot.nlu.question_words import question_words
from bot.nlu.segments import Cut, Sense, best_segments, find_atoms
from bot.nlu.single_question import SingleQuestionReader
from bot.nlu.subjects import subjects
from bot.nlu.tokenizer import parse

QUESTIONS = "questions"
# Two things that are no figures are rather one question about both ("mines and survivors").
_PAIR = 2
# From here on a part of a message asks for a comment, aid or blame, and does not only mention them.
_CLEARLY = 0.95
# A message of more parts than these holds sentences that ask nothing.
_FEW = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuestionReader(GraphComponent):
    """Writes one record per question into the message's parse data, and the intent of the whole.

    Config:
        language: code of the language of the messages (default "en").
        intent_threshold: below this confidence a question is not understood (default 0.3).
        area_threshold: the same for questions about the sheet, comparisons apart (default 0.2).
        fact_threshold: below this share of its intent's confidence no single fact is picked, and
            the area as a whole is answered (default 0.4).
        part_threshold: a part of a message is a question of its own from this confidence on (default 0.4).
        item_threshold: the things of a list are answered one by one if each has this confidence (default 0.4).
        side_threshold: how likely a figure must be to be one side of a comparison (default 0.25).
        aside_threshold: a short sentence beside the questions counts from this confidence on (default 0.7).
        clearer_by: how much surer of itself a question must be than the whole message to be read alone
            (default 0.2).
        care_threshold: from this confidence on a story around a question is met before the question is
            answered (default 0.7).
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
            "area_threshold": 0.2,
            "fact_threshold": 0.4,
            "part_threshold": 0.4,
            "item_threshold": 0.4,
            "side_threshold": 0.25,
            "aside_threshold": 0.7,
            "clearer_by": 0.2,
            "care_threshold": 0.7,
            "nearest_threshold": 0.02,
            "most_candidates": 6,
        }

    def __init__(self, config: dict[str, Any], sheet: FactSheet) -> None:
        """A reader over one fact sheet."""
        self._config = config
        self._sheet = sheet
        self._words = question_words(config["language"])
        self._subjects = subjects(config["language"])
        self._single = SingleQuestionReader(sheet, config)

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
        typed = message.get(TEXT)
        if self._words.crisis(parse(typed, self._config["language"])):
            # Not left to probabilities, and no figure beside it.
            return [Question(typed, intents.DISTRESS)]
        if self._in_other_language(message):
            return [Question(typed, intents.FALLBACK, topic=OTHER_LANGUAGE)]
        whole = self._clearer(self._single.read(message), message)
        questions = (
            self._listed(message)
            or self._segmented(message)
            or self._separate(message, whole)
            or [whole]
        )
        questions = self._with_asides(message, questions)
        if any(question.intent.startswith(intents.CARE_PREFIXES) for question in questions):
            return questions if len(questions) > 1 else [whole, *self._asked_beside(message)]
        if self._words.misses_someone(parse(reading(message), self._config["language"])):
            return [Question(typed, intents.MISSING_RELATIVE), *self._asked_beside(message)]
        told = next((self._in_need(part) for part in parts(message, Part.STORY)), None)
        met = told or self._in_need(message)
        return [met, *questions] if met is not None else questions

    def _in_other_language(self, message: Message) -> bool:
        """Whether a message is in another language, and no question of fact that is understood all the same."""
        intent = message.get(INTENT)
        return self._words.in_other_language(
            parse(message.get(TEXT), self._config["language"])
        ) and (
            self._sheet.area_of_intent(intent["name"]) is None
            or intent["confidence"] < self._config["item_threshold"]
        )

    def _with_asides(self, message: Message, questions: list[Question]) -> list[Question]:
        """The questions with what is said shortly before and after them, where that is clear by itself."""
        before = [self._single.read(part) for part in parts(message, Part.BEFORE)]
        after = [self._single.read(part) for part in parts(message, Part.AFTER)]
        greeted = [q for q in before if self._is_clear(q) and q.intent in intents.SMALL_TALK]
        added = [
            q
            for q in after
            if self._is_clear(q)
            and (q.intent in intents.SMALL_TALK or self._sheet.area_of_intent(q.intent))
        ]
        return [*greeted, *questions, *added]

    def _is_clear(self, question: Question) -> bool:
        return bool(question.confidence >= self._config["aside_threshold"])

    def _in_need(self, told: Message) -> Question | None:
        """What a story needs to be met with first, whichever of the kinds of need it may be most."""
        need = [
            ranked
            for ranked in told.get("intent_ranking") or []
            if ranked["name"].startswith(intents.STORY_CARE_PREFIXES)
        ]
        if sum(ranked["confidence"] for ranked in need) < self._config["care_threshold"]:
            return None
        if need[0]["name"] == intents.FORMER_DETAINEE and not self._speaks_of_detention(told):
            return None  # "I was still a schoolgirl when ..."
        return Question(reading(told), need[0]["name"], need[0]["confidence"])

    def _speaks_of_detention(self, told: Message) -> bool:
        doc = parse(reading(told), self._config["language"])
        detention = self._sheet.area_of_intent(intents.DETENTION)
        of_detention = (
            {tag for fact in detention.facts for tag in self._sheet.facts[fact].tags}
            if detention
            else set()
        )
        return bool(of_detention & set(self._subjects.tags(doc)))

    def _clearer(self, whole: Question, message: Message) -> Question:
        """The question by itself where the story around it hides what is asked."""
        for part in parts(message, Part.ASKED):
            asked = self._single.read(part)
            if whole.intent in intents.SMALL_TALK and self._makes_sense_alone(asked):
                return asked  # "Thank you, my dear. And did they help ...?"
            if (
                self._sheet.area_of_intent(asked.intent) is not None
                and asked.fact is not None
                and asked.confidence > whole.confidence + self._config["clearer_by"]
                and not whole.intent.startswith(intents.CARE_PREFIXES)
            ):
                return asked
        return whole

    def _segmented(self, message: Message) -> list[Question]:
        """The questions into which a message falls where each makes more sense alone than with the others."""
        found = segments(message)
        if not found:
            return []
        atoms = find_atoms(parse(reading(message), self._config["language"]), self._words)
        senses = {place: self._sense(segment) for place, segment in found.items()}
        best = best_segments(atoms, senses)
        if len(best) < 2:
            return []
        questions = [self._single.read(found[place]) for place in best]
        listed = [
            q
            for q, (start, _) in zip(questions, best, strict=True)
            if atoms[start].cut is Cut.JOINT
        ]
        if not all(self._sheet.area_of_intent(q.intent) for q in listed):
            return []  # bare nouns are things that the sheet speaks of, or else parts of a question
        known = [q for q in questions if self._sheet.area_of_intent(q.intent) or q.fact]
        unclear = [q for q in questions if q.intent == intents.FALLBACK]
        in_need = [q for q in questions if q.intent.startswith(intents.CARE_PREFIXES)]
        led_to = questions[0].intent.startswith(intents.FOLLOW_UP_PREFIX)
        return questions if known and not (unclear or in_need or led_to) else []

    def _sense(self, segment: Message) -> Sense:
        """The likeliest class of a segment; out of scope is one class, whatever the topic."""
        intent, sub, probability = segment.get(LABEL_RANKING)[0]
        if intent == intents.OUT_OF_SCOPE:
            return Sense((intent, None), segment.get(INTENT)["confidence"])
        if intent == intents.COMPARISON and not self._words.comparing(
            parse(reading(segment), self._config["language"])
        ):
            return Sense((intent, sub), 0.0)  # things named side by side, not compared
        return Sense((intent, sub), probability)

    def _separate(self, message: Message, whole: Question) -> list[Question]:
        """The message's parts, if two or more make sense; "how many?" does after another question."""
        separate = [self._single.read(part) for part in parts(message, Part.QUESTIONS)]
        if len(separate) > _FEW:  # of a long message, what was not understood is rather no question
            separate = [q for q in separate if q.intent != intents.FALLBACK]
        if (
            separate
            and separate[0].intent.startswith(intents.FOLLOW_UP_PREFIX)
            and whole.fact is not None
        ):
            separate[0] = (
                whole  # "Families got assets. How many? Who paid?": the story says of what
            )
        separate = [q for q in separate if not self._seems_in_need(q)] or separate
        alone = [q for q in separate if self._makes_sense_alone(q)]
        follow_ups = [q for q in separate[1:] if q.intent.startswith(intents.FOLLOW_UP_PREFIX)]
        if all(question.intent == intents.GROUP for question in separate):
            return []  # one group, described in several sentences
        return separate if alone and len(alone) + len(follow_ups) > 1 else []

    def _seems_in_need(self, question: Question) -> bool:
        """Whether a part may be taken for need, but not clearly ("as a donor I need it in one line")."""
        if not question.intent.startswith(intents.CARE_PREFIXES):
            return False
        in_person = question.intent.startswith(intents.STORY_CARE_PREFIXES)
        least = self._config["care_threshold"] if in_person else _CLEARLY
        return bool(question.confidence < least)

    def _listed(self, message: Message) -> list[Question]:
        """The things listed, if each is a figure of its own ("students and legal professionals" is one)."""
        if (
            self._words.kind(parse(reading(message), self._config["language"]))
            is QuestionKind.SHARE
        ):
            return []  # what is listed is to be added up
        items = [self._as_item(self._single.read(part)) for part in parts(message, Part.ITEMS)]
        known = [q.fact for q in items if q.fact is not None]
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
            question = self._single.read(part)
            if (
                self._sheet.area_of_intent(question.intent) is not None
                and question.confidence >= self._config["care_threshold"]
                and (question.kind is QuestionKind.HOW_MANY or not self._words.of_someone(doc))
            ):
                found.append(question)
        return found

    def _makes_sense_alone(self, question: Question) -> bool:
        return question.confidence >= self._config[
            "part_threshold"
        ] and not question.intent.startswith((intents.FOLLOW_UP_PREFIX, intents.FALLBACK))

    def _settle_intent(self, message: Message, questions: list[Question]) -> None:
        """The intent of a message is that of whoever needs care in it, else of its first question."""
        sensitive = [q for q in questions if q.intent.startswith(intents.CARE_PREFIXES)]
        asking = [q for q in questions if q.intent not in intents.SMALL_TALK]
        first = [*sensitive, *asking, *questions][0]
        name, confidence = first.intent, first.confidence
        ranking = message.get("intent_ranking") or []
        if not ranking or ranking[0]["name"] != name:
            ranking = [{"name": name, "confidence": confidence}, *ranking]
        message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
