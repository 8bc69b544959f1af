from __future__ import annotations

import pytest

from bot.nlu.atoms import MAX_CLAUSES, Cut, find_atoms
from bot.nlu.clauses import MAX_ATOMS, Bounds, Reading, best_clauses, clause_texts
from bot.nlu.lexicon import lexicon
from bot.nlu.tokenizer import parse

WORDS = lexicon("en")


def atoms_of(text: str) -> list[str]:
    doc = parse(text)
    return [doc[atom.start : atom.end].text for atom in find_atoms(doc, WORDS)]


@pytest.mark.parametrize(
    ("text", "atoms"),
    [
        ("How many visits? And who paid", ["How many visits", "And who paid"]),
        ("prison visits, TB patients and soldiers", ["prison visits", "TB patients", "soldiers"]),
        ("1) visits 2) families", ["visits", "families"]),
        ("- visits\n- families", ["visits", "families"]),
        (
            "apart from the visits, what about families",
            ["apart from the visits", "what about families"],
        ),
        ("visits: 900 or 800?", ["visits: 900 or 800"]),
        ("how many, was it over 900, or under 800", ["how many", "was it over 900", "under 800"]),
        ("was it 900 and 800", ["was it 900", "800"]),
        ("TL;DR please", ["TL;DR please"]),
        ("who besides you went there", ["who besides you went there"]),
        ("?!", []),
    ],
)
def test_a_text_may_be_cut_where_a_clause_may_begin(text: str, atoms: list[str]) -> None:
    assert atoms_of(text) == atoms


def test_a_thing_of_a_list_takes_over_how_it_is_counted_within_its_sentence() -> None:
    doc = parse("How many visits, families? Then schools, teachers")
    atoms = find_atoms(doc, WORDS)
    texts = clause_texts(doc, atoms, WORDS)
    assert texts[1, 2] == "How many families"
    assert texts[3, 4] == "teachers"


def test_items_are_never_joined_and_stretches_are_short() -> None:
    doc = parse("1) a one, b two, c three, d four\n2) e five")
    atoms = find_atoms(doc, WORDS)
    texts = clause_texts(doc, atoms, WORDS)
    item = next(place for place, atom in enumerate(atoms[1:], 1) if atom.cut is Cut.ITEM)
    assert not any(start < item < end for start, end in texts)
    assert all(end - start <= MAX_ATOMS or start == 0 for start, end in texts)


def test_of_many_places_only_so_many_are_cut() -> None:
    doc = parse("one thing, another thing and more. " * 40)
    atoms = find_atoms(doc, WORDS)
    assert len(atoms) == MAX_CLAUSES
    assert atoms[-1].end >= len(doc) - 1
    assert all(atom.cut in (Cut.SENTENCE, Cut.ITEM) for atom in atoms)


def cuts(text: str, readings: dict[Bounds, Reading]) -> list[Bounds]:
    return best_clauses(find_atoms(parse(text), WORDS), readings)


def test_what_is_clearer_apart_is_cut() -> None:
    readings = {
        (0, 1): Reading("visits", 0.99, tells=True),
        (1, 2): Reading("families", 0.99, tells=True),
        (0, 2): Reading("visits", 0.99),
    }
    assert cuts("visits, families", readings) == [(0, 1), (1, 2)]


def test_what_is_clear_only_together_is_not() -> None:
    readings = {
        (0, 1): Reading("law", 0.3),
        (1, 2): Reading("help", 0.3),
        (0, 2): Reading("support", 0.95),
    }
    assert cuts("legal and forensic help", readings) == [(0, 2)]


def test_a_statement_and_whether_it_is_so_are_one_clause() -> None:
    text = "Home visits took place. Is that so?"
    readings = {
        (0, 1): Reading("visits", 0.99, tells=True),
        (1, 2): Reading("exact", 0.99, checks=True),
        (0, 2): Reading("visits", 0.9, states=True),
    }
    assert cuts(text, readings) == [(0, 2)]
    readings[0, 2] = Reading("visits", 0.9)
    assert cuts(text, readings) == [(0, 1), (1, 2)]


def test_neighbours_of_one_sense_stay_together() -> None:
    readings = {
        (0, 1): Reading("students", 0.99, tells=True),
        (1, 2): Reading("students", 0.99, tells=True),
        (0, 2): Reading("students", 0.99),
    }
    assert cuts("students and lawyers", readings) == [(0, 2)]


def test_a_comparison_has_its_sense_as_a_whole() -> None:
    readings = {
        (0, 1): Reading("visits", 0.99, tells=True),
        (1, 2): Reading("families", 0.99, tells=True),
        (0, 2): Reading("pair", 0.9, whole=True),
    }
    assert cuts("more visits or families", readings) == [(0, 2)]


def test_a_statement_is_one_clause_unless_it_hides_something_else() -> None:
    statement = Reading("visits", 0.9, states=True)
    parts = {(0, 1): Reading("visits", 0.7), (1, 2): Reading("people", 0.6)}
    assert cuts("visits and people", {**parts, (0, 2): statement}) == [(0, 2)]
    told = {(0, 1): Reading("visits", 0.99, tells=True), (1, 2): Reading("sun", 0.99, tells=True)}
    assert cuts("visits and panels", {**told, (0, 2): statement}) == [(0, 1), (1, 2)]
