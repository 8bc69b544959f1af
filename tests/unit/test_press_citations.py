from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from press_parts import DAY, SITE, press_in_english, unproven_numbers

from bot.facts import FactSheet
from bot.press.addresses import figure_path
from bot.press.citations import citations, quote
from bot.press.press import Press

STYLES = {"plain", "apa", "chicago", "bibtex", "csl_json"}


@pytest.fixture(scope="module")
def press() -> Press:
    return press_in_english()


def cited(press: Press, key: str) -> dict[str, str]:
    address = SITE.address(figure_path(key))
    found = citations(press, press.sheet.facts[key], address, DAY)
    return {citation.style: citation.text for citation in found}


def test_every_style_names_source_address_and_day(press: Press, figure_key: str) -> None:
    texts = cited(press, figure_key)
    assert set(texts) == STYLES
    for style, text in texts.items():
        assert press.source()["title"] in text, style
        assert SITE.address(figure_path(figure_key)) in text, style
        assert "2031" in text, style
        assert press.sheet.facts[figure_key].section["en"] in text or style == "apa"


def test_numbers_of_a_citation_are_the_figure_or_the_day(
    press: Press, sheet: FactSheet, figure_key: str
) -> None:
    fact = sheet.facts[figure_key]
    for text in cited(press, figure_key).values():
        for part in (SITE.base, "February 3, 2031", "3 February 2031", "2031-02-03"):
            text = text.replace(part, "")
        text = re.sub(r'"date-parts": \[[^a-z]*\]', "", text)
        assert unproven_numbers(text, sheet, [fact]) == []


def test_a_quote_is_the_source_s_own_line(press: Press, figure_key: str) -> None:
    fact = press.sheet.facts[figure_key]
    text = quote(press, fact)
    assert text.startswith(f"“{fact.published_line(press.language)}” (ICRC, ")
    assert fact.text(press.language) not in text


def test_csl_json_can_be_read_by_reference_managers(press: Press, figure_key: str) -> None:
    (item,) = json.loads(cited(press, figure_key)["csl_json"])
    assert item["type"] == "report"
    assert item["author"] == [{"literal": "International Committee of the Red Cross (ICRC)"}]
    assert item["accessed"] == {"date-parts": [[2031, 2, 3]]}


def test_bibtex_has_balanced_braces_and_escapes(press: Press) -> None:
    fact = press.sheet.facts["detention_visits"]
    odd = replace(fact, section={"en": r"50 % {of} A&B_#$~^\ "})
    (text,) = [c.text for c in citations(press, odd, "a_b", DAY) if c.style == "bibtex"]
    assert r"50 \% \{of\} A\&B\_\#\$\textasciitilde{}\textasciicircum{}\textbackslash{}" in text
    assert "url = {a_b}" in text
    bare = text.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
