"""Splits a message into its questions, so that each gets its own answer."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.facts import DEFAULT_LANGUAGE
from bot.nlu.asking_clauses import asked_part, find_asides, find_story, split_questions
from bot.nlu.message_parts import Part, reading, set_parts, set_reading, set_segments
from bot.nlu.question_words import question_words
from bot.nlu.segments import find_atoms, segment_texts
from bot.nlu.sides_and_lists import compared_sides, listed_items, without_corrected
from bot.nlu.tokenizer import parse


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class QuestionSplitter(GraphComponent):
    """Finds the questions of a message; one question with a story around it stays one.

    Config:
        language: code of the language whose question words are used (default "en").
        most: how many questions of one message are answered (default 5).
        most_atoms: into how many stretches a message may fall to be cut where that makes most sense; longer
            ones are cut at sentences and question words only (default 7).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config."""
        return {"language": DEFAULT_LANGUAGE, "most": 5, "most_atoms": 7}

    def __init__(self, config: dict[str, Any]) -> None:
        """A splitter for one language."""
        self._config = config
        self._words = question_words(config["language"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionSplitter:
        """Creates the component."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Keeps the questions of every message with it."""
        for message in messages:
            if message.get(TEXT):
                self._split(message)
        return messages

    def _split(self, message: Message) -> None:
        doc = parse(reading(message), self._config["language"])
        meant = without_corrected(doc, self._words)
        if meant != doc.text:
            set_reading(message, meant)
            doc = parse(meant, self._config["language"])
        most = self._config["most"]
        atoms = find_atoms(doc, self._words)
        if 1 < len(atoms) <= self._config["most_atoms"]:
            set_segments(message, segment_texts(doc, atoms, self._words))
        questions = split_questions(doc, self._words)[:most]
        before, after = find_asides(doc, self._words)
        set_parts(
            message,
            {
                Part.QUESTIONS: questions if len(questions) > 1 else [],
                Part.ITEMS: listed_items(doc, self._words)[:most],
                Part.SIDES: compared_sides(doc, self._words),
                Part.ASKED: [asked_part(doc, self._words)],
                Part.BEFORE: before[:most],
                Part.AFTER: after[:most],
                Part.STORY: [find_story(doc, self._words)],
            },
        )

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the examples whole: each stands for one question."""
        return training_data
