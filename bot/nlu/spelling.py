"""Puts the spelling right before a message is understood; what was typed is kept as it was."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.facts import DEFAULT_LANGUAGE, YamlFileError, read_yaml
from bot.nlu.message_parts import set_reading
from bot.nlu.sentence_encoder import is_word
from bot.nlu.tokenizer import message_reader

SPELLINGS_FILE = Path(__file__).with_name("spellings.yml")
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
}
_VOCABULARY_FILE = "vocabulary.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SpellingCorrector(GraphComponent):
    """Writes phone spelling out, and takes a word that is none for the nearest word of the training data.

    Config:
        language: code of the language of the messages (default "en").
        minimum_count: words used at least so often in the training data are known (default 3).
        shortest: words shorter than this are left alone: too many other words are near (default 5).
        long: from this length on a word may be two slips away, below it one (default 7).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config."""
        return {"language": DEFAULT_LANGUAGE, "minimum_count": 3, "shortest": 5, "long": 7}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """An untrained corrector, which knows phone spelling only."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._known: dict[str, list[str]] = {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpellingCorrector:
        """Creates an untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the words of the training data."""
        counts = Counter(
            token.lower_
            for message in training_data.training_examples
            for token in message_reader(self._config["language"]).tokens(message.get(TEXT) or "")
            if token.is_alpha and len(token) >= self._config["shortest"]
        )
        known = [word for word, n in counts.items() if n >= self._config["minimum_count"]]
        with self._model_storage.write_to(self._resource) as directory:
            text = json.dumps(sorted(known), ensure_ascii=False)
            (directory / _VOCABULARY_FILE).write_text(text, encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SpellingCorrector:
        """Loads a trained component."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            words = json.loads((directory / _VOCABULARY_FILE).read_text(encoding="utf-8"))
        component._known = by_first_letter(words)
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Keeps the corrected text with every message."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                corrected = self.corrected(text)
                if corrected != text:
                    set_reading(message, corrected)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the examples as they are: they show how people type."""
        return training_data

    def corrected(self, text: str) -> str:
        """The text with its spelling put right; numbers, names and unknown words stay."""
        spoken = spellings(self._config["language"])
        doc = message_reader(self._config["language"]).tokens(text)
        words = (spoken.get(token.lower_) or self._nearest(token.text) for token in doc)
        return "".join(word + token.whitespace_ for word, token in zip(words, doc, strict=True))

    def _nearest(self, word: str) -> str:
        """The known word that a slip of the keys made into this one; the word itself if it is one."""
        plain = word.lower()
        candidates = self._known.get(plain[:1], [])
        if not plain.isalpha() or len(plain) < self._config["shortest"] or plain in candidates:
            return word
        slips = 2 if len(plain) >= self._config["long"] else 1
        found = process.extractOne(
            plain, candidates, scorer=DamerauLevenshtein.distance, score_cutoff=slips
        )
        # A name, or a word the training data happens not to use, is no slip.
        return found[0] if found is not None and not is_word(plain) else word


def by_first_letter(words: Iterable[str]) -> dict[str, list[str]]:
    """Words by the letter they begin with: slips seldom hit the first one."""
    known: dict[str, list[str]] = {}
    for word in words:
        known.setdefault(word[:1], []).append(word)
    return known


@cache
def spellings(language_code: str) -> Mapping[str, str]:
    """Phone spelling and what it stands for; none for a language that has no block.

    Raises:
        YamlFileError: the file is broken.
    """
    content = read_yaml(SPELLINGS_FILE, _SCHEMA)
    found: dict[str, str] = content.get(language_code, {})
    unreadable = [word for word in found if word != word.lower() or " " in word]
    if unreadable:
        raise YamlFileError(
            SPELLINGS_FILE,
            [
                f"{language_code}.{word}: write it in lower case, as one word."
                for word in unreadable
            ],
        )
    return found
