from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from press_parts import SITE, unproven_numbers, with_original

from bot.facts import FactSheet, Qualifier, YamlFileError
from bot.press import printed
from bot.press.origin import Linked, abbreviations, original
from bot.press.press import Press, press_for, questions_and_answers, show
from bot.press.printed import printed_sheet
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
        assert fact.caption_line(press.language) in said
    day = press.texts.day(press.record.last_change())
    assert day in said
    assert unproven_numbers(said.replace(day, ""), sheet, sheet.figures()) == []


def test_the_pdf_is_the_same_every_time(press: Press) -> None:
    assert printed_sheet(press, SITE) == printed_sheet(press, SITE)


def test_the_pdf_says_what_it_is_and_of_when_and_holds_its_fonts(press: Press) -> None:
    content = printed_sheet(press, SITE)
    day = f"{press.record.last_change():%Y%m%d}"
    assert f"/CreationDate (D:{day}000000Z)".encode() in content
    assert b"/Title (The ICRC in Azerbaijan: headline figures)" in content
    assert b"not an ICRC publication" in content
    for name in (b"anonymous", b"untitled", b"unspecified"):
        assert name not in content
    fonts = set(re.findall(rb"/BaseFont\s*/(\S+)", content))
    assert len(fonts) == 2
    # A name with a tag before it is a font of which the file holds the glyphs used.
    assert all(re.match(rb"[A-Z]{6}\+DejaVuSans", name) for name in fonts)


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
    press: Press, drawn: list[str], url: str | None, day: date | None, said: str, name: str
) -> None:
    known = with_original(press, url, day)
    text = original(known)
    assert said in str(text)
    assert (text.name, text.before + text.name + text.after) == (name, str(text))
    assert text.address.startswith("https://")
    printed_sheet(known, SITE)
    assert said in " ".join(drawn)
    based_on = dataset(known, SITE)["isBasedOn"]
    assert based_on.get("url") == url
    assert based_on.get("datePublished") == (day.isoformat() if day else None)
    assert based_on["author"]["name"] == "International Committee of the Red Cross"


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
