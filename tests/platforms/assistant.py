"""An assistant that serves stand-ins for the platforms, for tests and for trying it out."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from server_process import Server

from bot.channels.messaging.inbox import INBOX_FILE
from tests.platforms.stand_in import PUBLIC_URL, StandIn

CHANNEL = "bot.channels.messaging.channel.MessagingChannel"
REST = "bot.channels.rest.HardenedRestChannel"
WEB = "bot.channels.web.WebChannel"


def assistant_for(
    folder: Path,
    stand_ins: Iterable[StandIn],
    settings: dict[str, Any] | None = None,
    cards: Iterable[str] = (),
    environment: Mapping[str, str] | None = None,
    arguments: Iterable[str] = (),
    **more: Any,
) -> Server:
    """A server whose messaging channels reach stand-ins and nothing else.

    Args:
        folder: for what it keeps.
        stand_ins: those that are on.
        settings: of the server, beside a public address.
        cards: the platforms on which figures come with their pictures.
        environment: of the server, beside the secrets.
        arguments: of its command line.
        more: for the server process.
    """
    found = list(stand_ins)
    shown = set(cards)
    platforms = {
        one.name: one.settings | ({"cards": True} if one.name in shown else {}) for one in found
    }
    secrets = {key: value for one in found for key, value in one.environment.items()}
    return Server(
        folder,
        *arguments,
        settings={"public_url": PUBLIC_URL, **(settings or {})},
        environment=secrets | dict(environment or {}),
        credentials={REST: None, WEB: None, CHANNEL: platforms},
        **more,
    )


def open_updates(server: Server) -> int:
    """How many updates are not done with."""
    query = "select count(*) from received where record is not null"
    with sqlite3.connect(server.state_folder / INBOX_FILE, timeout=10) as database:
        return int(database.execute(query).fetchone()[0])


def wait_until_done(server: Server, seconds: float = 60.0) -> None:
    """Waits until everything that was taken is answered."""
    deadline = time.monotonic() + seconds
    while open_updates(server):
        assert time.monotonic() < deadline, "something is never answered"
        time.sleep(0.02)


def heard(server: Server, since: int = 0) -> list[tuple[int, str, str]]:
    """What reached the assistant: row number, conversation and text of each message, in order."""
    query = (
        "select id, sender_id, json_extract(data, '$.text') from events "
        "where type_name = 'user' and id > ? order by id"
    )
    with sqlite3.connect(server.database, timeout=10) as database:
        return list(database.execute(query, (since,)))
