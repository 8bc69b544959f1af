"""spaCy at work: tokens and sentences from a blank pipeline put together in code, no model download."""

from __future__ import annotations

from functools import cache
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language as SpacyPipeline
from spacy.tokens import Doc

from bot.facts import DEFAULT_LANGUAGE


@cache
def spacy_pipeline(language_code: str = DEFAULT_LANGUAGE) -> SpacyPipeline:
    """A blank pipeline with tokens and sentences.

    Args:
        language_code: a language spaCy knows.
    """
    pipeline = spacy.blank(language_code)
    pipeline.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…", ";"]})
    return pipeline


def parse(text: str, language_code: str = DEFAULT_LANGUAGE) -> Doc:
    """The text's tokens and sentences."""
    return spacy_pipeline(language_code)(text)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SpacyTokenizer(Tokenizer):
    """Gives Rasa spaCy's tokens."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute of a message."""
        tokens = [
            Token(token.text, token.idx)
            for token in spacy_pipeline().make_doc(message.get(attribute))
            if not token.is_space
        ]
        matching: list[Token] = self._apply_token_pattern(tokens)
        return matching
