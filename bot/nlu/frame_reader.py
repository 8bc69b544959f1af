"""The Rasa component that understands messages: it trains encoder and classifier, and reads messages into frames."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.encoder.e5_graph import build_graph
from bot.encoder.encoder import Encoder
from bot.facts import DEFAULT_LANGUAGE, load_fact_sheet
from bot.facts.context import Context
from bot.nlu.classifier import Classifier, Encode, Settings
from bot.nlu.compositions import compose, words_of_frames
from bot.nlu.examples import examples_of
from bot.nlu.kernel_ridge import Floats
from bot.nlu.reader import Reader
from bot.nlu.spelling import Spelling, dictionary, words_of
from bot.nlu.strays import said_of_facts

FRAMES = "frames"
# So many texts are encoded at a time when a model is trained.
_CHUNK = 256
_GRAPH_FILE = "encoder.onnx"
_WORDS_FILE = "words.json"
_SAID_FILE = "said_of_facts.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FrameReader(IntentClassifier, GraphComponent):
    """Writes one frame per clause into a message's parse data, and the intent of the first as that of the message.

    Config:
        language: code of the language of the messages (default "en").
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config."""
        return {"language": DEFAULT_LANGUAGE}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """An untrained component, which understands nothing."""
        self._language: str = config["language"]
        self._model_storage = model_storage
        self._resource = resource
        self._reader: Reader | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FrameReader:
        """Creates an untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Builds the encoder's graph, fits the classifier and keeps the words that are known."""
        written = examples_of(training_data.intent_examples)
        texts = [example.text for example in written]
        examples = [*written, *compose(written, load_fact_sheet(), self._language)]
        with self._model_storage.write_to(self._resource) as folder:
            build_graph(texts, folder / _GRAPH_FILE)
            encoder = Encoder(folder / _GRAPH_FILE)
            Classifier.fit(examples, in_two_threads(encoder), Settings()).save(folder)
            words = {
                "known": words_of(texts, self._language),
                "words": dictionary(self._language),
            }
            around = words_of_frames(self._language)
            said = said_of_facts(written, load_fact_sheet(), self._language, around)
            for name, content in ((_WORDS_FILE, words), (_SAID_FILE, said)):
                text = json.dumps(content, ensure_ascii=False)
                (folder / name).write_text(text, encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FrameReader:
        """Loads a trained component; a damaged model raises instead of answering untrained."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            encoder = Encoder(folder / _GRAPH_FILE)
            words = json.loads((folder / _WORDS_FILE).read_text(encoding="utf-8"))
            said = json.loads((folder / _SAID_FILE).read_text(encoding="utf-8"))
            component._reader = Reader(
                load_fact_sheet(),
                Classifier.load(folder, encoder.encode, Settings()),
                Spelling(**words, language_code=component._language),
                component._language,
                {key: frozenset(found) for key, found in said.items()},
            )
        return component

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Adds `frames` to the messages and sets their intent.

        Args:
            messages: as typed.
            tracker: the conversation before them.
        """
        context = Context.from_slots(tracker.get_slot)
        for message in messages:
            if message.get(TEXT) and self._reader is not None:
                frames = self._reader.read(message.get(TEXT), context)
                first = {"name": frames[0].intent, "confidence": frames[0].confidence}
                message.set(FRAMES, [frame.as_dict() for frame in frames], add_to_output=True)
                message.set(INTENT, first, add_to_output=True)
                message.set("intent_ranking", [first], add_to_output=True)
        return messages


def in_two_threads(encoder: Encoder) -> Encode:
    """Encodes many texts, which takes most of the training's time, on two cores."""

    def encode(texts: Sequence[str]) -> Floats:
        chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
        with ThreadPoolExecutor(2) as pool:
            return np.concatenate(list(pool.map(encoder.encode, chunks)))

    return encode
