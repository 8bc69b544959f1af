"""A message is cut where its parts make more sense alone than together."""

from __future__ import annotations

import pytest

from bot.nlu.question_words import question_words
from bot.nlu.segments import Cut, Sense, best_segments, find_atoms, segment_texts
from bot.nlu.tokenizer import parse

WORDS = question_words("en")
WHOLE = ("ask_detention", None)


def senses_of(text: str, clear: dict[str, tuple[str, float]], whole: float) -> list[str]:
    """The texts of the best segments: those named are clear, every other stretch has the share `whole`."""
    doc = parse(text)
    atoms = find_atoms(doc, WORDS)
    texts = segment_texts(doc, atoms, WORDS)
    senses = {
        place: Sense(("ask", clear[said][0]), clear[said][1])
        if said in clear
        else Sense(WHOLE, whole)
        for place, said in texts.items()
    }
    return [texts[place] for place in best_segments(atoms, senses)]


@pytest.mark.parametrize(
    ("text", "atoms"),
    [
        ("Covid? solar?", [("Covid", Cut.SENTENCE), ("solar", Cut.SENTENCE)]),
        (
            "1) visits 2) soldiers trained",
            [("visits", Cut.SENTENCE), ("soldiers trained", Cut.SENTENCE)],
        ),
        (
            "how many visits were made and when did you begin",
            [
                ("how many visits were made", Cut.SENTENCE),
                ("when did you begin", Cut.QUESTION_WORD),
            ],
        ),
        (
            "what about mines and survivors",
            [("what about mines", Cut.SENTENCE), ("survivors", Cut.JOINT)],
        ),
        # What only leads to a question is not cut off, nor is a story around it.
        (
            "of the missing, how many came back",
            [("of the missing, how many came back", Cut.SENTENCE)],
        ),
        (
            "I am a student. How many visits were made?",
            [("How many visits were made", Cut.SENTENCE)],
        ),
        ("", []),
    ],
)
def test_atoms_are_found_where_another_question_may_begin(
    text: str, atoms: list[tuple[str, Cut]]
) -> None:
    doc = parse(text)
    found = find_atoms(doc, WORDS)
    assert [(doc[atom.start : atom.end].text, atom.cut) for atom in found] == atoms


def test_a_listed_thing_takes_over_what_is_asked() -> None:
    doc = parse("how many visits, families and patients?")
    texts = segment_texts(doc, find_atoms(doc, WORDS), WORDS)
    assert texts[1, 2] == "how many families"
    assert texts[2, 3] == "how many patients"
    assert texts[0, 3] == "how many visits, families and patients"


def test_a_list_is_cut_where_each_thing_is_clear_and_the_whole_is_not() -> None:
    clear = {
        "how many visits": ("visits", 0.99),
        "how many families": ("families", 0.99),
    }
    assert senses_of("how many visits and families", clear, whole=0.4) == list(clear)


def test_what_is_clear_as_a_whole_stays_whole() -> None:
    clear = {"what about mines": ("mines", 0.99), "survivors": ("survivors", 0.99)}
    text = "what about mines and survivors"
    assert senses_of(text, clear, whole=0.97) == [text]


def test_neighbours_of_one_sense_stay_together() -> None:
    clear = {"how many students": ("students", 0.99), "how many lawyers": ("students", 0.99)}
    text = "how many students and lawyers"
    assert senses_of(text, clear, whole=0.2) == [text]


def test_questions_of_their_own_are_cut_though_the_first_outshines_the_rest() -> None:
    clear = {
        "how far did mortality fall": ("mortality", 0.99),
        "And was it a model": ("model", 0.8),
    }
    text = "how far did mortality fall? And was it a model?"
    assert senses_of(text, clear, whole=0.97) == list(clear)
