"""Whatever a fact, an intent, an action or a text needs elsewhere is there."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import yaml
from training_examples import Examples

from bot.answers.dispatch import ANSWERS
from bot.answers.texts import languages_with_texts
from bot.facts import FactSheet, Language, find_numbers
from bot.facts.frame import UNCOUNTED, Act, Form, Polarity
from bot.facts.model import QuestionKind
from bot.nlu.compositions_of_several import ARITHMETIC
from bot.press.check.language import check_words
from bot.press.check.nouns import nouns_of
from bot.press.press import press_for

LEAST_PER_FACT = 10
LEAST_PER_AREA = 40
LEAST_PER_INTENT = 25
LEAST_OUT_OF_SCOPE = 250
OUT_OF_SCOPE = "out_of_scope"
# Intents whose examples are told apart by topic, not by fact.
WITH_TOPICS = {OUT_OF_SCOPE, "ask_comparison", "ask_group", "ask_form", "ask_summary"}
# Topics whose examples are composed when a model is trained.
COMPOSED = {UNCOUNTED, ARITHMETIC}
# Set by the code where nothing was understood, so there is nothing to train it with.
UNTRAINED = {"nlu_fallback"}
SHARED_MODULES = {"__init__", "answer_action"}
PLACEHOLDER = re.compile(r"\{\w+\}")
SENTENCE_END = re.compile(r"[.!?](?=\s|$)")


def leaves(content: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a nested structure with its place."""
    if isinstance(content, str):
        yield where, content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from leaves(value, f"{where}.{key}".lstrip("."))
    elif isinstance(content, list):
        for position, value in enumerate(content):
            yield from leaves(value, f"{where}.{position}")


def plain(text: str) -> str:
    return " ".join(text.casefold().split())


def care_intents(domain: dict[str, Any], root: Path) -> set[str]:
    """Intents of the training data's file on care."""
    blocks = yaml.safe_load((root / "data" / "nlu" / "care.yml").read_text(encoding="utf-8"))
    found = {block["intent"] for block in blocks["nlu"]}
    assert found <= set(domain["intents"])
    return found


