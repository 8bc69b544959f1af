from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from press_parts import SITE, press_in_english, unproven_numbers

from bot.facts import FactSheet, Qualifier, YamlFileError
from bot.press import printed
from bot.press.press import Press, questions_and_answers, show
from bot.press.printed import printed_sheet
from bot.press.search import search
from bot.press.structured_data import dataset, faq_page
from bot.press.texts import TEXTS_FOLDER, load_press_texts


@pytest.fixture(scope="module")
def press() -> Press:
    return press_in_english()


@pytest.mark.parametrize(
    ("words", "key"),
    [("prison", "tb_treated"), ("FAMILIES missing", "missing_families_supported"), ("TB", "tb_mortality")],
)  # fmt: skip
def test_words_find_figures(press: Press, words: str, key: str) -> None:
    assert key in [fact.key for fact in search(press, "", words).figures]


def test_a_number_finds_its_figure_with_and_without_separator(
    press: Press, figure_key: str
) -> None:
    fact = press.sheet.facts[figure_key]
    assert fact.figure is not None
    written = fact.figure.compact(press.language)
    for words in (written, written.replace(",", "")):
        assert fact in search(press, "", words).figures


def test_search_keeps_to_the_area_and_shows_its_statements(press: Press, area_key: str) -> None:
    found = search(press, area_key, "")
    assert [*found.figures, *found.statements]
    assert {fact.area for fact in (*found.figures, *found.statements)} == {area_key}


def test_an_unknown_area_stands_for_all_and_nothing_is_found_for_nonsense(press: Press) -> None:
    assert list(search(press, "<b>", "").figures) == press.sheet.figures()
    found = search(press, "", "xyzzy")
    assert (found.figures, found.statements) == ((), ())


def test_questions_are_answered_with_their_source(press: Press) -> None:
    answered = questions_and_answers(press)
    assert len(answered) > len(press.sheet.areas)
    assert all(one.answer and one.source.startswith("Source: ICRC") for one in answered)
    content = faq_page(press, SITE, "/press", answered)
    assert [one["name"] for one in content["mainEntity"]] == [one.question for one in answered]


def test_the_data_set_gives_lower_bounds_as_such(press: Press, sheet: FactSheet) -> None:
    content = dataset(press, SITE)
    by_name = {one["name"]: one for one in content["variableMeasured"]}
    assert len(by_name) == len(sheet.figures())
    for fact in sheet.figures():
        assert fact.figure is not None
        one = by_name[fact.label["en"]]
        assert unproven_numbers(one["description"], sheet, [fact]) == []
        if fact.figure.qualifier is Qualifier.MORE_THAN:
            assert (one["minValue"], "value" in one) == (fact.figure.value, False)
        elif fact.figure.qualifier is Qualifier.EXACT:
            assert one["value"] == fact.figure.value
        else:
            assert one["value"] == show(press, fact).display
    assert json.dumps(content)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts drawn on the PDF."""
    texts: list[str] = []

    class Recording(printed.Canvas):  # type: ignore[misc]
        def drawString(self, x: float, y: float, text: str, *rest: Any, **named: Any) -> None:
            assert 0 < x < 596
            assert 20 < y < 842, "it runs off the page"
            texts.append(text)
            super().drawString(x, y, text, *rest, **named)

    monkeypatch.setattr(printed, "Canvas", Recording)
    return texts


def test_the_pdf_is_one_page_with_every_figure_and_no_other_number(
    press: Press, sheet: FactSheet, drawn: list[str]
) -> None:
    content = printed_sheet(press, SITE)
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") == 1
    said = " ".join(drawn)
    for fact in sheet.figures():
        assert show(press, fact).display in drawn
        assert fact.text(press.language) in said
    day = press.texts.day(press.record.last_change())
    assert day in said
    assert unproven_numbers(said.replace(day, ""), sheet, sheet.figures()) == []


def test_the_pdf_is_the_same_every_time(press: Press) -> None:
    assert printed_sheet(press, SITE) == printed_sheet(press, SITE)


def test_a_number_typed_into_the_wording_is_refused(tmp_path: Path) -> None:
    text = (TEXTS_FOLDER / "en.yml").read_text()
    (tmp_path / "en.yml").write_text(text.replace("Headline figures on", "650 figures on"))
    with pytest.raises(YamlFileError, match=r"page\.description: the number '650'"):
        load_press_texts("en", tmp_path)
