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
        path: Rasa's credentials.yml: the path of a channel's class, and its settings.

    Raises:
        YamlFileError: the file is broken or names an unknown channel.
    """
    content = read_yaml(path, _SCHEMA)
    return [_channel(path, name, settings) for name, settings in content.items()]


def _channel(path: Path, name: str, settings: dict[str, Any] | None) -> InputChannel:
    if name in BUILTIN_CHANNELS:
        # They believe forged requests, answer what is delivered twice twice, and let `/intent` in.
        raise YamlFileError(
            path,
            [
                f"{name}: Rasa's own connectors are not served. Take bot.channels.rest.HardenedRestChannel for rest, and "
                "bot.channels.messaging.channel.MessagingChannel for messaging platforms (docs/channels.md)."
            ],
        )
    try:
        return class_from_module_path(name).from_credentials(settings)
    except (AttributeError, ImportError) as error:
        raise YamlFileError(
            path, [f"{name}: there is no such channel. Correct the name, or remove it."]
        ) from error
