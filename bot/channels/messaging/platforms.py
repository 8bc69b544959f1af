"""The platforms that there are, and which of them are on: those whose secrets are set in the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.messaging.messenger import Messenger
from bot.channels.messaging.platform import Platform
from bot.channels.messaging.slack import Slack
from bot.channels.messaging.telegram import Telegram
from bot.channels.messaging.twilio import Twilio
from bot.channels.messaging.viber import Viber
from bot.channels.messaging.whatsapp import WhatsApp

PLATFORMS: Mapping[str, type[Platform]] = {
    one.name: one for one in (WhatsApp, Telegram, Messenger, Viber, Slack, Twilio)
}
_ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")


class ChannelSettingsError(ValueError):
    """What is set for a platform cannot be; the message names it and says how to mend it."""


@dataclass(frozen=True)
class Account:
    """A platform that is on.

    Attributes:
        platform: how it is spoken to.
        shows_cards: whether a figure is sent with its picture.
    """

    platform: Platform
    shows_cards: bool


def accounts(settings: Mapping[str, Any], environment: Mapping[str, str]) -> list[Account]:
    """The platforms that are on.

    Args:
        settings: of the channel in credentials.yml: by platform, `base_url` and `cards`.
        environment: of the process.

    Raises:
        ChannelSettingsError: a secret is missing beside others, or something set cannot be.
    """
    unknown = sorted(set(settings) - set(PLATFORMS))
    if unknown:
        raise ChannelSettingsError(
            f"credentials.yml: there is no messaging platform {unknown[0]!r}. "
            f"There are: {', '.join(PLATFORMS)}."
        )
    found = []
    for name, kind in PLATFORMS.items():
        given = _given(kind, settings.get(name))
        secrets = secrets_of(name, kind.variables, environment)
        if secrets is not None:
            urls = {key: value for key, value in given.items() if key != "cards"}
            found.append(Account(kind(secrets, **urls), given.get("cards", False)))
    return found


def secrets_of(
    name: str, variables: Sequence[str], environment: Mapping[str, str]
) -> dict[str, str] | None:
    """A platform's secrets; None where none is set, so that it is off.

    Args:
        name: of the platform.
        variables: that it needs, all of them.
        environment: of the process.

    Raises:
        ChannelSettingsError: only some are set, or one holds what no secret can.
    """
    found = {one: environment.get(one, "").strip() for one in variables}
    missing = [one for one, value in found.items() if not value]
    if len(missing) == len(variables):
        return None
    if missing:
        given = ", ".join(one for one in variables if one not in missing)
        raise ChannelSettingsError(
            f"{name}: {' and '.join(missing)} must be set too, since {given} is. "
            "Set it in the environment, or unset the others to switch the channel off."
        )
    for one, value in found.items():
        if not value.isprintable():
            raise ChannelSettingsError(
                f"{name}: {one} holds a line break or another sign that cannot be sent. Copy it anew."
            )
    return found


def _given(kind: type[Platform], written: Any) -> dict[str, Any]:
    """What is set of one platform, each of the right type."""
    where = f"credentials.yml, {kind.name}"
    if written is None:
        return {}
    if not isinstance(written, dict):
        raise ChannelSettingsError(f"{where}: must hold settings such as `base_url: https://...`.")
    for key, value in written.items():
        if key in kind.urls:
            if not (isinstance(value, str) and _ADDRESS.fullmatch(value)):
                raise ChannelSettingsError(
                    f"{where}: `{key}` must be an address such as {kind.base_url}, without a query."
                )
        elif key == "cards" and kind.limits.caption:
            if not isinstance(value, bool):
                raise ChannelSettingsError(f"{where}: `cards` must be true or false.")
        else:
            known = [*kind.urls, *(["cards"] if kind.limits.caption else [])]
            raise ChannelSettingsError(
                f"{where}: there is no setting `{key}`. There is: {', '.join(known)}."
            )
    return {key: value.rstrip("/") if key in kind.urls else value for key, value in written.items()}
