"""What all stand-ins share: an HTTP server of its own, faults on demand, delivery of updates to the assistant."""

from __future__ import annotations

import asyncio
import threading
import time
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import requests
from aiohttp import web

PUBLIC_URL = "https://assistant.example"


@dataclass(frozen=True)
class Event:
    """An update as the platform posts it."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Sent:
    """A message that the platform has taken and shows to somebody.

    Attributes:
        chat: whose.
        text: as shown.
        buttons: id and title of each.
        image: address of its picture.
        at: when, on the monotonic clock.
    """

    chat: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    image: str = ""
    at: float = 0.0


@dataclass
class Faults:
    """What goes wrong with every so many-th call; 0 for never."""

    fail_one_in: int = 0
    stall_one_in: int = 0
    stall_seconds: float = 1.0
    crowd_one_in: int = 0  # too many requests, to be tried again
    refuse_markup: bool = False
    down: bool = False


class RefusedError(Exception):
    """A call that breaks the platform's rules; the answer is the platform's own."""

    def __init__(self, status: int, content: Any, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {content}")
        self.status, self.content, self.headers = status, content, dict(headers or {})


@dataclass
class Calls:
    """How often the platform was called, and how."""

    number: int = 0
    refused: list[RefusedError] = field(default_factory=list)
    acknowledged: list[Any] = field(default_factory=list)
    registered: list[Any] = field(default_factory=list)


class StandIn(ABC):
    """One platform, on a free port of this machine.

    Attributes:
        sent: what it has taken, in order.
        faults: what is to go wrong.
        calls: how often it was called.
    """

    name: str
    environment: ClassVar[Mapping[str, str]]
    # How long the platform waits for a 2xx before it sends an update again.
    patience_seconds: float = 5.0

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self._by_chat: dict[str, list[Sent]] = defaultdict(list)
        self._shown = threading.Condition()
        self.faults = Faults()
        self.calls = Calls()
        self._events = 0
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.url = ""

    def start(self) -> StandIn:
        self._thread.start()
        self._started.wait(10)
        return self

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def settings(self) -> dict[str, Any]:
        """The platform's part of credentials.yml."""
        return {"base_url": self.url}

    @abstractmethod
    def says(self, user: str, text: str) -> Event:
        """Somebody writes to the assistant."""

    @abstractmethod
    def taps(self, user: str, sent: Sent, number: int) -> Event:
        """Somebody chooses a button, from 0 on."""

    @abstractmethod
    def signed(self, body: bytes) -> dict[str, str]:
        """The headers that the platform sends with a body."""

    @abstractmethod
    async def take(self, request: web.Request, content: Any) -> Any:
        """Takes a call of the assistant, and says what the platform answers.

        Raises:
            RefusedError: it breaks the platform's rules.
        """

    def failure(self) -> RefusedError:
        """The platform is out of order."""
        return RefusedError(500, {"error": "internal"})

    @abstractmethod
    def crowded(self) -> RefusedError:
        """There are too many calls at a time."""

    def deliver(self, server: str, event: Event) -> requests.Response:
        """Posts an update once."""
        return requests.post(
            f"{server}/webhooks/{self.name}/webhook",
            data=event.body,
            headers=dict(event.headers),
            timeout=self.patience_seconds,
        )

    def deliver_until_taken(self, server: str, event: Event, tries: int = 40) -> int:
        """Posts an update until it is acknowledged in time, as platforms do; returns how often it was posted."""
        for attempt in range(1, tries + 1):
            try:
                if self.deliver(server, event).ok:
                    return attempt
            except requests.RequestException:
                pass
            time.sleep(0.25)
        raise AssertionError(f"{self.name}: an update was never acknowledged")

    def show(self, sent: Sent) -> None:
        """Takes a message, and shows it."""
        with self._shown:
            self.sent.append(sent)
            self._by_chat[sent.chat].append(sent)
            self._shown.notify_all()

    def to(self, chat: str) -> list[Sent]:
        """What somebody was sent."""
        with self._shown:
            return list(self._by_chat[chat])

    def wait_for(self, number: int, chat: str | None = None, seconds: float = 30.0) -> list[Sent]:
        """What was sent, once it is so many messages."""
        found = self.sent if chat is None else self._by_chat[chat]
        with self._shown:
            if self._shown.wait_for(lambda: len(found) >= number, seconds):
                return list(found)
        raise AssertionError(f"{self.name}: {len(found)} messages instead of {number}: {found}")

    def next_event(self) -> int:
        self._events += 1
        return self._events

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        application = web.Application(client_max_size=10_000_000)
        application.router.add_route("*", "/{path:.*}", self._called)
        runner = web.AppRunner(application, access_log=None)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0)
        self._loop.run_until_complete(site.start())
        port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        self._started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _called(self, request: web.Request) -> web.Response:
        self.calls.number += 1
        number, faults = self.calls.number, self.faults
        try:
            if faults.down or (faults.fail_one_in and number % faults.fail_one_in == 0):
                raise self.failure()
            if faults.crowd_one_in and number % faults.crowd_one_in == 0:
                raise self.crowded()
            if faults.stall_one_in and number % faults.stall_one_in == 0:
                await asyncio.sleep(faults.stall_seconds)
            form = request.content_type == "application/x-www-form-urlencoded"
            content = dict(await request.post()) if form else await request.json()
            answer = await self.take(request, content)
        except RefusedError as refused:
            self.calls.refused.append(refused)
            return web.json_response(
                refused.content, status=refused.status, headers=refused.headers
            )
        if isinstance(answer, str):
            return web.Response(text=answer)
        return web.json_response(answer, status=201 if self.name == "twilio" else 200)
