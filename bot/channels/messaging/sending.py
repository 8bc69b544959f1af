"""Sends parts to a platform: one after the other in each chat, not faster than allowed, again where it was not taken."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp

from bot.channels.messaging.fields import json_of
from bot.channels.messaging.layout import Part
from bot.channels.messaging.pacing import Pace, SharedPaces, Sleep
from bot.channels.messaging.platform import End, Outcome, Platform, Response
from bot.channels.messaging.updates import Call
from bot.metrics import DELIVERIES

logger = logging.getLogger(__name__)

# A platform that is slow has often taken the message: to give up early would send it twice.
_ANSWER_SECONDS = 60.0
# Some three minutes in all: a platform that is down for a moment loses nobody's answer.
_TRIES = 10
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 60.0
# What a platform asks to wait is waited, within reason.
_LONGEST_ASKED = 900.0
_MOST_ANSWER_BYTES = 100_000
_MOST_CHATS = 10_000

_NO_ANSWER = (aiohttp.ClientError, TimeoutError)

Doubt = Callable[[bool], Awaitable[None]]


async def _no_note(in_doubt: bool) -> None:
    """Nobody keeps what is in doubt."""


class Sender:
    """Sends for one platform."""

    def __init__(
        self,
        platform: Platform,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], float] = time.monotonic,
        paces: SharedPaces | None = None,
    ) -> None:
        """Nothing is connected before the first call, so that a platform that is down holds up nothing.

        Args:
            platform: how it is addressed, and how often.
            sleep: waits for so many seconds.
            now: a clock that is never set.
            paces: those of all processes; None if this is the only one.
        """
        self._platform = platform
        self._sleep = sleep
        self._now = now
        self._session: aiohttp.ClientSession | None = None
        self._paces = paces
        self._bot = self._pace("", 1 / platform.rates.of_bot)
        self._chats: dict[str, Pace] = {}

    async def send(
        self, chat: str, address: Mapping[str, Any], part: Part, doubt: Doubt = _no_note
    ) -> Outcome:
        """Sends one part.

        Args:
            chat: whose pace counts.
            address: of the update that is answered.
            part: what is said.
            doubt: told False once the platform says that it has not taken it, and True before it is tried again.

        Returns:
            How it ended; End.AGAIN where it was given up.
        """
        outcome = Outcome(End.AGAIN, "not_tried")
        wait = _FIRST_WAIT
        for attempt in range(_TRIES):
            await self._pace_of(chat).next()
            await self._bot.next()
            if attempt:
                await doubt(True)
            outcome = await self._once(address, part)
            if outcome.end is End.PLAIN and part != self._platform.plain(part):
                part = self._platform.plain(part)
                continue
            if outcome.end is not End.AGAIN:
                break
            await doubt(False)
            if outcome.wait is not None:
                # Others who write to the same chat wait as well.
                await self._pace_of(chat).hold(min(_LONGEST_ASKED, outcome.wait))
            else:
                await self._sleep(wait * random.uniform(0.8, 1.2))
            wait = min(_LONGEST_WAIT, wait * 2)
        DELIVERIES.labels(self._platform.name, outcome.end.value, outcome.reason[:40]).inc()
        if outcome.end is not End.DELIVERED:
            # Neither the recipient nor the text: the log is nobody's address book.
            logger.warning("%s: not delivered, %s", self._platform.name, outcome.reason)
        return outcome

    async def _once(self, address: Mapping[str, Any], part: Part) -> Outcome:
        try:
            response = await self.perform(self._platform.call(address, part))
        except aiohttp.ClientConnectorError:
            return Outcome(End.AGAIN, "unreachable")
        except _NO_ANSWER:
            return Outcome(End.IN_DOUBT, "no_answer")
        return self._platform.outcome(response)

    async def acknowledge(self, call: Call) -> None:
        """Makes a call whose answer nobody waits for."""
        try:
            await self.perform(call)
        except _NO_ANSWER as error:
            logger.warning("%s: no answer to a call, %s", self._platform.name, type(error).__name__)

    async def perform(self, call: Call) -> Response:
        """Makes one call.

        Raises:
            aiohttp.ClientConnectorError: the platform cannot be reached.
            aiohttp.ClientError, TimeoutError: it may have taken the call, and did not say so.
        """
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        user = aiohttp.BasicAuth(*call.user) if call.user else None
        async with self._session.post(
            call.url,
            json=call.json,
            data=call.form,
            headers=dict(call.headers),
            auth=user,
            allow_redirects=False,
        ) as answer:
            raw = await answer.content.read(_MOST_ANSWER_BYTES)
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Response(answer.status, json_of(raw), headers)

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()

    def _pace(self, chat: str, seconds: float) -> Pace:
        if self._paces is None:
            return Pace(seconds, self._sleep, self._now)
        return self._paces.pace(f"{self._platform.name}:{chat}", seconds)

    def _pace_of(self, chat: str) -> Pace:
        if len(self._chats) > _MOST_CHATS:
            now = self._now()
            self._chats = {key: pace for key, pace in self._chats.items() if not pace.is_free(now)}
        if chat not in self._chats:
            seconds = self._platform.seconds_between(chat)
            self._chats[chat] = self._pace(chat, seconds)
        return self._chats[chat]
