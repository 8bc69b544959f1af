"""`make channels-check`: which messaging platforms are set, under which address each sends, and its registration."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from bot.channels.messaging.channel import MessagingChannel, webhook_path
from bot.channels.messaging.platform import End, Platform
from bot.channels.messaging.platforms import PLATFORMS, ChannelSettingsError, accounts
from bot.channels.messaging.sending import Sender
from bot.facts import read_yaml

CHANNEL = f"{MessagingChannel.__module__}.{MessagingChannel.__name__}"
_BY_HAND = "register it there by hand, see docs/channels.md"


def check_channels(
    credentials: Path, public_url: str, environment: Mapping[str, str], online: bool
) -> tuple[list[str], bool]:
    """What is to be told of each platform, and whether all is well.

    Args:
        credentials: Rasa's credentials.yml.
        public_url: where the public reaches the server; "" where that is not set.
        environment: of the process.
        online: whether to register the webhooks of what is on, where the platform offers that.

    Raises:
        YamlFileError: the file is broken.
    """
    content: dict[str, Any] = read_yaml(credentials, {"type": "object"})
    if CHANNEL not in content:
        return [f"{credentials.name} does not name {CHANNEL}: no messaging platform is on."], False
    given = content[CHANNEL] or {}
    lines: list[str] = []
    well = True
    for name, kind in PLATFORMS.items():
        try:
            found = accounts(
                {name: given[name]} if name in given else {},
                {one: environment.get(one, "") for one in kind.variables},
            )
        except ChannelSettingsError as error:
            lines, well = (
                [*lines, f"{name:<10} not served  {str(error).removeprefix(f'{name}: ')}"],
                False,
            )
            continue
        if not found:
            lines.append(f"{name:<10} off         set {', '.join(kind.variables)}")
            continue
        told, good = _of_platform(found[0].platform, public_url, online)
        lines, well = [*lines, *told], well and good
    return lines, well


def _of_platform(platform: Platform, public_url: str, online: bool) -> tuple[list[str], bool]:
    name = platform.name
    if not public_url.startswith("https://"):
        mend = "set `public_url` in bot/settings.yml to the https address of this server"
        return [f"{name:<10} on          no address to register: {mend}"], False
    address = public_url + webhook_path(name)
    lines = [f"{name:<10} on          {address}"]
    call = platform.registration(address)
    if call is None:
        lines.append(f"{'':<22} {_BY_HAND}")
    elif not online:
        lines.append(f"{'':<22} make channels-check ONLINE=1 registers it")
    else:
        problem = asyncio.run(_registered(platform, address))
        lines.append(f"{'':<22} {problem or 'registered'}")
        return lines, not problem
    return lines, True


async def _registered(platform: Platform, address: str) -> str:
    """What went wrong with a registration; "" where nothing did."""
    sender, call = Sender(platform), platform.registration(address)
    if call is None:
        return ""
    try:
        outcome = platform.outcome(await sender.perform(call))
    except (aiohttp.ClientError, TimeoutError) as error:
        return f"not registered: {platform.name} does not answer ({type(error).__name__})"
    finally:
        await sender.close()
    if outcome.end is End.DELIVERED:
        return ""
    return f"not registered: {platform.name} refuses with {outcome.reason}; is the token right, and the server up?"
