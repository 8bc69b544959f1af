from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from bot.facts import FactSheet, QuestionKind
from bot.facts.frame import Act, Frame, Polarity
from bot.nlu.examples import Example
from bot.nlu.lexicon import lexicon
from bot.nlu.sense import Sense
from bot.nlu.strays import said_of_facts, with_strays

TRAINED = "ask_humanitarian_law/ihl_servicemen_trained"
SAID = {"ihl_servicemen_trained": ["serv", "trai"], "": ["peop"]}
CLAIM = Frame(
    "were police trained", "ask_humanitarian_law", fact="ihl_servicemen_trained", act=Act.CLAIMS
)


class Strange:
    """Takes "police" and "people" for what the sheet does not speak of."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def read_each(self, texts: Mapping[tuple[int, str], str]) -> dict[tuple[int, str], Sense]:
        self.read += texts.values()
        return {key: self._sense(text.split()[-1]) for key, text in texts.items()}

    def _sense(self, word: str) -> Sense:
        intent = "out_of_scope/uncounted" if word in ("police", "people") else "remark"
        return Sense({"subject": ((intent, 0.99),)})


def strays(frame: Frame) -> tuple[str, ...]:
    (found,) = with_strays([frame], Strange(), lexicon("en"), SAID)  # type: ignore[arg-type]
    return found.strays


def test_a_thing_that_is_said_of_no_fact_is_a_stray() -> None:
    assert strays(CLAIM) == ("police",)


@pytest.mark.parametrize(
    "changes",
    [{"text": "were people trained"}, {"text": "were they really trained"}, {"act": Act.ASKS}],
)
def test_common_words_other_words_and_questions_stray_nowhere(changes: dict[str, object]) -> None:
    assert strays(replace(CLAIM, **changes)) == ()  # type: ignore[arg-type]


def test_a_long_statement_is_looked_at_in_part() -> None:
    reader = Strange()
    words = " ".join(f"word{letter}" for letter in "abcdefghijklmnop")
    with_strays([replace(CLAIM, text=words)], reader, lexicon("en"), SAID)  # type: ignore[arg-type]
    assert len(reader.read) == 6


def said(sheet: FactSheet, examples: Sequence[Example]) -> dict[str, list[str]]:
    return said_of_facts(examples, sheet, "en")


def test_what_affirms_a_fact_or_asks_for_what_it_holds_is_said_of_it(sheet: FactSheet) -> None:
    told = said(
        sheet,
        [
            Example("recruits were drilled", TRAINED, QuestionKind.YES_NO, Act.CLAIMS),
            Example("police excluded", TRAINED, QuestionKind.YES_NO, Act.CLAIMS, Polarity.DENIED),
            Example("which barracks", TRAINED, QuestionKind.WHERE),
        ],
    )
    words = told["ihl_servicemen_trained"]
    assert {"recr", "dril", "servic"} <= {word[:6] for word in words} | {w[:4] for w in words}
    assert not any(word.startswith(("poli", "barr")) for word in words)
    assert set(told) == {"", *sheet.facts}
