"""Which processes are there, so that what one that is gone left undone is taken up by another."""

from __future__ import annotations

import os
import time
import uuid

from bot.database import Database

# A process says that it is there this often, and is gone when it has said nothing for so long.
BEAT_SECONDS, GONE_SECONDS = 4.0, 20.0


class Processes:
    """This process among the others, in the shared database."""

    def __init__(self, database: Database) -> None:
        """A process that has not said anything yet.

        Args:
            database: the shared one.
        """
        self._made = uuid.uuid4().hex
        self._database = database
        self._since = self._last = -GONE_SECONDS

    @property
    def name(self) -> str:
        """Of this process; those that are forked off it have others."""
        return f"{self._made}.{os.getpid()}"

    async def beat(self) -> bool:
        """Says that this process is there, and strikes off those that are gone.

        Returns:
            Whether it can be known who is gone: after a time without the database nobody has said anything.

        Raises:
            NotKeptError: the database cannot be written just now.
        """
        now = time.monotonic()
        if now > self._last + GONE_SECONDS / 2:
            self._since = now
        certain = now > self._since + GONE_SECONDS
        here = (
            "insert into processes (name, seen) values (:name, now()) on conflict (name) do update set seen = now()",
            {"name": self.name},
        )
        gone = (
            "delete from processes where seen < now() - make_interval(secs => :seconds)",
            {"seconds": GONE_SECONDS},
        )
        await self._database.change(here, *([gone] if certain else []))
        self._last = time.monotonic()
        return certain
