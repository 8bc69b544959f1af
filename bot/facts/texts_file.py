"""Reads files of wording: figures come from the fact sheet, so none is typed into a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.facts.languages import language
from bot.facts.number_mentions import find_numbers
from bot.facts.yaml_file import YamlFileError, read_yaml

_PLACEHOLDER = re.compile(r"\{\w+\}")


def read_texts(path: Path, schema: Mapping[str, Any], language_code: str) -> dict[str, Any]:
    """The content of a file of wording.

    Args:
        path: the file.
        schema: JSON schema that it has to fit.
        language_code: language of its texts.

    Raises:
        YamlFileError: there is no such file, it is broken, or a number is typed into a text.
    """
    content: dict[str, Any] = read_yaml(path, schema)
    problems = [
        f"{where}: the number '{mention.text}' is typed into the text. Figures come from the fact sheet."
        for where, text in _leaves("", content)
        for mention in find_numbers(_PLACEHOLDER.sub("", text), language(language_code))
    ]
    if problems:
        raise YamlFileError(path, problems)
    return content


def _leaves(where: str, content: Any) -> list[tuple[str, str]]:
    if isinstance(content, str):
        return [(where, content)]
    items = content.items() if isinstance(content, dict) else enumerate(content)
    return [leaf for key, value in items for leaf in _leaves(f"{where}.{key}".lstrip("."), value)]
