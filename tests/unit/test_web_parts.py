from __future__ import annotations

import asyncio
import sqlite3
import stat
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.limits import Shares, WebLimits
from bot.channels.problems import Problem
from bot.channels.web_sessions import SECRET_FILE, SECRET_VARIABLE
from bot.channels.web_store import STORE_FILE, TABLES, WebStore
from bot.conversations import ConversationStore
from bot.database import SqliteFile
from bot.facts import YamlFileError
from bot.private_files import load_secret
from bot.settings import SETTINGS_FILE, load_settings


def test_the_secret_is_made_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET_VARIABLE, raising=False)
    file = tmp_path / "state" / SECRET_FILE
    secret = load_secret(SECRET_VARIABLE, file, "all ends")
    assert load_secret(SECRET_VARIABLE, file, "all ends") == secret
    assert load_secret(SECRET_VARIABLE, tmp_path / "other", "all ends") != secret
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_secret_of_the_environment_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "x" * 40)
    file = tmp_path / SECRET_FILE
    assert load_secret(SECRET_VARIABLE, file, "all ends") == "x" * 40
    monkeypatch.setenv(SECRET_VARIABLE, "short")
    with pytest.raises(ValueError, match="at least 32 characters"):
        load_secret(SECRET_VARIABLE, file, "all ends")
    assert not list(tmp_path.iterdir())


def store_in(folder: Path) -> WebStore:
    store = WebStore(SqliteFile(folder / STORE_FILE, TABLES))
    asyncio.run(store.load())
    return store


def test_ended_sessions_stay_ended_until_their_token_is_worthless(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.end("over", -1)
    store.end("ended", 60)
    asyncio.run(store.keep_ended())
    store.close()
    again = store_in(tmp_path)
    again.end("another", 60)
    assert asyncio.run(again.is_ended("ended"))
    assert not asyncio.run(again.is_ended("over"))
    assert not asyncio.run(again.is_ended("running"))
    again.close()


def test_a_second_thumb_takes_the_place_of_the_first(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    for message, verdict, facts in (("0", "up", ["a"]), ("0", "down", ["a"]), ("1", "up", [])):
        asyncio.run(
            store.keep_feedback("session", f"message.{message}", verdict, "answered", facts)
        )
    store.close()
    with sqlite3.connect(tmp_path / "web.db") as database:
        rows = database.execute("select verdict, facts from feedback order by facts").fetchall()
    assert sorted(rows) == [("down", '["a"]'), ("up", "[]")]


def test_shares_are_counted_apart() -> None:
    limits = WebLimits(load_settings().web, Shares())
    for _ in range(load_settings().web.messages_per_minute):
        asyncio.run(limits.count_message("one"))
    with pytest.raises(Problem) as refused:
        asyncio.run(limits.count_message("one"))
    assert 1 <= int(refused.value.response().headers["retry-after"]) <= 60
    asyncio.run(limits.count_message("other"))
    asyncio.run(limits.count_request("one"))


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_locks_nobody_out(hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    limits, wall = WebLimits(load_settings().web, Shares()), time.time
    for _ in range(load_settings().web.messages_per_minute):
        asyncio.run(limits.count_message("one"))
    monkeypatch.setattr(time, "time", lambda: wall() + hours * 3600)
    asyncio.run(limits.count_message("one"))
    for _ in range(load_settings().web.messages_per_minute - 1):
        asyncio.run(limits.count_message("one"))
    with pytest.raises(Problem) as refused:
        asyncio.run(limits.count_message("one"))
    assert 1 <= int(refused.value.response().headers["retry-after"]) <= 60


async def _save(store: ConversationStore, name: str) -> None:
    tracker = DialogueStateTracker.from_events(name, [UserUttered("hello")])
    await store.save(tracker)


@pytest.mark.parametrize("at_hand", [True, False])
def test_forgetting_deletes_one_conversation_everywhere(tmp_path: Path, at_hand: bool) -> None:
    async def forget() -> tuple[object, object]:
        store = ConversationStore(
            domain=Domain.empty(), dialect="sqlite", db=str(tmp_path / "conversations.db")
        )
        await _save(store, "web:mine")
        await _save(store, "web:other")
        if not at_hand:
            store._running.clear()
        store.forget("web:mine")
        return await store.retrieve("web:mine"), await store.retrieve("web:other")

    mine, other = asyncio.run(forget())
    assert mine is None
    assert other is not None


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("allowed_origins: []", "allowed_origins: [news.example]", "allowed_origins"),
        ("allowed_origins: []", "allowed_origins: ['https://news.example/']", "allowed_origins"),
        ("allowed_origins: []", "allowed_origins: ['*']", "allowed_origins"),
        ("session_hours: 12", "session_hours: 0", "session_hours"),
        ("  session_hours: 12", "  hours: 12", "session_hours"),
    ],
)
def test_broken_settings_are_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    file = tmp_path / "settings.yml"
    file.write_text(SETTINGS_FILE.read_text().replace(old, new))
    with pytest.raises(YamlFileError, match=named):
        load_settings(file)


def test_a_list_of_sites_is_read(tmp_path: Path) -> None:
    file = tmp_path / "settings.yml"
    sites = "['https://news.example', 'http://127.0.0.1:8000']"
    file.write_text(SETTINGS_FILE.read_text().replace("origins: []", f"origins: {sites}"))
    assert load_settings(file).web.allowed_origins == (
        "https://news.example",
        "http://127.0.0.1:8000",
    )
