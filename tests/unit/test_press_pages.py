from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from press_parts import DAY, SITE, unproven_numbers, with_original
from pypdf import PdfReader

from bot.facts import FactSheet, Qualifier, YamlFileError
from bot.press import printed
from bot.press.fonts import text_width
from bot.press.origin import Linked, abbreviations, original
from bot.press.pages import press_page
from bot.press.press import Press, press_for, questions_and_answers, show
from bot.press.printed import printed_sheet
from bot.press.search import search
from bot.press.structured_data import dataset, faq_page
from bot.press.texts import TEXTS_FOLDER, load_press_texts


@pytest.fixture(scope="module")
def press() -> Press:
    return press_for("en")


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


def told(part: Any, roles: list[str]) -> None:
    """The roles in a PDF's structure tree, in reading order."""
    children = part.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(child, dict) and "/S" in child:
            roles.append(child["/S"])
            told(child, roles)


def text_of(content: bytes) -> str:
    """All that is said on a PDF, in the order of its content."""
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split()
    )


def test_the_pdf_is_one_page_with_every_figure_and_no_other_number(
    press: Press, sheet: FactSheet
) -> None:
    content = printed_sheet(press, SITE)
    assert content.startswith(b"%PDF-")
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    said = text_of(content)
    places = [said.index(fact.text(press.language)) for fact in sheet.figures()]
    assert places == sorted(places)
    for fact in sheet.figures():
        assert f"{show(press, fact).display} {fact.caption_line(press.language)}" in said
    day = press.texts.day(press.record.last_change())
    assert day in said
    assert unproven_numbers(said.replace(day, ""), sheet, sheet.figures()) == []


def test_the_pdf_is_the_same_every_time(press: Press) -> None:
    assert printed_sheet(press, SITE) == printed_sheet(press, SITE)


def test_the_pdf_is_tagged_for_screen_readers(press: Press, sheet: FactSheet) -> None:
    catalogue = PdfReader(io.BytesIO(printed_sheet(press, SITE))).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == press.language.code
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_object().get_data()
    roles: list[str] = []
    told(catalogue["/StructTreeRoot"], roles)
    assert [role for role in roles if role.startswith("/H")] == [
        "/H1",
        *["/H2"] * len(sheet.figures()),
    ]
    assert "/Link" in roles
    assert "/Figure" not in roles


def test_the_pdf_says_what_it_is_and_of_when_and_holds_its_fonts(press: Press) -> None:
    content = printed_sheet(press, SITE)
    reader = PdfReader(io.BytesIO(content))
    about = reader.metadata
    assert about is not None
    assert about["/CreationDate"].startswith(f"D:{press.record.last_change():%Y%m%d}")
    assert about.title == press.texts["printed"]["heading"]
    assert "not an ICRC publication" in str(about.author)
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    names = {font.get_object()["/BaseFont"] for font in fonts}
    assert len(names) == 2
    # A name with a tag before it is a font of which the file holds the glyphs used.
    assert all(re.match(r"/[A-Z]{6}\+DejaVuSans", name) for name in names)


def test_a_long_figure_is_made_to_fit_its_column(press: Press) -> None:
    sizes = {
        show(press, fact).display: printed.size_of(show(press, fact).display)
        for fact in press.sheet.figures()
    }
    assert len(set(sizes.values())) > 1
    for display, size in sizes.items():
        assert text_width(f"{display} ", size, bold=True) <= printed.COLUMN


URL = "https://www.example.org/fact-sheet"


@pytest.mark.parametrize(
    ("url", "day", "said", "name"),
    [
        (None, None, "Neither the address nor the date of the ICRC's original is on record here", "icrc.org"),
        (URL, None, "Its date is not on record here", URL),
        (None, date(2029, 11, 8), "published on 8 November 2029. Its address is not on record here", "icrc.org"),
        (URL, date(2029, 11, 8), f"The original was published on 8 November 2029: {URL}.", URL),
    ],
)  # fmt: skip
def test_it_is_said_what_is_known_of_the_original(
    press: Press, url: str | None, day: date | None, said: str, name: str
) -> None:
    known = with_original(press, url, day)
    text = original(known)
    assert said in str(text)
    assert (text.name, text.before + text.name + text.after) == (name, str(text))
    assert text.address.startswith("https://")
    assert said in text_of(printed_sheet(known, SITE))
    based_on = dataset(known, SITE)["isBasedOn"]
    assert based_on.get("url") == url
    assert based_on.get("datePublished") == (day.isoformat() if day else None)
    assert based_on["author"]["name"] == "International Committee of the Red Cross"
    assert based_on["creator"] == based_on["author"]


def test_the_data_set_names_who_made_it_and_a_licence_only_where_one_is_known(press: Press) -> None:
    content = dataset(press, SITE)
    assert content["creator"]["@type"] == "Organization"
    assert "license" not in content
    assert "license" not in content["isBasedOn"]
    source = replace(press.sheet.source, license="https://creativecommons.org/licenses/by/4.0/")
    known = replace(
        press, composer=replace(press.composer, sheet=replace(press.sheet, source=source))
    )
    licensed = dataset(known, SITE)
    assert licensed["license"] == licensed["isBasedOn"]["license"] == source.license
    content = press_page(known, SITE, search(known, "", ""), DAY)
    assert f"under this licence: {source.license}." in " ".join(map(str, content["reuse"]))


def test_a_text_with_a_link_stands_as_it_is() -> None:
    text = Linked("Look at {address}, please.", "icrc.org")
    assert (text.before, text.address, text.after) == ("Look at ", "https://icrc.org", ", please.")


def test_abbreviations_are_explained_where_they_stand_alone(press: Press) -> None:
    assert "TB: tuberculosis." in abbreviations(press, ["prisoners treated under TB programme"])
    assert abbreviations(press, ["the tuberculosis (TB) programme", "the TB programme"]) == ""
    assert abbreviations(press, ["nothing", "SWIRMOs"]) == ""


def test_a_number_typed_into_the_wording_is_refused(tmp_path: Path) -> None:
    text = (TEXTS_FOLDER / "en.yml").read_text()
    (tmp_path / "en.yml").write_text(text.replace("Headline figures on the", "650 figures on the"))
    with pytest.raises(YamlFileError, match=r"page\.description: the number '650'"):
        load_press_texts("en", tmp_path)
