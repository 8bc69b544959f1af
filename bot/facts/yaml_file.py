"""Reads an operator's YAML file and refuses a broken one in words that say how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import jsonschema
import yaml


class YamlFileError(ValueError):
    """A YAML file of the project cannot be used; the message names file, key and mend."""

    def __init__(self, path: Path, problems: Iterable[str]) -> None:
        """Joins the problems found.

        Args:
            path: the file.
            problems: one line each, "where: what is wrong. How to mend it."
        """
        self.path = path
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{path.name}: {problem}" for problem in self.problems))


class _UniqueKeyLoader(yaml.SafeLoader):
    """PyYAML's safe loader keeps the last of two equal keys in silence; this one refuses them."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key}' stands twice", key_node.start_mark
                )
            seen.add(key)
        return cast(dict[Any, Any], super().construct_mapping(node, deep))


def read_yaml(path: Path, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a YAML file that fits a JSON schema.

    Args:
        path: the file to read.
        schema: JSON schema (draft 7) that the content must fit.

    Raises:
        YamlFileError: the file is missing, is no YAML, repeats a key or does not fit the schema.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)
    except OSError as error:
        raise YamlFileError(path, [f"cannot be read ({error.strerror}). Restore it."]) from error
    except UnicodeDecodeError as error:
        raise YamlFileError(path, ["is not UTF-8 text. Save it as UTF-8."]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise YamlFileError(path, [f"line {line}: {error.problem}. Mend that line."]) from error
    except yaml.YAMLError as error:
        raise YamlFileError(path, [f"is no valid YAML: {error}. Mend it."]) from error
    validator = jsonschema.Draft7Validator(schema)
    errors = sorted(validator.iter_errors(content), key=lambda e: [str(p) for p in e.absolute_path])
    if errors:
        raise YamlFileError(path, [_describe(error, content) for error in errors])
    return cast(dict[str, Any], content)


def _describe(error: jsonschema.ValidationError, content: Any) -> str:
    """One line for a schema violation: where, what, how to mend it."""
    where = _place(error, content)
    wanted: Any = error.validator_value
    rule = cast(Mapping[str, Any], error.schema)
    if error.validator == "required":
        missing = [key for key in wanted if key not in cast(Mapping[str, Any], error.instance)]
        return f"{where}: {', '.join(missing)} missing. Add it."
    if error.validator == "additionalProperties":
        known = ", ".join(rule.get("properties", {}))
        return f"{where}: {error.message}. Remove or rename it; known keys: {known}."
    if error.validator == "enum":
        allowed = ", ".join(map(str, wanted))
        return f"{where}: '{error.instance}' is not known. Use one of: {allowed}."
    if error.validator in ("oneOf", "anyOf"):
        hint = rule.get("description", "See the schema beside the file's reader.")
        return f"{where}: does not fit. {hint}"
    return f"{where}: {error.message}. Correct the value."


def _place(error: jsonschema.ValidationError, content: Any) -> str:
    """The path to the culprit, with list items named by their `key` where they have one."""
    parts: list[str] = []
    here = content
    for step in error.absolute_path:
        here = here[step]
        if isinstance(step, int) and isinstance(here, dict) and "key" in here:
            parts.append(str(here["key"]))
        else:
            parts.append(str(step))
    return ".".join(parts) or "the file"
