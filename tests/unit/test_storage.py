"""Conversations that cannot be kept: told, not lost in silence, and mended by themselves."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import storage as storage_module
from bot.conversations import ConversationStore
from bot.private_files import InUseError
from bot.storage import NotKeptError, Storage

SECRET = "an unmistakable sentence about my uncle"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "conversations.db"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a lock, and a failure holds nobody up."""
    monkeypatch.setattr("bot.conversations._BUSY_SECONDS", 0.01)
    monkeypatch.setattr(storage_module, "_PAUSE_SECONDS", 0.0)


def with_storage(file: Path, use: Callable[[Storage], Awaitable[None]], **options: Any) -> None:
    async def run() -> None:
        store = ConversationStore(domain=Domain.empty(), db=str(file), **options)
        storage = Storage(FailSafeTrackerStore(store))
        try:
            await use(storage)
        finally:
            storage.close()

    asyncio.run(run())


def said(name: str, *texts: str) -> DialogueStateTracker:
    events = [SessionStarted(), ActionExecuted("action_listen")]
    return DialogueStateTracker.from_events(name, [*events, *map(UserUttered, texts)])


async def texts_of(storage: Storage, name: str) -> list[str]:
    tracker = await storage.load_whole(name)
    return [e.text for e in tracker.events if isinstance(e, UserUttered)] if tracker else []


def locked(file: Path) -> Callable[[], None]:
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("begin exclusive")
    return holder.close


