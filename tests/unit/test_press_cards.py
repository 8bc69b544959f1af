from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from PIL import Image
from press_parts import press_in_english, unproven_numbers

from bot.facts import FactSheet
from bot.press.cards import Shape, card_of_figure, card_of_page, layout, png, svg
from bot.press.fonts import text_width, wrap
from bot.press.press import Press

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def press() -> Press:
    return press_in_english()


@pytest.mark.parametrize("shape", list(Shape))
def test_all_text_stands_on_the_card_and_lines_do_not_meet(
    press: Press, figure_key: str, shape: Shape
) -> None:
    width, height = shape.value
    for card in (card_of_figure(press, press.sheet.facts[figure_key]), card_of_page(press)):
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
    assert fact.label["en"] in said
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
