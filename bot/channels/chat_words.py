"""What understanding knows of nouns and names, handed to the check of texts."""

from __future__ import annotations

from functools import cache

from bot.facts import load_fact_sheet, read_yaml
from bot.nlu.names_elsewhere import NAMES_FILE
from bot.nlu.question_words import question_words, singular
from bot.press.check.language import ChatWords


@cache
def chat_words(language_code: str) -> ChatWords:
    """Nouns and names as the chat knows them; a misspelt noun stays as it is: a text that is checked is not corrected.

    Raises:
        YamlFileError: the words of the language are broken or missing.
    """
    words = question_words(language_code)

    def common(word: str) -> str:
        noun = words.irregular_plurals.get(word) or singular(word)
        return words.synonyms.get(noun, noun)

    names = read_yaml(NAMES_FILE, {"type": "object"})[language_code]
    facts = load_fact_sheet().facts.values()
    return ChatWords(
        known=frozenset(noun for fact in facts for noun in fact.counts),
        common=common,
        ends=words.after_counted,
        links=words.of,
        not_claimed=words.not_claimed,
        other_countries=frozenset(names["other_country"]),
        other_organisations=frozenset(names["other_organisation"]),
    )