def steps_of(root: Path) -> list[list[dict[str, Any]]]:
    """The steps of every rule and story."""
    found = []
    for path in sorted((root / "data" / "stories").rglob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        entries = [*content.get("rules", []), *content.get("stories", [])]
        found += [entry["steps"] for entry in entries]
    return found


# --- examples ------------------------------------------------------------------------------------


def test_every_fact_has_enough_examples(sheet: FactSheet, training_data: list[Examples]) -> None:
    counts = Counter(dict.fromkeys(sheet.facts, 0))
    for block in training_data:
        if block.intent not in WITH_TOPICS and block.sub is not None:
            counts[block.sub] += len(set(block.texts))
    assert {key: n for key, n in counts.items() if n < LEAST_PER_FACT} == {}


def test_every_fact_of_the_examples_exists_in_their_area(
    sheet: FactSheet, training_data: list[Examples]
) -> None:
    for block in training_data:
        if block.intent in WITH_TOPICS or block.sub is None:
            continue
        assert block.sub in sheet.facts, block.sub
        area = sheet.area_of_intent(block.intent)
        assert sheet.facts[block.sub].area == (area.key if area else None), block.sub


def test_every_area_has_enough_examples(
    sheet: FactSheet, examples_by_intent: Mapping[str, set[str]]
) -> None:
    counts = {area.intent: len(examples_by_intent[area.intent]) for area in sheet.areas.values()}
    assert {intent: n for intent, n in counts.items() if n < LEAST_PER_AREA} == {}


def test_every_other_intent_has_enough_examples(
    domain: dict[str, Any], examples_by_intent: Mapping[str, set[str]]
) -> None:
    counts = {name: len(examples_by_intent[name]) for name in set(domain["intents"]) - UNTRAINED}
    assert {intent: n for intent, n in counts.items() if n < LEAST_PER_INTENT} == {}


def test_out_of_scope_has_enough_examples(examples_by_intent: Mapping[str, set[str]]) -> None:
    assert len(examples_by_intent[OUT_OF_SCOPE]) >= LEAST_OUT_OF_SCOPE


def test_no_example_stands_for_two_things(training_data: list[Examples]) -> None:
    meanings: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    for block in training_data:
        for text in block.texts:
            meanings[plain(text)].add((block.intent, block.sub))
    assert {text: found for text, found in meanings.items() if len(found) > 1} == {}


def test_every_label_of_the_examples_is_known(root: Path) -> None:
    known: dict[str, type[Enum]] = {
        "kind": QuestionKind,
        "act": Act,
        "polarity": Polarity,
        "form": Form,
    }
    for path in sorted((root / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for name, value in (block.get("metadata") or {}).items():
                if name in known:
                    assert value in {label.value for label in known[name]}, (path.name, value)


# --- questions -----------------------------------------------------------------------------------


@pytest.fixture
def facts_asked_for(question_sets: dict[str, list[dict[str, Any]]]) -> dict[str, set[str]]:
    """Keys of the facts that each set of questions names."""
    return {
        name: {
            key
            for question in questions
            for part in (question, *question.get("parts", ()))
            for key in part.get("facts", ())
        }
        for name, questions in question_sets.items()
    }


def test_every_fact_is_asked_for(sheet: FactSheet, facts_asked_for: dict[str, set[str]]) -> None:
    missing = set(sheet.facts) - facts_asked_for["development.yml"]
    assert not missing, f"add to tests/questions/development.yml a question that asks for {missing}"


def test_every_fact_that_questions_ask_for_exists(
    sheet: FactSheet, facts_asked_for: dict[str, set[str]]
) -> None:
    for name, keys in facts_asked_for.items():
        assert keys - set(sheet.facts) == set(), name


@pytest.fixture
def trained_on(
    training_data: list[Examples], question_sets: dict[str, list[dict[str, Any]]]
) -> dict[str, list[str]]:
    """Ids of questions that are also examples; ids only, since nobody is to read the held-out set."""
    trained = {plain(text) for block in training_data for text in block.texts}
    return {
        name: ids
        for name, questions in question_sets.items()
        if (ids := [q["id"] for q in questions if plain(q["question"]) in trained])
    }


def test_no_example_is_a_question_of_the_question_sets(trained_on: dict[str, list[str]]) -> None:
    assert trained_on == {}


# --- intents and actions -------------------------------------------------------------------------


def test_data_and_domain_know_the_same_intents(
    domain: dict[str, Any], training_data: list[Examples]
) -> None:
    assert {block.intent for block in training_data} == set(domain["intents"]) - UNTRAINED


def test_every_intent_has_a_rule_or_story(domain: dict[str, Any], root: Path) -> None:
    handled = {step["intent"] for steps in steps_of(root) for step in steps if "intent" in step}
    assert set(domain["intents"]) - handled == set()


def test_every_intent_has_an_answer(
    sheet: FactSheet, domain: dict[str, Any], texts: dict[str, dict[str, Any]]
) -> None:
    answered = {*ANSWERS, *texts["en"]["care"], *(area.intent for area in sheet.areas.values())}
    assert set(domain["intents"]) - answered == set()
    assert set(ANSWERS) - set(domain["intents"]) == set()


def test_every_area_has_an_intent_in_the_domain(sheet: FactSheet, domain: dict[str, Any]) -> None:
    assert {area.intent for area in sheet.areas.values()} <= set(domain["intents"])


def test_every_action_is_used_by_a_rule_or_story_or_the_fallback(
    domain: dict[str, Any], root: Path
) -> None:
    used = {step["action"] for steps in steps_of(root) for step in steps if "action" in step}
    config = yaml.safe_load((root / "config.yml").read_text(encoding="utf-8"))
    used |= {policy.get("core_fallback_action_name") for policy in config["policies"]}
    assert set(domain["actions"]) - used == set()


def test_every_action_has_its_module_and_every_module_its_action(
    domain: dict[str, Any], root: Path
) -> None:
    modules = {path.stem for path in (root / "actions").glob("*.py")} - SHARED_MODULES
    assert {f"action_{module}" for module in modules} == set(domain["actions"])


def test_every_action_has_the_class_of_its_name(domain: dict[str, Any], root: Path) -> None:
    for action in domain["actions"]:
        name = action.removeprefix("action_")
        class_name = "Action" + "".join(word.capitalize() for word in name.split("_"))
        tree = ast.parse((root / "actions" / f"{name}.py").read_text(encoding="utf-8"))
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        assert [node.name for node in classes] == [class_name], action
        constants = {n.value for n in ast.walk(classes[0]) if isinstance(n, ast.Constant)}
        assert action in constants, action


def test_action_names_are_a_verb_and_a_noun(domain: dict[str, Any]) -> None:
    for action in domain["actions"]:
        assert re.fullmatch(r"action_[a-z]+_[a-z]+", action), action


# --- texts ---------------------------------------------------------------------------------------


def test_every_topic_of_the_examples_has_a_text(
    training_data: list[Examples], texts: dict[str, dict[str, Any]]
) -> None:
    topics = {block.sub for block in training_data if block.intent == OUT_OF_SCOPE}
    assert None not in topics
    assert topics | COMPOSED == set(texts["en"]["topics"])


def test_every_care_intent_has_a_text(
    domain: dict[str, Any], root: Path, texts: dict[str, dict[str, Any]]
) -> None:
    assert care_intents(domain, root) == set(texts["en"]["care"])
    assert set(texts["en"]["care_suggestions"]) <= set(texts["en"]["care"])


def test_care_texts_have_two_to_four_sentences(texts: dict[str, dict[str, Any]]) -> None:
    for code, content in texts.items():
        for intent, text in content["care"].items():
            assert 2 <= len(SENTENCE_END.findall(text)) <= 4, (code, intent)


def test_care_texts_hold_no_number(texts: dict[str, dict[str, Any]], english: Language) -> None:
    for intent, text in texts["en"]["care"].items():
        assert find_numbers(PLACEHOLDER.sub("", text), english) == [], intent


def test_care_texts_name_no_closed_delegation_and_no_hotline(
    texts: dict[str, dict[str, Any]],
) -> None:
    for intent, text in texts["en"]["care"].items():
        assert "delegation" not in text.lower(), intent
        assert "hotline" not in text.lower(), intent


def test_no_text_has_an_exclamation_mark(texts: dict[str, dict[str, Any]], root: Path) -> None:
    sheet_file = root / "bot" / "facts" / "fact_sheet.yml"
    files = {**texts, "fact sheet": yaml.safe_load(sheet_file.read_text(encoding="utf-8"))}
    shouted = [
        (name, where) for name in files for where, text in leaves(files[name]) if "!" in text
    ]
    assert shouted == []


def test_every_language_has_the_same_texts(texts: dict[str, dict[str, Any]]) -> None:
    places = {code: {where for where, _ in leaves(content)} for code, content in texts.items()}
    for code, found in places.items():
        assert found == places["en"], code


def test_every_text_has_the_same_placeholders_in_every_language(
    texts: dict[str, dict[str, Any]],
) -> None:
    english = {where: set(PLACEHOLDER.findall(text)) for where, text in leaves(texts["en"])}
    for code, content in texts.items():
        for where, text in leaves(content):
            assert set(PLACEHOLDER.findall(text)) == english[where], (code, where)


@pytest.mark.parametrize("name", ["greeting_suggestions", "thanks_suggestions"])
def test_at_most_three_suggestions_are_offered(name: str, texts: dict[str, dict[str, Any]]) -> None:
    for content in texts.values():
        assert 1 <= len(content[name]) <= 3


def test_texts_can_be_checked_in_every_language_of_the_answers(sheet: FactSheet) -> None:
    for code in languages_with_texts(sheet):
        assert check_words(code).work
        assert nouns_of(code).known
        assert press_for(code).texts["verdicts"]
