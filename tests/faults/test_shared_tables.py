"""The tables of the shared database: made by whoever comes first, and left alone by an older version."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
import sqlalchemy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import BooleanSlot
from rasa.shared.core.trackers import DialogueStateTracker

from benchmarks.shared_services import Postgres
from bot.shared.conversations import SharedConversations
from bot.shared.engine import shared_engine
from bot.shared.schema import SchemaError, bring_up_to_date
from bot.storage import AnsweredBeforeError, Storage

_databases = count()


@pytest.fixture
def engine(postgres: Postgres) -> Iterator[sqlalchemy.engine.Engine]:
    """Connections to an empty database."""
    name = f"empty_{next(_databases)}"
    postgres.execute(f"create database {name}")
    made = shared_engine(sqlalchemy.engine.make_url(postgres.url).set(database=name))
    yield made
    made.dispose()


def revision(engine: sqlalchemy.engine.Engine) -> str:
    with engine.connect() as connection:
        return str(
            connection.execute(sqlalchemy.text("select version_num from alembic_version")).scalar()
        )


def test_of_many_that_start_at_once_one_makes_the_tables(engine: sqlalchemy.engine.Engine) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: bring_up_to_date(engine), range(6)))
    assert revision(engine) == "0001"


def test_what_rasas_own_store_has_kept_is_still_there(engine: sqlalchemy.engine.Engine) -> None:
    SharedConversations.Base.metadata.tables["events"].create(engine)
    row = {
        "sender_id": "old",
        "type_name": "user",
        "data": json.dumps(UserUttered("hello").as_dict()),
    }
    with engine.begin() as connection:
        connection.execute(sqlalchemy.insert(SharedConversations.SQLEvent), [row])
    bring_up_to_date(engine)
    storage = Storage(SharedConversations(engine, Domain.empty()))

    async def add_and_read() -> list[str]:
        tracker = await storage.load("old")
        assert tracker is not None
        tracker.update(UserUttered("again"))
        await storage.keep(tracker)
        after = await storage.load_whole("old")
        assert after is not None
        return [event.text for event in after.events]

    assert asyncio.run(add_and_read()) == ["hello", "again"]
    storage.close()


def test_tables_of_a_newer_version_are_refused(engine: sqlalchemy.engine.Engine) -> None:
    bring_up_to_date(engine)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("update alembic_version set version_num = '9999'"))
    with pytest.raises(SchemaError, match=r"newer version of the assistant \(9999\)"):
        bring_up_to_date(engine)
    assert revision(engine) == "9999"


def test_a_database_that_cannot_be_reached_is_named_without_its_password() -> None:
    address = sqlalchemy.engine.make_url("postgresql://user:hidden@127.0.0.1:1/facts")
    with pytest.raises(SchemaError, match="DATABASE_URL") as refused:
        bring_up_to_date(shared_engine(address))
    assert "hidden" not in str(refused.value)


def said(name: str, *texts: str) -> DialogueStateTracker:
    events = [SessionStarted(), ActionExecuted("action_listen")]
    return DialogueStateTracker.from_events(name, [*events, *map(UserUttered, texts)])


@pytest.fixture
def stores(engine: sqlalchemy.engine.Engine) -> Iterator[list[Storage]]:
    """Two processes, as far as the database can tell."""
    bring_up_to_date(engine)
    engines = [shared_engine(engine.url) for _ in range(2)]
    found = [Storage(SharedConversations(one, Domain.empty())) for one in engines]
    yield found
    for storage, one in zip(found, engines, strict=True):
        storage.close()
        one.dispose()


def test_messages_of_one_conversation_are_answered_one_after_the_other(
    stores: list[Storage],
) -> None:
    async def add(storage: Storage, text: str) -> None:
        async with storage.exchange("one", text) as exchange:
            tracker = exchange.tracker or said("one")
            seen = sum(isinstance(event, UserUttered) for event in tracker.events)
            await asyncio.sleep(0.01)
            tracker.update(UserUttered(f"{text}, {seen} before"))
            await exchange.keep(tracker)

    async def all_at_once() -> list[str]:
        await asyncio.gather(*(add(stores[n % 2], f"message {n}") for n in range(12)))
        whole = await stores[0].load_whole("one")
        assert whole is not None
        return [event.text for event in whole.events if isinstance(event, UserUttered)]

    texts = asyncio.run(all_at_once())
    assert [text.partition(", ")[2] for text in texts] == [f"{n} before" for n in range(12)]


def test_a_message_is_answered_once_in_all_processes(stores: list[Storage]) -> None:
    async def answer(storage: Storage) -> bool:
        try:
            async with storage.exchange("one", "the same") as exchange:
                await exchange.keep(said("one", "hello"))
        except AnsweredBeforeError:
            return False
        return True

    async def all_at_once() -> list[bool]:
        return await asyncio.gather(*(answer(stores[n % 2]) for n in range(10)))

    assert sum(asyncio.run(all_at_once())) == 1


def test_what_is_not_kept_to_the_end_is_not_there(stores: list[Storage]) -> None:
    async def fail() -> None:
        async with stores[0].exchange("one", "first"):
            raise ZeroDivisionError

    async def then() -> object:
        async with stores[1].exchange("one", "first") as exchange:
            return exchange.tracker

    with pytest.raises(ZeroDivisionError):
        asyncio.run(fail())
    assert asyncio.run(then()) is None


def test_whoever_asks_to_be_forgotten_is_nowhere(
    stores: list[Storage], engine: sqlalchemy.engine.Engine
) -> None:
    mapping = [{"type": "custom"}]

    async def forget() -> None:
        async with stores[0].exchange("one", "first") as exchange:
            await exchange.keep(said("one", "my name"))
        async with stores[1].exchange("one", "second") as exchange:
            assert exchange.tracker is not None
            slots = [BooleanSlot("forgotten", mapping)]
            tracker = DialogueStateTracker("one", slots)
            tracker.update(SlotSet("forgotten", True))
            await exchange.keep(tracker)
        async with stores[0].exchange("two", "first") as exchange:
            await exchange.keep(said("two", "somebody else"))
        await stores[1].forget("two")

    asyncio.run(forget())
    with engine.connect() as connection:
        for table in ("events", "answered"):
            assert (
                connection.execute(sqlalchemy.text(f"select count(*) from {table}")).scalar() == 0
            )
