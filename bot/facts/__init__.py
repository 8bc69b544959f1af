"""The fact sheet: its data, its typed model and the numbers in it."""

from bot.facts.languages import DEFAULT_LANGUAGE, Language, language
from bot.facts.loader import FACT_SHEET_FILE, load_fact_sheet
from bot.facts.model import Area, Fact, FactSheet, QuestionKind, Source, Tag, TagKind, plain
from bot.facts.number_mentions import Kind, NumberMention, find_numbers
from bot.facts.quantities import Qualifier, Quantity, Style
from bot.facts.texts_file import read_texts
from bot.facts.yaml_file import YamlFileError, read_yaml

__all__ = [
    "DEFAULT_LANGUAGE",
    "FACT_SHEET_FILE",
    "Area",
    "Fact",
    "FactSheet",
    "Kind",
    "Language",
    "NumberMention",
    "Qualifier",
    "Quantity",
    "QuestionKind",
    "Source",
    "Style",
    "Tag",
    "TagKind",
    "YamlFileError",
    "find_numbers",
    "language",
    "load_fact_sheet",
    "plain",
    "read_texts",
    "read_yaml",
]