def full(file: Path) -> Callable[[], None]:
    """Nothing more can be written: the limit stands for a disk without room."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)


def damaged(file: Path) -> Callable[[], None]:
    whole = {one: one.read_bytes() for one in file.parent.glob(f"{file.name}*")}
    for one in whole:
        if one.suffix != ".lock":
            with one.open("r+b") as opened:
                opened.write(b"\x00" * max(4096, len(whole[one])))

    def mend() -> None:
        for one, content in whole.items():
            with one.open("r+b") as opened:
                opened.write(content)
                opened.truncate(len(content))

    return mend


def read_only(file: Path) -> Callable[[], None]:
    """What a read-only mount answers; for root, file modes forbid nothing."""
    holder = sqlite3.connect(file)
    holder.execute("pragma user_version")
    holder.close()
    for one in file.parent.glob(f"{file.name}*"):
        one.rename(one.with_name("away." + one.name))
    file.mkdir()

    def mend() -> None:
        file.rmdir()
        for one in file.parent.glob("away.*"):
            one.rename(one.with_name(one.name.removeprefix("away.")))

    return mend


FAULTS = [locked, full, damaged, read_only]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_what_cannot_be_kept_is_told_and_kept_again_once_it_can_be(
    fault: Callable[[Path], Callable[[], None]], file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def use(storage: Storage) -> None:
        await storage.keep(said("before", "hello"))
        if fault in (damaged, read_only):
            # These happen below an open file; a server meets them with its next connection.
            storage._store.engine.dispose()
        mend = fault(file)
        try:
            with pytest.raises(NotKeptError) as refused:
                await storage.keep(said("during", SECRET * 200))
            assert not await storage.works()
        finally:
            mend()
        assert refused.value.response().status == 503
        assert int(refused.value.response().headers["retry-after"]) > 0
        assert await storage.works()
        await storage.keep(said("after", "hello again"))
        assert await texts_of(storage, "before") == ["hello"]
        assert await texts_of(storage, "during") == []
        assert await texts_of(storage, "after") == ["hello again"]

    with caplog.at_level(logging.DEBUG, logger="bot"):
        with_storage(file, use)
    assert "conversations cannot be kept" in caplog.text
    assert SECRET not in caplog.text


def test_a_file_that_is_locked_at_start_is_opened_later(file: Path) -> None:
    with_storage(file, lambda storage: storage.keep(said("old", "hello")))
    release = locked(file)

    async def use(storage: Storage) -> None:
        assert not await storage.check()
        release()
        assert await storage.works()
        assert await texts_of(storage, "old") == ["hello"]

    with_storage(file, use)


def test_of_many_who_wait_behind_a_failure_only_the_first_try(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_module, "_PAUSE_SECONDS", 60.0)
    tried = []

    async def use(storage: Storage) -> None:
        async def fail(name: str) -> None:
            tried.append(name)
            raise sqlite3.OperationalError("disk I/O error")

        monkeypatch.setattr(storage._store, "retrieve", fail)
        with pytest.raises(NotKeptError):
            await storage.load("first")
        for _ in range(50):
            with pytest.raises(NotKeptError):
                await storage.load("later")

    with_storage(file, use)
    assert tried == ["first"]


def test_a_second_server_is_refused_and_welcome_once_the_first_has_gone(file: Path) -> None:
    first = ConversationStore(domain=Domain.empty(), db=str(file))
    with pytest.raises(InUseError, match=r"Another server already uses .*conversations\.db"):
        ConversationStore(domain=Domain.empty(), db=str(file))
    first.close()
    ConversationStore(domain=Domain.empty(), db=str(file)).close()


def test_another_kind_of_database_is_refused_with_the_mend(file: Path) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        ConversationStore(domain=Domain.empty(), dialect="postgresql", db=str(file))


def everything_on_disk(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


def test_nothing_of_a_forgotten_conversation_is_left_on_disk(file: Path) -> None:
    async def use(storage: Storage) -> None:
        for turn in range(30):
            await storage.keep(said("web:mine", *[f"{SECRET} {n}" for n in range(turn + 1)]))
            await storage.keep(said(f"web:other {turn}", "somebody else"))
        assert SECRET.encode() in everything_on_disk(file.parent)
        await storage.forget("web:mine")
        assert SECRET.encode() not in everything_on_disk(file.parent)
        assert await texts_of(storage, "web:other 7") == ["somebody else"]

    with_storage(file, use)
    assert SECRET.encode() not in everything_on_disk(file.parent)
    assert b"somebody else" in everything_on_disk(file.parent)


def test_nothing_of_an_old_conversation_is_left_and_the_file_shrinks(file: Path) -> None:
    store = ConversationStore(domain=Domain.empty(), db=str(file))
    for number in range(40):
        asyncio.run(store.save(said(f"web:{number}", *[SECRET] * 50)))
    store.wipe()
    before = file.stat().st_size
    assert store.delete_silent_since(moment=1e12) > 0
    assert SECRET.encode() not in everything_on_disk(file.parent)
    assert file.stat().st_size < before / 4
    store.close()


def test_a_file_from_before_shrinks_too(file: Path) -> None:
    file.parent.mkdir()
    with sqlite3.connect(file) as old:
        columns = "sender_id, type_name, timestamp float, intent_name, action_name, data"
        old.execute(f"create table events (id integer primary key, {columns})")
        old.executemany(
            "insert into events (sender_id, type_name, timestamp, data) values (?, 'user', 1.0, ?)",
            [(f"web:{n}", SECRET * 100) for n in range(200)],
        )
    old.close()
    before = file.stat().st_size
    store = ConversationStore(domain=Domain.empty(), db=str(file))
    assert store.delete_silent_since(moment=2.0) == 200
    store.close()
    assert file.stat().st_size < before / 4


def test_only_its_owner_reads_what_is_kept(file: Path) -> None:
    umask = os.umask(0o022)
    try:
        file.parent.mkdir(mode=0o755)
        with_storage(file, lambda storage: storage.keep(said("one", "hello")))
        modes = {one.name: one.stat().st_mode & 0o777 for one in file.parent.iterdir()}
    finally:
        os.umask(umask)
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert modes[file.name] == 0o600


def test_a_clock_that_is_set_back_does_not_reorder_what_was_said(file: Path) -> None:
    async def use(storage: Storage) -> None:
        tracker = said("one", "first")
        await storage.keep(tracker)
        tracker.update(UserUttered("second", timestamp=1.0))
        tracker.update(SessionStarted(timestamp=2.0))
        tracker.update(UserUttered("third", timestamp=3.0))
        await storage.keep(tracker)
        storage._store._running.clear()
        assert await texts_of(storage, "one") == ["first", "second", "third"]
        last = await storage.load("one")
        assert last is not None
        assert [e.text for e in last.events if isinstance(e, UserUttered)] == ["third"]

    with_storage(file, use)


def test_a_clock_that_is_set_forward_deletes_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def use(storage: Storage) -> None:
        await storage.keep(said("one", "hello"))
        rounds = 0

        async def sleep(_: float) -> None:
            nonlocal rounds
            rounds += 1
            monkeypatch.setattr(storage_module.time, "time", lambda: 1e11)
            if rounds == 3:
                raise asyncio.CancelledError

        monkeypatch.setattr(storage_module.asyncio, "sleep", sleep)
        with pytest.raises(asyncio.CancelledError):
            await storage.forget_old(retention_hours=1)
        assert rounds == 3
        assert await texts_of(storage, "one") == ["hello"]

    with_storage(file, use)
