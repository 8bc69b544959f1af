"""The server's limits and times, from `settings.yml`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from bot.facts import YamlFileError, read_yaml

SETTINGS_FILE = Path(__file__).with_name("settings.yml")


@dataclass(frozen=True)
class WebSettings:
    """The channel `web`; the comments in `settings.yml` give units and meaning."""

    allowed_origins: tuple[str, ...]
    most_characters: int
    session_hours: int
    messages_per_minute: int
    sessions_per_minute: int
    requests_per_minute: int
    state_folder: Path


@dataclass(frozen=True)
class Proxies:
    """Which proxies stand before the server and may say whose request it is.

    Attributes:
        networks: their addresses.
        number: how many there are, where their addresses are not known; 0 where they are.
    """

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    number: int = 0


@dataclass(frozen=True)
class Settings:
    """Limits and times; the comments in `settings.yml` give units and meaning."""

    most_characters: int
    most_characters_checked: int
    most_body_bytes: int
    answer_seconds: int
    most_under_way: int
    request_seconds: int
    requests_per_minute: int
    retention_hours: int
    shutdown_seconds: int
    public_url: str
    trusted_proxies: Proxies
    web: WebSettings


_ROOT = Path(__file__).parent.parent
_NUMBER = {"type": "integer", "minimum": 1}
_ORIGINS = {
    "type": "array",
    # As browsers send it: scheme and host, a port where it is not the usual one, no slash at the end.
    "items": {"type": "string", "pattern": r"^https?://[a-z0-9.\[\]:-]+$"},
}
_NOT_NUMBERS: dict[str, Any] = {
    "allowed_origins": _ORIGINS,
    "state_folder": {"type": "string", "minLength": 1},
    "trusted_proxies": {
        "oneOf": [
            {"type": "integer", "minimum": 0, "maximum": 10},
            {"type": "array", "items": {"type": "string"}},
        ]
    },
    "public_url": {"type": "string", "pattern": r"^(https?://[^/\s]+)?$"},
}


def _schema(settings: type, **others: Any) -> dict[str, Any]:
    names = [field.name for field in fields(settings)]
    return {
        "type": "object",
        "required": names,
        "additionalProperties": False,
        "properties": {name: others.get(name, _NUMBER) for name in names},
    }


_SCHEMA = _schema(Settings, web=_schema(WebSettings, **_NOT_NUMBERS), **_NOT_NUMBERS)


def load_settings(path: Path = SETTINGS_FILE) -> Settings:
    """The settings of a file.

    Raises:
        YamlFileError: the file is broken.
    """
    content = read_yaml(path, _SCHEMA)
    web = content.pop("web")
    web["allowed_origins"] = tuple(web["allowed_origins"])
    web["state_folder"] = _ROOT / web["state_folder"]
    proxies = _proxies(path, content.pop("trusted_proxies"))
    return Settings(**content, trusted_proxies=proxies, web=WebSettings(**web))


def _proxies(path: Path, given: int | list[str]) -> Proxies:
    if isinstance(given, int):
        return Proxies(number=given)
    try:
        return Proxies(networks=tuple(ip_network(one, strict=False) for one in given))
    except ValueError as error:
        raise YamlFileError(
            path,
            [f"trusted_proxies: {error}. Write addresses or networks, such as 10.0.0.0/8."],
        ) from error


def settings_of(app: Any) -> Settings:
    """The settings of a server: those it was made with, or the file's under a plain `rasa run`.

    Args:
        app: the Sanic server.
    """
    if not hasattr(app.ctx, "settings"):
        app.ctx.settings = load_settings()
    settings: Settings = app.ctx.settings
    return settings
