"""Work in proportion to a message's length, and memory that does not grow with every new word: counted, not timed."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import count, pairwise

import pytest
from spacy.tokens import Doc

from bot.channels.incoming import clean
from bot.facts import load_fact_sheet
from bot.facts.context import Context
from bot.nlu.atoms import MAX_CLAUSES
from bot.nlu.classifier import Classifier
from bot.nlu.reader import Reader
from bot.nlu.sense import Sense
from bot.nlu.spelling import Spelling
from bot.nlu.tokenizer import MessageReader


def counted_calls(work: Callable[[], object]) -> int:
    """How many functions are called."""
    calls = count()

    def note(*_: object) -> None:
        next(calls)

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return next(calls)


def words(seed: int = 1) -> Iterator[str]:
    letters = random.Random(seed)
    while True:
        yield "".join(letters.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(7))


def signs(characters: int) -> str:
    drawn = random.Random(2)
    return "".join(drawn.choice("?!.,;:") for _ in range(characters))


def mixed(row: Callable[[str], str], characters: int) -> str:
    drawn = words()
    return " ".join(row(next(drawn)) for _ in range(characters))[:characters]


TEXTS: dict[str, Callable[[int], str]] = {
    "signs": signs,
    "one sign": lambda n: "=" * n,
    "dashes": lambda n: "-" * n,
    "brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "rows of numbers": lambda n: ("12;34;56;78\n" * n)[:n],
    "roman numerals": lambda n: ("XVII " * n)[:n],
    "halves and words": lambda n: mixed(lambda word: f"½ {word}", n),
    "numbers and words": lambda n: mixed(lambda word: f"12 {word}", n),
    "new words": lambda n: mixed(lambda word: word, n),
    "one long word": lambda n: "a" * n,
    "one long number": lambda n: "1" + ",123" * (n // 4),
    "emoji": lambda n: "😀" * n,
    "combining marks": lambda n: "e\u0301\u0301\u0301" * (n // 4),
    "quotation marks": lambda n: "\"' " * (n // 3),
    "addresses": lambda n: ("http://a.b/c?d=e&f=g " * n)[:n],
    "joints": lambda n: ("and or " * n)[:n],
    "items": lambda n: ("1) visits\n" * n)[:n],
    "commas": lambda n: ("visits, families, " * n)[:n],
    "questions": lambda n: ("how many visits? " * n)[:n],
    "number words": lambda n: ("one thousand two hundred and " * n)[:n],
}


class Counting(Classifier):
    """Takes every text for the same, and counts the texts and their characters."""

    def __init__(self) -> None:
        self.texts = 0
        self.characters = 0

    def read(self, texts: Sequence[str]) -> list[Sense]:
        self.texts += len(texts)
        self.characters += sum(map(len, texts))
        ranked = {
            "subject": (("ask_detention/tb_treated", 0.9),),
            "kind": (("open", 0.9),),
            "act": (("asks", 0.9),),
            "polarity": (("affirmed", 0.9),),
        }
        return [Sense(ranked) for _ in texts]


def read(text: str) -> Counting:
    counting = Counting()
    reader = Reader(load_fact_sheet(), counting, Spelling([], [], "en"), "en", {})
    reader.read(clean(text), Context())
    return counting


@pytest.mark.parametrize("kind", TEXTS)
def test_a_message_takes_work_in_proportion_to_its_length(kind: str) -> None:
    def calls(characters: int) -> int:
        return counted_calls(lambda: read(TEXTS[kind](characters)))

    calls(1000)
    short, long = calls(1000), calls(4000)
    assert long <= 5 * short + 10_000


@pytest.mark.parametrize("kind", TEXTS)
def test_no_message_is_cut_into_more_stretches_than_can_be_read(kind: str) -> None:
    done = read(TEXTS[kind](4000))
    # Each clause alone, with up to two neighbours, as a whole sentence, behind a name, and by its numbers.
    assert done.texts <= 6 * MAX_CLAUSES + 8
    assert done.characters <= 8 * 4000


@pytest.mark.parametrize("kind", TEXTS)
def test_no_word_that_is_left_of_a_message_is_longer_than_words_are(kind: str) -> None:
    cleaned = clean(TEXTS[kind](4000))
    assert max(map(len, cleaned.split()), default=0) <= 80
    assert clean(cleaned) == cleaned


def test_the_vocabulary_of_messages_is_let_go_of_before_it_grows_too_large() -> None:
    reading, drawn = MessageReader("en", most_bytes=200_000), words()
    held = []
    for _ in range(200):
        doc = reading.tokens(" ".join(next(drawn) for _ in range(100)))
        held.append(reading.held_bytes)
        assert len({token.text for token in doc}) == 100
    assert max(held) <= 200_000
    # It was let go of again and again, each time with all it held.
    assert sum(later < earlier for earlier, later in pairwise(held)) >= 20


def test_long_words_count_by_their_length() -> None:
    reading = MessageReader("en", most_bytes=100_000)
    reading.tokens("x" * 60_000)
    assert reading.held_bytes >= 60_000
    reading.tokens("y" * 60_000)
    assert reading.held_bytes < 1000


def test_a_text_stays_readable_after_its_vocabulary_was_let_go_of() -> None:
    reading = MessageReader("en", most_bytes=0)
    docs: list[Doc] = [reading.parse(f"How many visits {n}? And families?") for n in range(5)]
    for number, doc in enumerate(docs):
        assert [sentence.text for sentence in doc.sents] == [
            f"How many visits {number}?",
            "And families?",
        ]
