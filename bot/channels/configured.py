"""The channels named in credentials.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.channels import BUILTIN_CHANNELS
from rasa.core.channels.channel import InputChannel
from rasa.shared.utils.common import class_from_module_path

from bot.facts import YamlFileError, read_yaml

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": ["object", "null"]},
}


def load_channels(path: Path) -> list[InputChannel]:
    """The input channels of a credentials file, in its order.

    Args:
        path: Rasa's credentials.yml: the name of a Rasa channel or the path of a class, and its settings.

    Raises:
        YamlFileError: the file is broken or names an unknown channel.
    """
    content = read_yaml(path, _SCHEMA)
    return [_channel(path, name, settings) for name, settings in content.items()]


def _channel(path: Path, name: str, settings: dict[str, Any] | None) -> InputChannel:
    try:
        channel = BUILTIN_CHANNELS.get(name) or class_from_module_path(name)
        return channel.from_credentials(settings)
    except (AttributeError, ImportError) as error:
        raise YamlFileError(
            path, [f"{name}: there is no such channel. Correct the name, or remove it."]
        ) from error
