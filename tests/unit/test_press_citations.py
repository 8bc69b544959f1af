from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from press_parts import DAY, SITE, unproven_numbers, with_original

from bot.facts import FactSheet
from bot.press.addresses import figure_path
from bot.press.citations import citations, cite, quote
from bot.press.press import Press, place_of, press_for

STYLES = {"plain", "apa", "chicago", "bibtex", "csl_json"}
URL = "https://www.example.org/fact_sheet"
PUBLISHED = date(2029, 11, 8)


@pytest.fixture(scope="module")
def press() -> Press:
    return press_for("en")


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


def test_no_style_takes_our_page_for_the_icrc_s(press: Press, figure_key: str) -> None:
    address = SITE.address(figure_path(figure_key))
    for style, text in cited(press, figure_key).items():
        assert re.search(rf"[Ff]igure as given at (\\\\?url\{{)?{re.escape(address)}", text), style
        assert text.count(address) == 1, style
        assert "Red Cross (ICRC)" not in text, style
    # What reference managers read as the address of the publication itself.
    assert "URL" not in json.loads(cited(press, figure_key)["csl_json"])[0]
    assert "  url = " not in cited(press, figure_key)["bibtex"]


def test_a_known_original_is_cited_with_its_year_and_address(press: Press, figure_key: str) -> None:
    texts = cited(with_original(press, URL, PUBLISHED), figure_key)
    for style in ("plain", "apa", "chicago"):
        assert f"riginal at {URL}; figure as given at {SITE.base}" in texts[style], style
        assert "2029" in texts[style], style
        assert "n.d." not in texts[style], style
    assert "(2029)" in texts["apa"]
    assert "  year = {2029},\n" in texts["bibtex"]
    assert f"  url = {{{URL}}},\n" in texts["bibtex"]
    (item,) = json.loads(texts["csl_json"])
    assert item["issued"] == {"date-parts": [[2029, 11, 8]]}
    assert item["URL"] == URL


def test_an_unknown_date_is_said_to_be_none(press: Press, figure_key: str) -> None:
    texts = cited(press, figure_key)
    for style in ("plain", "apa", "chicago"):
        assert "n.d." in texts[style]
        assert ".." not in texts[style]
        assert "riginal at" not in texts[style]
    assert "  year = " not in texts["bibtex"]
    assert "issued" not in texts["csl_json"]


def test_numbers_of_a_citation_are_the_figure_or_the_day(
    press: Press, sheet: FactSheet, figure_key: str
) -> None:
    fact = sheet.facts[figure_key]
    for text in cited(press, figure_key).values():
        for part in (SITE.base, "February 3, 2031", "3 February 2031"):
            text = text.replace(part, "")
        assert unproven_numbers(text, sheet, [fact]) == []


def test_a_quote_is_the_source_s_own_line_with_address_and_day(
    press: Press, figure_key: str
) -> None:
    fact = press.sheet.facts[figure_key]
    text = quote(press, fact, SITE.base, DAY)
    assert text.startswith(f"“{fact.quoted_line(press.language)}” (ICRC, ")
    assert text.endswith(f"figure as given at {SITE.base} on 3 February 2031)")
    assert fact.text(press.language) not in text


def test_a_statement_is_copied_as_a_paraphrase_and_never_in_quotation_marks(
    press: Press, fact_key: str
) -> None:
    fact = press.sheet.facts[fact_key]
    if fact.figure:
        return
    address, sentence = SITE.address(place_of(fact)), fact.text(press.language)
    text = quote(press, fact, address, DAY)
    assert text.startswith(f"Paraphrase, not the ICRC's words: {sentence} (After ICRC, ")
    assert text.endswith(f"as paraphrased at {address} on 3 February 2031)")
    assert re.findall("“([^”]*)”", text.replace(sentence, "")) == [
        press.source()["title"],
        fact.section["en"],
    ]
    citation = cite(press, fact, address, DAY)
    assert sentence not in citation
    assert "figure" not in citation.replace(press.source()["title"], "")
    assert citation.endswith(f"as paraphrased at {address} on 3 February 2031.")


def test_there_is_one_plain_citation(press: Press, figure_key: str) -> None:
    fact = press.sheet.facts[figure_key]
    address = SITE.address(figure_path(figure_key))
    assert cite(press, fact, address, DAY) == cited(press, figure_key)["plain"]


def test_csl_json_can_be_read_by_reference_managers(press: Press, figure_key: str) -> None:
    (item,) = json.loads(cited(press, figure_key)["csl_json"])
    assert item["type"] == "report"
    assert item["author"] == [{"literal": "International Committee of the Red Cross"}]


def test_bibtex_has_balanced_braces_and_escapes(press: Press) -> None:
    fact = press.sheet.facts["detention_visits"]
    odd = replace(fact, section={"en": r"50 % {of} A&B_#$~^\ "})
    (text,) = [c.text for c in citations(press, odd, "a_b", DAY) if c.style == "bibtex"]
    assert r"50 \% \{of\} A\&B\_\#\$\textasciitilde{}\textasciicircum{}\textbackslash{}" in text
    assert r"given at \url{a_b} on" in text
    bare = text.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
