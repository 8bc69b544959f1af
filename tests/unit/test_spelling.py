"""Slips are put right; numbers, names and words of the language are left alone."""

from __future__ import annotations

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.message_parts import reading
from bot.nlu.spelling import SpellingCorrector

WORDS = ["tuberculosis", "prisoners", "registered", "missing", "families", "visits", "wells"]


@pytest.fixture(scope="module")
def corrector(tmp_path_factory: pytest.TempPathFactory) -> SpellingCorrector:
    storage = LocalModelStorage(tmp_path_factory.mktemp("model"))
    settings = {**SpellingCorrector.get_default_config(), "minimum_count": 1}
    examples = [Message(data={"text": word, "intent": "any"}) for word in WORDS]
    resource = SpellingCorrector(settings, storage, Resource("spelling")).train(
        TrainingData(examples)
    )
    context = ExecutionContext(GraphSchema({}), node_name="spelling")
    return SpellingCorrector.load(settings, storage, resource, context)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("famlies", "families"),
        ("tubercolosis", "tuberculosis"),
        ("prisonners", "prisoners"),
        ("registerd", "registered"),
        ("hw mny vists", "how many visits"),
        ("u r rgt", "you are rgt"),
    ],
)
def test_slips_are_put_right(corrector: SpellingCorrector, typed: str, meant: str) -> None:
    assert corrector.corrected(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "How many missing persons?",
        "1,234 and 5.6 % — COVID-19",
        "cells",
        "screaming and filling",
        "dear Aliya",
        "İstanbul ağır şəhər",
        "Сколько человек?",
        "   two  spaces\n",
    ],
)
def test_what_is_no_slip_is_left_alone(corrector: SpellingCorrector, text: str) -> None:
    assert corrector.corrected(text) == text


def test_the_text_as_typed_is_kept(corrector: SpellingCorrector) -> None:
    message = Message(data={"text": "hw many famlies"})
    corrector.process([message])
    assert message.get("text") == "hw many famlies"
    assert reading(message) == "how many families"
