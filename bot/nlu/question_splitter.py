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
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from bot.facts import DEFAULT_LANGUAGE
from bot.nlu.message_parts import set_parts
from bot.nlu.question_words import QuestionWords, question_words
from bot.nlu.tokenizer import parse


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class QuestionSplitter(GraphComponent):
    """Finds the questions of a message; one question with a story around it stays one.

    Config:
        language: code of the language whose question words are used (default "en").
        most: how many questions of one message are answered (default 5).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config."""
        return {"language": DEFAULT_LANGUAGE, "most": 5}

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
                text, code = message.get(TEXT), self._config["language"]
                questions = split_questions(text, self._words, code)[: self._config["most"]]
                set_parts(message, questions, find_story(text, self._words, code))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the examples whole: each stands for one question."""
        return training_data


def split_questions(text: str, words: QuestionWords, language_code: str) -> list[str]:
    """The questions of a text, in order; the whole text where it holds at most one.

    Args:
        text: the message.
        words: question words of its language.
        language_code: its language.
    """
    asking = asking_clauses(parse(text, language_code), words)
    if len(asking) < 2:
        return [text]
    return [clause.text.strip(" ,;") for clause in asking]


def find_story(text: str, words: QuestionWords, language_code: str) -> str:
    """The sentences of a text that ask nothing, where it holds others that do; else ""."""
    sentences = list(parse(text, language_code).sents)
    telling = [s for s in sentences if not any(_asks(c, words) for c in _clauses(s, words))]
    if len(telling) == len(sentences):
        return ""
    return " ".join(sentence.text for sentence in telling).strip()


def asking_clauses(doc: Doc, words: QuestionWords) -> list[Span]:
    """The clauses of a text that ask something; what stands around them is the story behind it."""
    clauses = [clause for sentence in doc.sents for clause in _clauses(sentence, words)]
    return [clause for clause in clauses if _asks(clause, words)]


def _clauses(sentence: Span, words: QuestionWords) -> list[Span]:
    """Cuts a sentence before every "and/comma + question word" that follows a question."""
    doc = sentence.doc
    openers = _starts(words.openers, sentence)
    cuts = [sentence.start]
    for token in sentence[1:]:
        if token.i not in openers:
            continue
        before = doc[token.i - 1]
        joined = before.lower_ in words.joints or before.text in ",;:-–—" or before.text == "..."
        before_it = doc[cuts[-1] : token.i]
        if (
            joined
            and _asks(before_it, words)
            and _says_something(before_it, words)
            and _stands_alone(doc, token.i)
        ):
            cuts.append(token.i)
    ends = [*cuts[1:], sentence.end]
    return [_without_joint(doc[start:end], words) for start, end in zip(cuts, ends, strict=True)]


def _stands_alone(doc: Doc, start: int) -> bool:
    """Whether enough follows for a question of its own ("and what?" does not count)."""
    return sum(1 for token in doc[start:] if token.is_alpha) >= 3


def _says_something(clause: Span, words: QuestionWords) -> bool:
    """Whether a clause is more than the way to its question ("could you tell me, please ...")."""
    if _ends_in_request(clause, words):
        return False
    led_in = {
        position
        for matcher in (words.openers, words.requests)
        for _, start, end in matcher(clause)
        for position in range(start, end)
    }
    return any(token.is_alpha and token.i not in led_in and len(token) > 3 for token in clause)


def _ends_in_request(clause: Span, words: QuestionWords) -> bool:
    """Whether nothing follows the clause's request ("..., so tell me,"): what is asked comes next."""
    last = max((token.i for token in clause if token.is_alpha), default=clause.start)
    ends = {end for _, _, end in words.requests(clause)}
    return last + 1 in ends


def _without_joint(clause: Span, words: QuestionWords) -> Span:
    """The clause less the "and" that led to the next one."""
    end = clause.end
    while end > clause.start + 1 and (
        clause.doc[end - 1].lower_ in words.joints or clause.doc[end - 1].text in ",;:-–—"
    ):
        end -= 1
    return clause.doc[clause.start : end]


def _asks(clause: Span, words: QuestionWords) -> bool:
    """Whether a clause asks something: a question mark, a question word in front, or a request."""
    if clause.text.rstrip().endswith("?"):
        return sum(1 for token in clause if token.is_alpha) >= 2
    lead = min(_starts(words.openers, clause), default=None)
    return (lead is not None and lead <= clause.start + 1) or bool(words.requests(clause))


def _starts(matcher: PhraseMatcher, span: Span) -> set[int]:
    """Where the matches begin, as positions in the whole text (which is what spaCy counts)."""
    return {start for _, start, _ in matcher(span)}
