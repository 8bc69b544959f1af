"""The store of conversations: what is saved is what Rasa's own store would read back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversations import ConversationStore


@pytest.fixture
def database(tmp_path: Path) -> dict[str, Any]:
    return {"dialect": "sqlite", "db": str(tmp_path / "conversations.db")}


@pytest.fixture
def domain() -> Domain:
    return Domain.from_dict({"version": "3.1", "intents": ["greet"], "slots": _slots()})


def _slots() -> dict[str, Any]:
    own = {"mappings": [{"type": "custom"}]}
    return {"area": {"type": "text", **own}, "forgotten": {"type": "bool", **own}}


def begin(store: SQLTrackerStore, name: str) -> DialogueStateTracker:
    tracker = asyncio.run(store.get_or_create_tracker(name, append_action_listen=False))
    tracker.update(SessionStarted())
    tracker.update(ActionExecuted("action_listen"))
    return tracker


def as_rasa_reads_it(
    database: dict[str, Any], domain: Domain, name: str
) -> DialogueStateTracker | None:
    return asyncio.run(SQLTrackerStore(domain=domain, **database).retrieve(name))


def test_rasas_own_store_reads_what_was_saved_in_several_steps(
    database: dict[str, Any], domain: Domain
) -> None:
    store = ConversationStore(domain=domain, **database)
    tracker = begin(store, "one")
    asyncio.run(store.save(tracker))
    tracker = asyncio.run(store.retrieve("one"))
    tracker.update(UserUttered("hello", {"name": "greet", "confidence": 0.9}))
    tracker.update(SlotSet("area", "detention"))
    asyncio.run(store.save(tracker))
    asyncio.run(store.save(tracker))

    read = as_rasa_reads_it(database, domain, "one")
    assert read is not None
    assert [event.as_dict() for event in read.events] == [e.as_dict() for e in tracker.events]
    assert read.get_slot("area") == "detention"
    assert isinstance(read.slots["area"], type(tracker.slots["area"]))
    assert not isinstance(read.slots["area"], AnySlot)


def test_a_running_conversation_is_at_hand(database: dict[str, Any], domain: Domain) -> None:
    store = ConversationStore(domain=domain, **database)
    tracker = begin(store, "one")
    asyncio.run(store.save(tracker))
    assert asyncio.run(store.retrieve("one")) is tracker


def test_a_half_handled_message_is_forgotten(database: dict[str, Any], domain: Domain) -> None:
    store = ConversationStore(domain=domain, **database)
    tracker = begin(store, "one")
    asyncio.run(store.save(tracker))
    tracker.update(UserUttered("this was never answered"))

    again = asyncio.run(store.retrieve("one"))
    assert again is not None
    assert len(again.events) == len(tracker.events) - 1


@pytest.mark.parametrize("limits", [{"most_running": 1}, {"running_seconds": 0.0}])
def test_what_is_not_at_hand_is_read_and_saved_on(
    database: dict[str, Any], domain: Domain, limits: dict[str, float]
) -> None:
    store = ConversationStore(domain=domain, **limits, **database)
    first = begin(store, "first")
    asyncio.run(store.save(first))
    asyncio.run(store.save(begin(store, "second")))

    again = asyncio.run(store.retrieve("first"))
    assert again is not first
    again.update(UserUttered("hello"))
    asyncio.run(store.save(again))

    read = as_rasa_reads_it(database, domain, "first")
    assert read is not None
    assert [event.as_dict() for event in read.events] == [e.as_dict() for e in again.events]


def _say(tracker: DialogueStateTracker, text: str) -> None:
    tracker.update(UserUttered(text))
    tracker.update(SlotSet("area", text))
    tracker.update(ActionExecuted("action_listen"))


@pytest.mark.parametrize("limits", [{}, {"most_running": 1}, {"running_seconds": 0.0}])
def test_of_a_long_conversation_the_last_messages_are_handed_out_and_all_are_stored(
    database: dict[str, Any], domain: Domain, limits: dict[str, float]
) -> None:
    store = ConversationStore(domain=domain, messages_at_hand=2, **limits, **database)
    asyncio.run(store.save(begin(store, "long")))
    for number in range(6):
        tracker = asyncio.run(store.retrieve("long"))
        assert tracker is not None
        _say(tracker, f"message {number}")
        # Others come in between, so that with room for one the conversation is let go of while it is answered.
        asyncio.run(store.save(begin(store, f"other {number}")))
        asyncio.run(store.save(tracker))

    at_hand = asyncio.run(store.retrieve("long"))
    assert at_hand is not None
    texts = [event.text for event in at_hand.events if isinstance(event, UserUttered)]
    assert texts == ["message 4", "message 5"]
    assert at_hand.events[0] == ActionExecuted("action_listen")
    assert at_hand.get_slot("area") == "message 5"
    stored = as_rasa_reads_it(database, domain, "long")
    assert stored is not None
    texts = [event.text for event in stored.events if isinstance(event, UserUttered)]
    assert texts == [f"message {number}" for number in range(6)]


def test_a_whole_conversation_that_is_saved_again_is_not_doubled(
    database: dict[str, Any], domain: Domain
) -> None:
    store = ConversationStore(domain=domain, messages_at_hand=1, **database)
    tracker = begin(store, "one")
    for number in range(3):
        _say(tracker, f"message {number}")
        asyncio.run(store.save(tracker))
    whole = asyncio.run(store.retrieve_full_tracker("one"))
    assert whole is not None
    events = len(whole.events)
    _say(whole, "one more")
    asyncio.run(store.save(whole))
    stored = as_rasa_reads_it(database, domain, "one")
    assert stored is not None
    assert len(stored.events) == events + 3


def test_conversations_are_kept_apart(database: dict[str, Any], domain: Domain) -> None:
    store = ConversationStore(domain=domain, **database)
    for name in ("one", "two"):
        tracker = begin(store, name)
        tracker.update(UserUttered(f"this is {name}"))
        asyncio.run(store.save(tracker))
    for name in ("one", "two"):
        tracker = asyncio.run(store.retrieve(name))
        assert tracker.sender_id == name
        assert tracker.latest_message.text == f"this is {name}"


def test_nothing_is_left_of_who_asked_to_be_forgotten(
    database: dict[str, Any], domain: Domain
) -> None:
    store = ConversationStore(domain=domain, **database)
    for name in ("one", "other"):
        tracker = begin(store, name)
        tracker.update(UserUttered("my secret"))
        asyncio.run(store.save(tracker))
    tracker = asyncio.run(store.retrieve("one"))
    assert tracker is not None
    tracker.update(SlotSet("forgotten", True))
    asyncio.run(store.save(tracker))
    assert asyncio.run(store.retrieve("one")) is None
    assert as_rasa_reads_it(database, domain, "one") is None
    assert as_rasa_reads_it(database, domain, "other") is not None
