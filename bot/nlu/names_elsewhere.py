"""Names and matters close to the fact sheet that it does not speak of."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from bot.facts import YamlFileError, read_yaml
from bot.nlu.tokenizer import spacy_pipeline

NAMES_FILE = Path(__file__).with_name("names_elsewhere.yml")

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "additionalProperties": {"type": "array", "items": {"type": "string", "minLength": 1}},
    },
}


def topic_of_name(text: Doc | Span, language_code: str) -> str | None:
    """The topic of the first name in the text that the fact sheet does not speak of, or None.

    Args:
        text: the question.
        language_code: its language.
    """
    matches = sorted(_names(language_code)(text), key=lambda match: match[1])
    # "a teacher from Barda" says who asks, not what is asked about.
    about = [m for m in matches if m[1] == 0 or text[m[1] - 1].lower_ != "from"]
    return str(spacy_pipeline(language_code).vocab.strings[about[0][0]]) if about else None


@cache
def _names(language_code: str) -> PhraseMatcher:
    content = read_yaml(NAMES_FILE, _SCHEMA)
    if language_code not in content:
        raise YamlFileError(NAMES_FILE, [f"no language '{language_code}'. Add a block for it."])
    pipeline = spacy_pipeline(language_code)
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    for topic, names in content[language_code].items():
        matcher.add(topic, [pipeline.make_doc(name) for name in names])
    return matcher
