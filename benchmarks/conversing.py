"""Holds many conversations with the web channel at once, whatever happens meanwhile, and tells what went wrong in them."""

from __future__ import annotations

import asyncio
import random
import ssl
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import aiohttp

from bot.facts import DEFAULT_LANGUAGE, load_fact_sheet

_ANSWER_SECONDS = 30.0
_RETRY_SECONDS = 0.2
# What a client tries again, as the widget does: nothing of it was kept, or what was kept is answered once.
_TRIED_AGAIN = (500, 502, 503, 504)


@dataclass
class Tally:
    """What came of some conversations.

    Attributes:
        messages: how many were answered.
        problems: what went wrong, by kind; each names conversation and message.
        again: how many messages had to be sent again, by why.
        seconds: how long each answer took from the first try on.
    """

    messages: int = 0
    problems: list[str] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """A message and the fact that its answer must tell."""

    text: str
    fact: str


@cache
def script(number: int) -> tuple[Step, ...]:
    """Five messages; the answers to the second and to the last depend on the first."""
    figures = [fact for fact in load_fact_sheet().figures() if fact.figure is not None]
    first, second, third = random.Random(number).sample(figures, 3)
    ask = [figure.question[DEFAULT_LANGUAGE] for figure in (first, second, third)]
    return (
        Step(ask[0], first.key),
        Step("is that exact?", first.key),
        Step(ask[1], second.key),
        Step(ask[2], third.key),
        Step("the first one again", first.key),
    )


async def converse(
    url: str,
    numbers: Sequence[int],
    at_once: int,
    patience: float,
    trusted: ssl.SSLContext | bool = True,
) -> Tally:
    """Holds conversations with a server.

    Args:
        url: of the server.
        numbers: of the conversations; each number has its own.
        at_once: how many are held side by side.
        patience: seconds after which a message that is not answered counts as lost.
        trusted: whose certificates are believed; True for those that everyone believes.
    """
    tally, places = Tally(), asyncio.Semaphore(at_once)
    connector = aiohttp.TCPConnector(limit=2 * at_once, ssl=trusted)
    timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as client:

        async def one(number: int) -> None:
            async with places:
                await _Conversation(client, url, number, patience, tally).hold()

        await asyncio.gather(*map(one, numbers))
    return tally


class LostError(Exception):
    """A message was not answered in all the time there was."""


class _Conversation:
    def __init__(
        self, client: aiohttp.ClientSession, url: str, number: int, patience: float, tally: Tally
    ) -> None:
        self._client = client
        self._url = url
        self._number = number
        self._patience = patience
        self._tally = tally
        self._headers: dict[str, str] = {}

    async def hold(self) -> None:
        steps = script(self._number)
        sent = [
            uuid.UUID(int=random.Random(f"{self._number} {n}").getrandbits(128)).hex
            for n in range(len(steps))
        ]
        try:
            begun = await self._tried("POST", "/web/sessions", {})
            self._headers = {"authorization": f"Bearer {begun['token']}"}
            for identifier, step in zip(sent, steps, strict=True):
                started = time.monotonic()
                message = {"client_message_id": identifier, "text": step.text}
                answer = await self._tried("POST", "/web/messages", message)
                self._tally.seconds.append(time.monotonic() - started)
                self._tally.messages += 1
                self._check(step, answer["messages"])
            history = await self._tried("GET", "/web/messages")
        except LostError as error:
            self._tell(f"lost: {error}")
            return
        self._check_history(steps, sent, history["messages"])

    async def _tried(self, method: str, path: str, content: Any = None) -> Any:
        until = time.monotonic() + self._patience
        while True:
            why = ""
            try:
                async with self._client.request(
                    method, self._url + path, json=content, headers=self._headers
                ) as answer:
                    if answer.status < 300:
                        return await answer.json()
                    why = str(answer.status)
                    if answer.status not in _TRIED_AGAIN:
                        raise LostError(f"{path}: {answer.status} {(await answer.text())[:200]}")
                    if answer.status == 500:
                        self._tell(f"fault: {path}: {(await answer.text())[:200]}")
            except (aiohttp.ClientError, TimeoutError) as error:
                why = type(error).__name__
            self._tally.again[why] += 1
            if time.monotonic() > until:
                raise LostError(f"{path}: {why}")
            await asyncio.sleep(_RETRY_SECONDS * random.uniform(0.5, 1.5))

    def _check(self, step: Step, messages: Sequence[dict[str, Any]]) -> None:
        told = [
            fact["key"] for one in messages for fact in (one.get("reply") or {}).get("facts", ())
        ]
        if told != [step.fact]:
            self._tell(f"mixed up: {step.text!r} was answered with {told}, not {step.fact}")

    def _check_history(
        self, steps: Sequence[Step], sent: Sequence[str], messages: Sequence[dict[str, Any]]
    ) -> None:
        said = [one["text"] for one in messages if one["role"] == "user"]
        if len(said) > len(steps):
            self._tell(f"doubled: {said}")
        elif said != [step.text for step in steps]:
            self._tell(f"lost: {said}")

    def _tell(self, problem: str) -> None:
        self._tally.problems.append(f"conversation {self._number}: {problem}")
