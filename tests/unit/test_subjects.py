from __future__ import annotations

import pytest

from bot.facts import FactSheet
from bot.nlu.subjects import subjects
from bot.nlu.tokenizer import parse


def test_every_tag_is_found_by_each_of_its_words(sheet: FactSheet) -> None:
    missed = [
        (key, word)
        for key, tag in sheet.tags.items()
        for word in tag.words["en"]
        if key not in subjects("en").tags(parse(f"what about {word} then"))
    ]
    assert missed == []


def test_a_name_within_a_longer_name_does_not_count() -> None:
    assert subjects("en").tags(parse("families of the missing")) == ("families_of_the_missing",)


@pytest.mark.parametrize("text", ["prisoner", "PRISONERS", "a prisoner's day"])
def test_case_and_number_do_not_matter(text: str) -> None:
    assert "detainees" in subjects("en").tags(parse(text))


def test_facts_are_found_by_their_names(sheet: FactSheet) -> None:
    for key, fact in sheet.facts.items():
        name = fact.aliases["en"][0]
        assert key in subjects("en").facts(parse(f"{name} again")), name
