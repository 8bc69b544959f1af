"""Whatever happens to a message, whoever wrote it hears something, once, and in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.answers.composer import Composer
from bot.asking import BusyError, NotReadyError
from bot.channels.messaging.inbox import INBOX_FILE, TABLES, Inbox, Pending
from bot.channels.messaging.layout import Limits, Part
from bot.channels.messaging.platform import DELIVERED, End, Outcome
from bot.channels.messaging.turns import Turns
from bot.channels.messaging.updates import Update, Wish
from bot.channels.messaging.wording import load_messaging_texts
from bot.database import SqliteFile
from bot.storage import NotKeptError

TEXTS = load_messaging_texts("en")


class Platform:
    name = "telegram"
    limits = Limits(text=4000)


class Storage:
    def __init__(self) -> None:
        self.forgotten: list[str] = []

    async def load_whole(self, conversation: str) -> None:
        return None

    async def forget(self, conversation: str) -> None:
        self.forgotten.append(conversation)


class Asker:
    """Answers with the text it is asked, or fails as it is told to."""

    def __init__(self, composer: Composer) -> None:
        self.composer = composer
        self.storage = Storage()
        self.failures: list[Exception] = []
        self.asked: list[str] = []

    async def ask(
        self, text: str, conversation: str, channel: str, metadata: dict[str, Any]
    ) -> list[dict[str, Any]]:
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        self.asked.append(text)
        return [{"text": f"about {text}", "reply": {"facts": [], "suggestions": []}}]


class Sender:
    def __init__(self) -> None:
        self.sent: list[str] = []
        self.outcome: Outcome = DELIVERED

    async def send(
        self,
        chat: str,
        address: Any,
        part: Part,
        doubt: Callable[[bool], Awaitable[None]] | None = None,
    ) -> Outcome:
        if doubt is not None:
            await doubt(True)
        await asyncio.sleep(0)
        self.sent.append(part.text)
        return self.outcome


class Line:
    def __init__(self, folder: Path, composer: Composer) -> None:
        self.asker, self.sender = Asker(composer), Sender()
        self.inbox = Inbox(SqliteFile(folder / INBOX_FILE, TABLES))
        self.slept = 0.0

        async def sleep(seconds: float) -> None:
            self.slept += seconds
            await asyncio.sleep(0)

        parts: Any = (Platform(), self.asker, self.inbox, self.sender, TEXTS)
        self._make = lambda: Turns(*parts, sleep=sleep)

    def take(self, *texts: str, wish: Wish = Wish.ANSWER) -> list[str]:
        """What is sent to somebody who writes these one after the other."""

        async def all_of_them() -> None:
            turns = self._make()
            pending = [
                Pending(f"{text} {number}", "telegram", "telegram:one", update(text, wish))
                for number, text in enumerate(texts)
            ]
            for one in await self.inbox.take(pending):
                turns.take(one)
            while turns._running:
                await asyncio.gather(*turns._running)

        before = len(self.sender.sent)
        asyncio.run(all_of_them())
        return self.sender.sent[before:]

    def waiting(self) -> list[Pending]:
        return asyncio.run(self.inbox.waiting())


def update(text: str, wish: Wish = Wish.ANSWER) -> Update:
    return Update(text, wish, "chat", "person", {}, text)


@pytest.fixture
def line(tmp_path: Path, composer: Composer) -> Iterator[Line]:
    made = Line(tmp_path, composer)
    yield made
    made.inbox.close()


def test_messages_of_one_conversation_are_answered_in_order(line: Line) -> None:
    texts = [f"question {number}" for number in range(15)]
    said = line.take(*texts)
    assert [one.partition("\n")[0] for one in said] == [f"about {text}" for text in texts]
    assert line.asker.asked == texts
    assert line.waiting() == []


@pytest.mark.parametrize("failure", [BusyError, NotReadyError, NotKeptError])
def test_what_cannot_be_answered_just_now_is_asked_again(
    failure: Callable[[], Exception], line: Line
) -> None:
    line.asker.failures = [failure() for _ in range(5)]
    (said,) = line.take("question")
    assert said.startswith("about question")
    assert line.slept >= 5


def test_what_cannot_be_answered_at_all_gets_one_apology(line: Line) -> None:
    line.asker.failures = [BusyError() for _ in range(99)]
    assert line.take("question") == [TEXTS["apology"]]
    assert line.waiting() == []


def test_a_fault_of_the_agent_gets_one_apology_and_what_follows_an_answer(line: Line) -> None:
    line.asker.failures = [RuntimeError("boom")]
    first, second = line.take("one", "two")
    assert first == TEXTS["apology"]
    assert second.startswith("about two")
    assert line.waiting() == []


def test_a_fault_is_not_logged_with_what_was_said(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    line.asker.failures = [RuntimeError("about my brother")]
    line.take("about my brother")
    assert "RuntimeError" in caplog.text
    assert "brother" not in caplog.text


def test_an_apology_of_the_assistant_itself_ends_no_conversation(line: Line) -> None:
    problem = line.asker.composer.texts["technical_problem"]

    async def fails(*_: Any) -> list[dict[str, Any]]:
        return [{"text": problem, "reply": {"facts": [], "suggestions": []}}]

    line.asker.ask = fails  # type: ignore[method-assign]
    (said,) = line.take("question")
    assert said.startswith(problem)
    assert TEXTS["forgotten"] not in said


def test_whoever_blocked_the_account_is_forgotten(line: Line) -> None:
    line.sender.outcome = Outcome(End.GONE, "403")
    line.take("question")
    assert line.asker.storage.forgotten == ["telegram:one"]
    assert asyncio.run(line.inbox.met("telegram:one")) == (False, ())


def test_a_number_chooses_only_from_what_was_just_listed(line: Line) -> None:
    asked = line.asker.composer.texts.list("greeting_suggestions")
    line.take("start", wish=Wish.START)
    line.take("picture", wish=Wish.UNREADABLE)
    line.take("2")
    assert line.asker.asked == ["2"]
    line.take("start again", wish=Wish.START)
    line.take("2)")
    assert line.asker.asked == ["2", asked[1]]


def test_whoever_leaves_is_not_answered(line: Line) -> None:
    assert line.take("bye", wish=Wish.LEAVE) == []
    assert line.asker.storage.forgotten == ["telegram:one"]
