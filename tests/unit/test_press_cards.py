from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from PIL import Image
from press_parts import unproven_numbers, with_original

from bot.facts import FactSheet
from bot.press.cards import Shape, card_of_figure, card_of_page, layout, png, svg
from bot.press.fonts import text_width, wrap, wrap_balanced
from bot.press.press import Press, press_for

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def press() -> Press:
    return press_for("en")


@pytest.mark.parametrize("shape", list(Shape))
def test_all_text_stands_on_the_card_and_lines_do_not_meet(
    press: Press, figure_key: str, shape: Shape
) -> None:
    width, height = shape.value
    fact = press.sheet.facts[figure_key]
    far = f"https://{'facts.' * 4}example.org/press/figures/{figure_key}"
    cards = (card_of_figure(press, fact), card_of_figure(press, fact, far), card_of_page(press))
    for card in cards:
        lines = layout(card, shape)
        for line in lines:
            assert line.x + text_width(line.text, line.size, line.bold) <= width - 40
            assert 0 < line.y - line.size < line.y < height - 30
        for above, below in pairwise(lines):
            assert above.y + above.size * 0.2 <= below.y - below.size * 0.72, (above, below)


@pytest.mark.parametrize("shape", list(Shape))
def test_a_card_says_figure_label_and_source_and_no_other_number(
    press: Press, sheet: FactSheet, figure_key: str, shape: Shape
) -> None:
    fact = sheet.facts[figure_key]
    card = card_of_figure(press, fact)
    image = ElementTree.fromstring(svg(card, shape))
    texts = [element.text or "" for element in image.iter(f"{SVG}text")]
    said = " ".join(texts)
    assert card.large in texts
    assert fact.figure is not None
    assert fact.figure.compact(press.language).lower() == card.large.lower()
    assert fact.caption_line(press.language) in said
    assert "Not an ICRC publication" in texts
    assert press.source()["title"] in said
    assert unproven_numbers(said, sheet, [fact]) == []
    assert unproven_numbers(card.alt, sheet, [fact]) == []
    assert image.findtext(f"{SVG}title") == card.alt


@pytest.mark.parametrize("shape", list(Shape))
def test_the_png_has_the_size_it_says(press: Press, shape: Shape) -> None:
    card = card_of_figure(press, press.sheet.facts["tb_mortality"])
    image = Image.open(io.BytesIO(png(card, shape)))
    assert image.size == shape.value
    assert image.format == "PNG"
    assert len({colour for _, colour in image.getcolors(1 << 16) or ()}) > 2


def test_markup_in_a_text_stays_text(press: Press) -> None:
    card = replace(card_of_page(press), label='<script>alert("x")</script> & more')
    image = ElementTree.fromstring(svg(card, Shape.WIDE))
    assert not list(image.iter(f"{SVG}script"))


def test_a_word_longer_than_the_line_has_a_line_of_its_own() -> None:
    assert wrap("a bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb c", 20, 50) == ["a", "b" * 30, "c"]


@pytest.mark.parametrize("shape", list(Shape))
def test_figure_and_label_keep_away_from_head_and_source(
    press: Press, figure_key: str, shape: Shape
) -> None:
    lines = layout(card_of_figure(press, press.sheet.facts[figure_key]), shape)
    place = next(i for i, line in enumerate(lines) if line.text == show_large(press, figure_key))
    label = [line for line in lines[place + 1 :] if line.size >= 30]
    foot = lines[place + 1 + len(label)]
    assert lines[place].y - lines[place].size * 0.78 - lines[place - 1].y >= 34
    assert foot.y - foot.size - label[-1].y >= 34


@pytest.mark.parametrize("shape", list(Shape))
def test_no_line_holds_a_word_left_over(press: Press, figure_key: str, shape: Shape) -> None:
    fact = press.sheet.facts[figure_key]
    lines = layout(card_of_figure(press, fact), shape)
    label = [line.text for line in lines if line.text in fact.caption_line(press.language)]
    assert " ".join(label) == fact.caption_line(press.language)
    assert len(label) == 1 or all(" " in line for line in label)


def show_large(press: Press, key: str) -> str:
    return card_of_figure(press, press.sheet.facts[key]).large


def test_lines_are_balanced_and_no_more_of_them_than_needed() -> None:
    text = "people supported with livelihood assets"
    width = int(text_width("people supported with livelihood", 20)) + 1
    assert wrap(text, 20, width) == ["people supported with livelihood", "assets"]
    assert wrap_balanced(text, 20, width) == ["people supported", "with livelihood assets"]
    assert wrap_balanced(text, 20, 1000) == [text]
    assert wrap_balanced("", 20, 100) == []


def test_the_address_stands_on_the_card_where_it_is_known_and_fits(press: Press) -> None:
    fact = press.sheet.facts["tb_treated"]
    place = "facts.example.org/press/figures/tb_treated"
    assert place in svg(card_of_figure(press, fact, f"https://{place}"), Shape.SQUARE)
    far = f"https://{'far.' * 40}example.org/"
    for card in (card_of_figure(press, fact), card_of_figure(press, fact, far)):
        said = [line.text for line in layout(card, Shape.WIDE)]
        assert said[-1] == "Not an ICRC publication"


def test_a_card_bears_the_year_of_the_original_where_it_is_known(press: Press) -> None:
    fact = press.sheet.facts["tb_treated"]
    dated = card_of_figure(with_original(press, None, date(2029, 11, 8)), fact)
    assert dated.source.endswith("”, 2029")
    assert card_of_figure(press, fact).source.endswith("”")
