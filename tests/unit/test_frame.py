from __future__ import annotations

import json

from bot.facts import Kind, QuestionKind
from bot.facts.context import Context
from bot.facts.frame import Act, ClaimedNumber, Form, Frame, Polarity, Position

FULL = Frame(
    text="so 900 visits?",
    intent="ask_detention",
    confidence=0.75,
    fact="detention_visits",
    facts=(("detention_visits", 0.7), ("tb_treated", 0.1)),
    topic="pair",
    act=Act.CLAIMS,
    kind=QuestionKind.YES_NO,
    kinds=((QuestionKind.YES_NO, 0.6), (QuestionKind.OPEN, 0.3)),
    polarity=Polarity.DENIED,
    form=Form.BULLETS,
    numbers=(ClaimedNumber("900", 900.0, Kind.COUNT, "more_than", "tb_treated"),),
    tags=("detainees",),
    sides=("detention_visits", "tb_treated"),
    excluded=("closure",),
    refers_back=True,
    position=Position.SECOND,
    of_person=True,
    language="en",
)


def test_a_frame_survives_its_record() -> None:
    assert Frame.from_dict(json.loads(json.dumps(FULL.as_dict()))) == FULL
    plain = Frame(text="hello", intent="greet")
    assert Frame.from_dict(json.loads(json.dumps(plain.as_dict()))) == plain


def test_what_says_nothing_is_not_kept() -> None:
    kept = Frame(text="hello", intent="greet").as_dict()
    assert set(kept) == {"text", "intent", "confidence", "language"}


def test_a_probability_is_found_by_its_fact() -> None:
    assert FULL.probability("tb_treated") == 0.1
    assert FULL.probability("closure") == FULL.probability(None) == 0.0


def test_a_year_is_told_from_a_count() -> None:
    def number(text: str, value: float) -> ClaimedNumber:
        return ClaimedNumber(text, value, Kind.COUNT, None)

    assert number("2015", 2015).is_year
    assert number("nineteen ninety-nine", 1999).is_year
    assert not number("2,015", 2015).is_year
    assert not number("two thousand", 2000).is_year


def test_a_context_survives_its_slots() -> None:
    context = Context(
        "detention", "tb_treated", QuestionKind.WHEN, ("a",), ("b", "a"), "care", True
    )
    assert Context.from_slots(dict(context.slots()).get) == context
    assert Context.from_slots(lambda name: None) == Context()
