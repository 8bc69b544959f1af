"""Answers updates: those of one conversation one after the other, those of several side by side."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from bot.answers.across_areas import describe_capabilities
from bot.answers.composer import Composer
from bot.answers.small_talk import greet
from bot.asking import Asker, NotReadyError
from bot.channels.messaging.choices import chosen
from bot.channels.messaging.inbox import Inbox, Pending, TakenOverError
from bot.channels.messaging.layout import Part, lay_out
from bot.channels.messaging.platform import End, Platform
from bot.channels.messaging.sending import Sender
from bot.channels.messaging.updates import Update, Wish
from bot.channels.problems import Problem
from bot.channels.web_messages import exchanges
from bot.storage import AnsweredBeforeError, NotKeptError

logger = logging.getLogger(__name__)

_MOST_WAITING = 20
# Questions of a platform that are answered at a time: the rest of what the server can do is for everyone else.
_MOST_ASKING = 10
# How often, and after how many seconds each time, what is too busy just now is asked again.
_TRIES, _PAUSE_SECONDS = 20, 2.0
# How often a conversation is looked at while another process answers what came before.
_OTHERS_SECONDS = 0.1
_NUMBER = re.compile(r"\s*(\d{1,2})\s*[.)]?\s*")
Sleep = Callable[[float], Awaitable[None]]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Said:
    """What is said to an update, before it is laid out.

    Attributes:
        text: all of it.
        suggestions: what may be asked next.
        figure: key of the figure that it tells, where it tells one only.
        introduction: who answers, where the text does not say so and the conversation begins.
        begins: whether a conversation is kept from now on.
        ends: whether nothing of the conversation is kept.
    """

    text: str
    suggestions: Sequence[str] = ()
    figure: str | None = None
    introduction: str = ""
    begins: bool = False
    ends: bool = False


class Turns:
    """Answers the updates of one platform."""

    def __init__(
        self,
        platform: Platform,
        asker: Asker,
        inbox: Inbox,
        sender: Sender,
        wording: Mapping[str, str],
        card: Callable[[str], str] = lambda _: "",
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Nothing is under way yet.

        Args:
            platform: whose updates.
            asker: answers questions.
            inbox: keeps what is not done.
            sender: sends what is said.
            wording: what is said beside answers, by key.
            card: address of the picture of a figure; "" for none.
            sleep: waits for so many seconds.
        """
        self._platform = platform
        self._asker = asker
        self._inbox = inbox
        self._sender = sender
        self._wording = wording
        self._card = card
        self._sleep = sleep
        self._waiting: dict[str, deque[Pending]] = {}
        self._crowded: set[str] = set()
        self._running: set[asyncio.Task[None]] = set()
        self._asking = asyncio.Semaphore(_MOST_ASKING)

    def take(self, pending: Pending, again: bool = False) -> None:
        """Takes an update into its conversation's queue.

        Args:
            pending: kept in the inbox already.
            again: whether an earlier process may have begun with it.
        """
        name = pending.conversation
        queue = self._waiting.get(name)
        if queue is not None and len(queue) >= _MOST_WAITING and not again:
            self._start(self._turn_away(pending, told=name in self._crowded))
            self._crowded.add(name)
        elif queue is not None:
            queue.append(pending)
        else:
            self._waiting[name] = deque([pending])
            self._start(self._serve(name))

    async def close(self) -> None:
        """Ends what is under way; it is taken up again at the next start."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _serve(self, name: str) -> None:
        queue = self._waiting[name]
        try:
            while queue:
                try:
                    while not await self._kept(partial(self._inbox.its_turn, queue[0])):
                        await self._sleep(_OTHERS_SECONDS)
                    await self._turn(queue[0])
                except TakenOverError:
                    logger.warning("%s: another process took over", self._platform.name)
                except Exception as error:
                    # Not logged with its text: it can quote what was said.
                    logger.error("%s: a turn failed, %s", self._platform.name, type(error).__name__)
                    await self._apologise(queue[0])
                queue.popleft()
        finally:
            self._waiting.pop(name, None)
            self._crowded.discard(name)

    async def _apologise(self, pending: Pending) -> None:
        """Says once that something went wrong, whatever it was."""
        update = pending.update
        try:
            await self._sender.send(update.chat, update.address, Part(self._wording["apology"]))
            await self._inbox.done(pending.key)
        except Exception as error:
            # It is still in the inbox: the next start takes it up.
            logger.error("%s: no apology either, %s", self._platform.name, type(error).__name__)

    async def _turn(self, pending: Pending) -> None:
        """Answers one update, and lets go of it."""
        ends = False
        parts = pending.parts
        if parts is not None and pending.in_doubt:
            parts = (Part(self._wording["interrupted"]), *parts[1:])
            await self._kept(lambda: self._inbox.answered(pending, parts or (), (), begins=False))
        if parts is None:
            said = await self._said(pending)
            ends = said.ends
            image = self._card(said.figure) if said.figure else ""
            laid = lay_out(
                said.text, said.suggestions, self._platform.limits, image, self._wording["further"]
            )
            parts = laid.parts if said.text else ()
            numbered, begins = laid.numbered, said.begins
            await self._kept(
                lambda: self._inbox.answered(pending, parts or (), numbered, begins=begins)
            )
        await self._send(pending, parts)
        await self._kept(lambda: self._inbox.done(pending.key))
        if ends:
            # Last, so that what was just said is gone from the disk as well.
            await self._kept(lambda: self._inbox.forget(pending.conversation))

    async def _send(self, pending: Pending, parts: Sequence[Part]) -> None:
        update, key = pending.update, pending.key
        for sent, part in enumerate(parts):
            if sent:
                await self._kept(partial(self._inbox.sent, key, sent))
            outcome = await self._sender.send(
                update.chat, update.address, part, partial(self._note_doubt, key)
            )
            if outcome.end is End.GONE:
                await self._forget(pending.conversation)
            if outcome.end is not End.DELIVERED:
                return

    async def _note_doubt(self, key: str, doubtful: bool) -> None:
        await self._kept(lambda: self._inbox.in_doubt(key, doubtful))

    async def _turn_away(self, pending: Pending, told: bool) -> None:
        """Says once that there was too much at a time."""
        if not told:
            await self._send(pending, [Part(self._wording["crowded"])])
        await self._kept(lambda: self._inbox.done(pending.key))

    async def _said(self, pending: Pending) -> Said:
        update, composer = pending.update, self._asker.composer
        met, numbered = await self._kept(lambda: self._inbox.met(pending.conversation))
        if update.wish in (Wish.FORGET, Wish.LEAVE):
            await self._forget(pending.conversation)
            gone = update.wish is Wish.LEAVE
            return Said("" if gone else self._wording["forgotten"], ends=True)
        if update.wish in (Wish.START, Wish.HELP):
            helps = update.wish is Wish.HELP
            reply = describe_capabilities(composer) if helps else greet(composer)
            introduction = composer.texts["introduction"] if helps else ""
            return self._with_notice(Said(reply.text, reply.suggestions, None, introduction))
        if update.wish is not Wish.ANSWER:
            return Said(self._wording[update.wish.value])
        text = _asked(update, numbered)
        if not text:
            return Said(self._wording["choose_again" if update.choice else "unreadable"])
        messages = await self._answered(pending, text)
        if messages is None:
            return Said(self._wording["apology"])
        if messages[0]["text"] == composer.texts["forgotten"]:
            # Asked in other words than the platform's, it was done by the assistant itself.
            return Said(self._wording["forgotten"], ends=True)
        said = _of_messages(messages, composer)
        return replace(said, begins=True) if met else self._with_notice(said)

    def _with_notice(self, said: Said) -> Said:
        """The first reply of a conversation: who answers, and what is kept."""
        notice = " ".join(filter(None, (said.introduction, self._wording["notice"])))
        return replace(said, text=f"{said.text}\n\n{notice}", begins=True)

    async def _answered(self, pending: Pending, text: str) -> list[dict[str, Any]] | None:
        """The replies to a text, asked once; None where it could not be answered."""
        code = self._asker.composer.language.code
        metadata = {"client_message_id": pending.key, "language": code}
        for _ in range(_TRIES):
            try:
                async with self._asking:
                    channel = self._platform.name
                    return await self._asker.ask(text, pending.conversation, channel, metadata)
            except AnsweredBeforeError:
                # By an earlier process, which ended before it was sent.
                return await self._kept(lambda: self._said_before(pending, code))
            except Problem as problem:
                await self._sleep(problem.retry_seconds or _PAUSE_SECONDS)
        return None

    async def _said_before(self, pending: Pending, code: str) -> list[dict[str, Any]] | None:
        tracker = await self._asker.storage.load_whole(pending.conversation)
        for exchange in exchanges(tracker.events, code) if tracker else ():
            if exchange.asked.client_message_id == pending.key:
                return list(exchange.replies)
        return None

    async def _forget(self, conversation: str) -> None:
        await self._kept(lambda: self._asker.storage.forget(conversation))
        await self._kept(lambda: self._inbox.forget(conversation))

    async def _kept(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Does what must be read or written, as soon as it can be."""
        for _ in range(_TRIES):
            try:
                return await work()
            except (NotKeptError, NotReadyError) as problem:
                await self._sleep(problem.retry_seconds or _PAUSE_SECONDS)
        return await work()


def _asked(update: Update, numbered: Sequence[str]) -> str:
    """The question of an update: chosen by a button, by the number of what was just listed, or written."""
    if update.choice:
        return chosen(update.choice, update.text)
    number = _NUMBER.fullmatch(update.text)
    if number and 1 <= int(number[1]) <= len(numbered):
        return numbered[int(number[1]) - 1]
    return update.text


def _of_messages(messages: Sequence[Mapping[str, Any]], composer: Composer) -> Said:
    """What an answer says: all texts that are replies, and what may be asked after the last."""
    replies = [message for message in messages if message.get("reply")] or list(messages[:1])
    beside = [str(message["text"]) for message in messages if message not in replies]
    record = replies[-1].get("reply") or {}
    facts = [fact["key"] for fact in record.get("facts", ())]
    figures = {figure.key for figure in composer.sheet.figures()}
    return Said(
        "\n\n".join(str(message["text"]) for message in replies),
        record.get("suggestions", ()),
        figure=facts[0] if len(facts) == 1 and facts[0] in figures else None,
        introduction=" ".join(beside),
    )
