"""What is acknowledged is kept until it is answered, and what is said leaves once, in order, at a bearable pace."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest

from bot.channels.messaging.inbox import INBOX_FILE, TABLES, Inbox, Pending
from bot.channels.messaging.layout import Limits, Part
from bot.channels.messaging.people import People
from bot.channels.messaging.platform import DELIVERED, End, Outcome, Platform, Rates, Response
from bot.channels.messaging.sending import Sender
from bot.channels.messaging.updates import Call, Delivery, Received, Update, Wish
from bot.database import SqliteFile
from bot.private_files import InUseError
from bot.storage import NotKeptError

Result = TypeVar("Result")
SECRET = "a text that stands nowhere else"


def pending(key: str, text: str = "hello", conversation: str = "telegram:one") -> Pending:
    update = Update(key, Wish.ANSWER, "chat", "person", {"chat": "100001"}, text)
    return Pending(key, "telegram", conversation, update)


def inbox_in(folder: Path) -> Inbox:
    return Inbox(SqliteFile(folder / INBOX_FILE, TABLES, durable=True))


def run(work: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run(work)


# --- the inbox -----------------------------------------------------------------------------------


def test_of_many_that_come_with_the_same_key_one_is_new(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)

    async def all_at_once() -> int:
        taken = await asyncio.gather(*(inbox.take([pending("same")]) for _ in range(20)))
        return sum(map(len, taken))

    assert run(all_at_once()) == 1
    inbox.close()
    again = inbox_in(tmp_path)
    assert run(again.take([pending("same"), pending("other")])) == [pending("other")]
    again.close()


def test_what_was_taken_waits_until_it_is_done_with(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)
    run(inbox.take([pending("1"), pending("2"), pending("3")]))
    parts = [Part("a"), Part("b", (("s:x", "X"),), "https://x/y.png"), Part("c")]
    run(inbox.answered(pending("2"), parts, ["Why?"], begins=True))
    run(inbox.sent("2", 1))
    run(inbox.done("1"))
    inbox.close()
    again = inbox_in(tmp_path)
    second, third = run(again.waiting())
    run(again.in_doubt("2", False))
    assert [one.in_doubt for one in run(again.waiting())] == [False, False]
    assert (second.key, second.parts, second.in_doubt) == ("2", tuple(parts[1:]), True)
    assert (third.key, third.parts, third.update) == ("3", None, pending("3").update)
    assert run(again.met("telegram:one")) == (True, ("Why?",))
    # By number one chooses in the next message only.
    assert run(again.met("telegram:one")) == (True, ())
    again.close()


def test_what_was_said_is_nowhere_on_disk_once_all_is_answered(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)
    run(inbox.take([pending("1", SECRET)]))
    run(inbox.answered(pending("1"), [Part(SECRET)], [], begins=True))
    assert any(SECRET.encode() in file.read_bytes() for file in tmp_path.iterdir())
    run(inbox.forget("telegram:one"))
    assert run(inbox.met("telegram:one")) == (False, ())
    run(inbox.done("1"))
    for file in tmp_path.iterdir():
        assert SECRET.encode() not in file.read_bytes()
        assert b"100001" not in file.read_bytes()
    inbox.close()


def test_keys_are_remembered_for_more_than_eight_days_and_not_for_ever(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)
    run(inbox.take([pending("old"), pending("older")]))
    run(inbox.answered(pending("old"), [], [], begins=True))
    with sqlite3.connect(tmp_path / INBOX_FILE) as database:
        database.execute("update received set at = at - 8.5 * 86400 where key = 'old'")
        database.execute("update received set at = at - 10 * 86400 where key = 'older'")
        database.execute("update met set at = at - 3600")
    run(inbox.forget_old(1800))
    assert [one.key for one in run(inbox.take([pending("old"), pending("older")]))] == ["older"]
    assert run(inbox.met("telegram:one")) == (False, ())
    inbox.close()


def test_a_file_that_cannot_be_written_acknowledges_nothing(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)
    other = sqlite3.connect(tmp_path / INBOX_FILE)
    other.execute("begin immediate")
    with pytest.raises(NotKeptError):
        run(inbox.take([pending("1"), pending("2")]))
    other.rollback()
    other.close()
    assert len(run(inbox.take([pending("1"), pending("2")]))) == 2
    inbox.close()


def test_the_inbox_is_private_and_has_one_owner(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)
    assert stat.S_IMODE((tmp_path / INBOX_FILE).stat().st_mode) == 0o600
    with pytest.raises(InUseError, match="Another server"):
        inbox_in(tmp_path)
    inbox.close()
    (tmp_path / INBOX_FILE).write_bytes(b"this is no database at all" * 100)
    with pytest.raises(OSError, match="cannot be used"):
        inbox_in(tmp_path)


def test_names_of_conversations_lead_back_to_nobody() -> None:
    people, others = People("x" * 40), People("y" * 40)
    update = Update("1", Wish.ANSWER, "-1001", "100001")
    name = people.conversation("telegram", update)
    assert "100001" not in name
    assert name == people.conversation("telegram", Update("2", Wish.HELP, "-1001", "100001"))
    assert name != others.conversation("telegram", update)
    assert name != people.conversation("viber", update)
    assert name != people.conversation("telegram", Update("1", Wish.ANSWER, "-1001", "100002"))
    # No two pairs of chat and person run together.
    assert people.conversation("x", Update("1", Wish.ANSWER, "ab", "c")) != people.conversation(
        "x", Update("1", Wish.ANSWER, "a", "bc")
    )


# --- sending -------------------------------------------------------------------------------------


class Talkative(Platform):
    """Ends calls as it is told to."""

    name = "talkative"
    variables = ()
    base_url = "http://127.0.0.1"
    limits = Limits(text=100, buttons=3, title=20, text_with_buttons=100)
    rates = Rates(of_bot=10, of_chat=1)

    def __init__(self, secrets: Mapping[str, str] | None = None, base_url: str = "") -> None:
        self.outcomes: list[Outcome | Exception] = []

    def verify(self, delivery: Delivery) -> None: ...

    def read(self, delivery: Delivery) -> Received:
        return Received()

    def call(self, address: Mapping[str, Any], part: Part) -> Call:
        return Call(self.base_url, {"text": part.text, "buttons": len(part.buttons)})

    def outcome(self, response: Response) -> Outcome:
        found: Outcome = response.content
        return found


class Recorded(Sender):
    """A sender whose calls end as its platform is told, and whose clock is its own."""

    def __init__(self, platform: Talkative) -> None:
        self.slept: list[float] = []
        self.calls: list[Call] = []
        self.now = 0.0
        super().__init__(platform, self._pass, lambda: self.now)
        self._told = platform

    async def _pass(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    async def perform(self, call: Call) -> Response:
        self.calls.append(call)
        outcome = self._told.outcomes.pop(0) if self._told.outcomes else DELIVERED
        if isinstance(outcome, Exception):
            raise outcome
        return Response(200, outcome)


def sent(*outcomes: Outcome | Exception, part: Part | None = None) -> tuple[Outcome, Recorded]:
    platform = Talkative()
    platform.outcomes = list(outcomes)
    sender = Recorded(platform)
    return run(sender.send("chat", {}, part or Part("text"))), sender


def test_what_is_taken_is_sent_once() -> None:
    outcome, sender = sent()
    assert (outcome.end, len(sender.calls), sender.slept) == (End.DELIVERED, 1, [])


def test_what_is_not_taken_is_sent_again_later_and_later() -> None:
    again = Outcome(End.AGAIN, "500")
    outcome, sender = sent(*[again] * 5)
    assert outcome.end is End.DELIVERED
    waits = [seconds for seconds in sender.slept if seconds > 0]
    assert len(sender.calls) == 6
    assert sum(waits) > 10
    outcome, sender = sent(*[again] * 99)
    assert outcome.end is End.AGAIN
    assert len(sender.calls) == 10


def test_a_platform_that_asks_to_wait_is_waited_for() -> None:
    _, sender = sent(Outcome(End.AGAIN, "429", 42.0))
    assert sum(sender.slept) >= 42


def test_what_may_have_been_taken_is_not_sent_again() -> None:
    outcome, sender = sent(TimeoutError())
    assert (outcome.end, len(sender.calls)) == (End.IN_DOUBT, 1)
    outcome, sender = sent(aiohttp.ServerDisconnectedError())
    assert (outcome.end, len(sender.calls)) == (End.IN_DOUBT, 1)


def test_a_platform_that_cannot_be_reached_is_tried_again() -> None:
    key = aiohttp.client_reqrep.ConnectionKey("h", 1, False, True, None, None, None)
    outcome, sender = sent(aiohttp.ClientConnectorError(key, OSError("refused")))
    assert (outcome.end, len(sender.calls)) == (End.DELIVERED, 2)


def test_refused_markup_is_sent_as_text_once() -> None:
    plain = Outcome(End.PLAIN, "400")
    part = Part("text", (("s:a", "A?"),))
    outcome, sender = sent(plain, part=part)
    assert outcome.end is End.DELIVERED
    assert [call.json["buttons"] for call in sender.calls if call.json] == [1, 0]
    outcome, sender = sent(plain, plain, plain, part=part)
    assert (outcome.end, len(sender.calls)) == (End.PLAIN, 2)


def test_it_is_in_doubt_only_while_nobody_knows() -> None:
    noted = []

    async def note(doubtful: bool) -> None:
        noted.append(doubtful)

    platform = Talkative()
    platform.outcomes = [Outcome(End.AGAIN, "500"), DELIVERED]
    run(Recorded(platform).send("chat", {}, Part("text"), note))
    assert noted == [False, True]


def test_a_refusal_is_final() -> None:
    for end in (End.REFUSED, End.GONE):
        outcome, sender = sent(Outcome(end, "x"))
        assert (outcome.end, len(sender.calls)) == (end, 1)


def test_a_chat_and_a_bot_have_their_pace() -> None:
    sender = Recorded(Talkative())

    async def one_chat() -> None:
        for _ in range(4):
            await sender.send("chat", {}, Part("text"))

    run(one_chat())
    assert sender.now == pytest.approx(3.0)
    sender = Recorded(Talkative())

    async def many_chats() -> None:
        for number in range(21):
            await sender.send(str(number), {}, Part("text"))

    run(many_chats())
    assert sender.now == pytest.approx(2.0)


def test_the_log_names_no_recipient_and_no_text(caplog: pytest.LogCaptureFixture) -> None:
    platform = Talkative()
    platform.outcomes = [Outcome(End.REFUSED, "131026")]
    run(Recorded(platform).send("+15550100001", {"to": "+15550100001"}, Part("secret")))
    assert "131026" in caplog.text
    assert "15550100001" not in caplog.text
    assert "secret" not in caplog.text
