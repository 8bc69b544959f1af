"""spaCy at work: tokens and sentences from a blank pipeline put together in code, no model download."""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language as SpacyPipeline
from spacy.tokens import Doc

from bot.facts import DEFAULT_LANGUAGE

# A new word in spaCy's vocabulary: its string, its lexeme and what the tokenizer remembers of it.
_BYTES_OF_A_WORD = 420


@cache
def spacy_pipeline(language_code: str = DEFAULT_LANGUAGE) -> SpacyPipeline:
    """A blank pipeline with tokens and sentences, for the project's own phrases; it never forgets a word.

    Args:
        language_code: a language spaCy knows.
    """
    return _blank(language_code)


def _blank(language_code: str) -> SpacyPipeline:
    pipeline = spacy.blank(language_code)
    pipeline.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…", ";"]})
    return pipeline


class MessageReader:
    """Tokens and sentences of messages, in a vocabulary that cannot grow without end.

    spaCy keeps every word it has ever seen. So messages are read in a vocabulary of their own, which is let go of
    once it holds too much. A matcher of the project's own phrases finds them all the same: both know a word by the
    same hash.
    """

    def __init__(self, language_code: str, most_bytes: int = 32_000_000) -> None:
        """A reader that has seen nothing.

        Args:
            language_code: a language spaCy knows.
            most_bytes: what its vocabulary may hold, about.
        """
        self._language_code = language_code
        self._most_bytes = most_bytes
        self._renew()

    def tokens(self, text: str) -> Doc:
        """The text's tokens."""
        doc = self._pipeline.make_doc(text)
        self._count(text)
        return doc

    def parse(self, text: str) -> Doc:
        """The text's tokens and sentences."""
        doc = self._pipeline(text)
        self._count(text)
        return doc

    @property
    def held_bytes(self) -> int:
        """What the words of messages take, about."""
        new = len(self._pipeline.vocab.strings) - self._known
        return new * _BYTES_OF_A_WORD + self._characters

    def _count(self, text: str) -> None:
        self._characters += len(text)
        if self.held_bytes > self._most_bytes:
            self._renew()

    def _renew(self) -> None:
        # Another thread may still read in the old one: its documents keep it for as long as they need it.
        self._pipeline = _blank(self._language_code)
        self._characters, self._known = 0, len(self._pipeline.vocab.strings)


@cache
def message_reader(language_code: str = DEFAULT_LANGUAGE) -> MessageReader:
    """The reader of all messages in a language."""
    return MessageReader(language_code)


def parse(text: str, language_code: str = DEFAULT_LANGUAGE) -> Doc:
    """The tokens and sentences of a message."""
    return message_reader(language_code).parse(text)
