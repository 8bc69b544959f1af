from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts import YamlFileError
from bot.press.check import Checked, check_text
from bot.press.check.explained import check_content, explain
from bot.press.check.language import check_words
from bot.press.check.reading import fold
from bot.press.press import Press, press_for

RIGHT, DIFFERS, LOST, WORDING, NOT_THERE = (
    "as_in_source", "differs", "qualifier_lost", "wording", "not_in_source"
)  # fmt: skip


@pytest.fixture(scope="module")
def press() -> Press:
    return press_for("en")


def checked(press: Press, text: str) -> Checked:
    return check_text(press, text)


def marks(press: Press, text: str) -> list[tuple[str, str, str]]:
    """The marked stretches with their verdicts and the fact each is compared with."""
    return [
        (text[mark.start : mark.end], mark.judged.verdict.value,
         mark.judged.facts[0].key if mark.judged.facts else "")
        for mark in checked(press, text).marks
    ]  # fmt: skip


def verdicts(press: Press, text: str) -> list[tuple[str, str]]:
    return [(stretch, verdict) for stretch, verdict, _ in marks(press, text)]


def test_every_figure_is_right_in_the_sheet_s_own_words(press: Press, figure_key: str) -> None:
    fact = press.sheet.facts[figure_key]
    for text in (fact.text(press.language), fact.published_line(press.language)):
        assert [(verdict, key) for _, verdict, key in marks(press, text)] == [(RIGHT, figure_key)]


def test_every_figure_is_told_where_its_number_is_another(press: Press, figure_key: str) -> None:
    fact = press.sheet.facts[figure_key]
    assert fact.figure is not None
    value = f"{fact.figure.value + 7:,}"
    text = fact.sentence["en"].replace(
        "{figure}", value + ("-fold" if figure_key == "tb_mortality" else "")
    )
    ((_, verdict, key),) = marks(press, text.replace(" of servicemen", " servicemen"))
    assert (verdict, key) == (DIFFERS, figure_key)


def test_every_lower_bound_is_told_where_its_qualifier_is_lost_or_another(
    press: Press, figure_key: str
) -> None:
    fact = press.sheet.facts[figure_key]
    assert fact.figure is not None
    lost = fact.figure.qualifier.value == "more_than"
    for form in ("{:,}", "about {:,}", "nearly {:,}", "exactly {:,}"):
        if not lost and form in ("{:,}", "exactly {:,}"):
            continue
        if not fact.figure.is_count or fact.figure.qualifier.value == "tens_of_thousands":
            continue
        text = fact.sentence["en"].replace("{figure}", form.format(fact.figure.value))
        ((_, verdict, key),) = marks(press, text)
        assert (verdict, key) == (LOST if lost else DIFFERS, figure_key), text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3,000 families", [("3,000", LOST)]),
        ("Over the years the Red Cross has supported 3,000 families of the missing in the country.", [("3,000", LOST)]),
        ("1,376 prisons", [("1,376", DIFFERS)]),
        ("The ICRC's 1,376 detention visits", [("1,376", RIGHT)]),
        ("the Red Cross’s 1,376 detention visits", [("1,376", RIGHT)]),
        ("Up to 3,000 families of the missing were supported.", [("Up to 3,000", LOST)]),
        ("At least 3,000 families of the missing were supported.", [("At least 3,000", RIGHT)]),
        ("The ICRC visited 1,376 prisons.", [("1,376", DIFFERS)]),
        ("2,261 visits were made.", [("2,261", DIFFERS)]),
        ("The ICRC made 1,400 detention visits and followed up 2,300 detainees.", [("1,400", DIFFERS), ("2,300", DIFFERS)]),
        ("1376 visits, 2261 detainees, 2700 TB patients", [("1376", RIGHT), ("2261", RIGHT), ("2700", RIGHT)]),
        ("Missing persons registered: 4,500.", [("4,500", DIFFERS)]),
        ("According to Reuters, the ICRC made 1,400 detention visits.", [("1,400", DIFFERS)]),
        ("10,000 servicemen were trained in IHL.", [("10,000", DIFFERS)]),
        ("10k soldiers were trained by the ICRC.", [("10k", DIFFERS)]),
        ("Tens of thousands of soldiers were trained in humanitarian law.", [("Tens of thousands", RIGHT)]),
        ("100k people reached with mine risk education", [("100k", LOST)]),
        ("TB mortality rose 105-fold.", [("105-fold", DIFFERS)]),
        ("TB deaths fell by 95%.", [("95%", DIFFERS)]),
        ("TB mortality was reduced 105‑fold.", [("105‑fold", RIGHT)]),
        ("The ICRC supported 3,000‑plus families of the missing.", [("3,000‑plus", RIGHT)]),
        ("A 50-fold decrease in mortality under the TB programme.", [("50-fold", DIFFERS)]),
        ("More than 1,376 detention visits were made.", [("More than 1,376", DIFFERS)]),
        ("more than 1,300 detention visits", [("more than 1,300", WORDING)]),
        ("The ICRC freed 2,261 detainees.", [("2,261", WORDING)]),
        ("For more than three decades, the ICRC has worked in Azerbaijan.", [("more than three", RIGHT)]),
        ("The ICRC worked in Azerbaijan for 30 years.", [("30", LOST)]),
        ("The ICRC and the Azerbaijan Red Crescent Society have worked side by side since 1993.", [("1993", DIFFERS)]),
        ("Azerbaijan hosted the 18th SWIRMO workshop.", [("18th", DIFFERS)]),
        ("Thousands of families received cash assistance.", [("Thousands", RIGHT)]),
        ("Dozens of families received cash assistance from the ICRC.", [("Dozens", DIFFERS)]),
        ("Four thousand missing persons were registered.", [("Four thousand", RIGHT)]),
        ("The ICRC treated 3,000 prisoners for TB.", [("3,000", DIFFERS)]),
        ("1,376 detention\nvisits\n2,261 detainees", [("1,376", RIGHT), ("2,261", RIGHT)]),
        ("Visits: 1,376 (detention), detainees: 2,261.", [("1,376", RIGHT), ("2,261", RIGHT)]),
        ("2,700 detainees were screened for mental health.", [("2,700", DIFFERS)]),
        ("The number 2,261 stands for detainees.", [("2,261", WORDING)]),
        ("Since 1992 the ICRC has worked in Azerbaijan.", [("1992", WORDING)]),
        ("In 2019, the ICRC made 1,376 detention visits.", [("1,376", WORDING)]),
        ("BAKU, 25 November 2026 – The ICRC made 1,400 detention visits.", [("1,400", DIFFERS)]),
        ("Over three decades of work, the ICRC restored access to water and electricity.", [("Over three", WORDING)]),
        ("In two decades of work, the ICRC restored access to water and electricity in areas affected by conflict.", [("two", DIFFERS)]),
    ],
)  # fmt: skip
def test_numbers_of_this_work_are_judged(
    press: Press, text: str, expected: list[tuple[str, str]]
) -> None:
    assert verdicts(press, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "UNHCR registered 5,000 missing persons.", "Caritas supported 3,500 families of the missing.",
        "The government supported 3,500 families of the missing.", "In Georgia, the ICRC made 900 detention visits.",
        "500 people went missing in the war.", "The ICRC says 500 people went missing.", "4,000 people attended the concert.",
        "The march drew 3,000 people.", "6,000 law students protested.", "The ICRC has 120 staff.", "15,000 tonnes of oil",
        "About 500 families fled their homes.", "Ukraine holds 15,000 detainees.", "2.5 percent", "100,000 people live in the town.",
        "The Karabakh conflict left 4,000 people missing.", "The clinic treated 2,800 patients last year.", "It sold 13,000 cars.",
        "In 2019 the ICRC made 45 visits to places of detention.", "Last year the ICRC followed up 300 detainees individually.",
        "The ICRC registers 200 missing persons a year.", "In May 2020 the ICRC supported 120 families of the missing.",
        "The hospital had 5,000 visits.", "A crowd of more than 5,000 students marched.", "The prison holds 900 prisoners.",
    ],
)  # fmt: skip
def test_numbers_of_others_are_never_called_wrong(press: Press, text: str) -> None:
    assert [verdict for _, verdict in verdicts(press, text)] == [NOT_THERE]


@pytest.mark.parametrize(
    "text",
    [
        "Published on 25 November 2026 at 14:30.", "November 25, 2026", "25.11.2026", "2026-11-25", "In May 1994", "5 p.m.",
        "Call +994 12 465 63 34.", "See page 105.", "pp. 4000", "Resolution 1376", "€3,000", "$ 1,376", "3,000 euros",
        "1,376 manat", "https://example.org/4000", "mail 4000@example.org", "The G20 and COVID-19", "Two of them came back.",
        "The war ended in 1994.", "He was jailed for 30 years.", "it took five minutes", "World War II", "the third time",
        "Baku is the capital of Azerbaijan.", "The ministry repaired roads.", "The army trained soldiers.", "The authorities freed prisoners.",
        "A school was renovated in Baku.", "Mines killed two people near the front line.", "It was founded in 1863.", "", "   ", "\n\n", "...", "½", "He is aged 30.",
    ],
)  # fmt: skip
def test_what_is_plainly_something_else_is_not_marked(press: Press, text: str) -> None:
    assert verdicts(press, text) == []


@pytest.mark.parametrize(
    ("text", "verdict", "key"),
    [
        ("Schools were repaired together with the Ministry of Science and Education.", RIGHT, "education_schools"),
        ("The ICRC pioneered a TB control programme that became a national model.", RIGHT, "tb_programme"),
        ("The ICRC gave families cash.", RIGHT, "livelihoods_cash"),
        ("Schools were repaired together with the Ministry of Science and Education in 2019.", WORDING, "education_schools"),
        ("The ICRC did not repair schools.", WORDING, "education_schools"),
        ("The ICRC renovated health centres and trained surgeons.", WORDING, "health_centres"),
        ("The ICRC built three hospitals in Ganja.", NOT_THERE, ""),
    ],
)  # fmt: skip
def test_statements_are_judged_as_a_whole(press: Press, text: str, verdict: str, key: str) -> None:
    assert marks(press, text) == [(text, verdict, key)]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (
            "The ICRC repaired schools. It built hospitals too.",
            (NOT_THERE, "It built hospitals too."),
        ),
        (
            "The ICRC made 1,376 detention visits. They followed up 2,300 detainees.",
            (DIFFERS, "2,300"),
        ),
        (
            "The ICRC is not alone. UNHCR is there. It followed up 2,300 detainees.",
            (NOT_THERE, "2,300"),
        ),
    ],
)
def test_a_sentence_may_go_on_about_the_one_named_before(
    press: Press, text: str, last: tuple[str, str]
) -> None:
    stretch, verdict = verdicts(press, text)[-1]
    assert (verdict, stretch) == last


def test_every_statement_of_the_sheet_is_found_in_it(press: Press, fact_key: str) -> None:
    fact = press.sheet.facts[fact_key]
    found = marks(press, fact.text(press.language))
    assert NOT_THERE not in {verdict for _, verdict, _ in found if not fact.numbers} or fact.topic
    assert DIFFERS not in {verdict for _, verdict, _ in found}
    assert LOST not in {verdict for _, verdict, _ in found}


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("It supported\u00a0３，０００ families of the missing.", "３，０００"),
        ("1,\u200b376 detention visits", "1,\u200b376"),
        ("𝟏,𝟑𝟕𝟔 detention visits", "𝟏,𝟑𝟕𝟔"),
        ("😀 1,376 detention visits 😀", "1,376"),
        ("e\u0301e\u0301 ﬁnally 1,376 detention visits", "1,376"),
        ("١٣٧٦ detention visits", "١٣٧٦"),
    ],
)
def test_places_are_those_of_the_text_as_given(press: Press, text: str, stretch: str) -> None:
    assert verdicts(press, text)[0][0] == stretch


def test_marks_stand_in_order_and_never_overlap(press: Press) -> None:
    text = "\n".join(fact.text(press.language) for fact in press.sheet.facts.values()) * 2
    end = 0
    for mark in checked(press, text).marks:
        assert end <= mark.start < mark.end <= len(text)
        end = mark.end


WORDS = [
    *["The", "ICRC", "It", "made", "supported", "missing", "families", "visits", "detention", "detainees", "TB", "mortality", "rose", "fell", "not", "in", "2019", "Georgia", "UNHCR"],
    "1,376", "3,000", "105-fold", "about", "more than", "tens of thousands", "three decades", "1992", "17th", "half", "½", "€", ". ", "\n\n", "(", ")",
    "\u200b", "e\u0301", "ﷺ", "😀", "9" * 400, "×", "%", "-", "x" * 200,
]  # fmt: skip


@given(text=st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=60))
def test_whatever_is_pasted_comes_back_whole_with_its_marks_in_order(text: str) -> None:
    found = checked(press_for("en"), text)
    end = 0
    for mark in found.marks:
        assert end <= mark.start < mark.end <= len(text)
        end = mark.end
    content = check_content(press_for("en"), found)
    assert "".join(one.text for one in content["stretches"]) == text


def test_every_note_is_proven_and_says_what_is_right(press: Press, figure_key: str) -> None:
    fact = press.sheet.facts[figure_key]
    for text in (
        f"{fact.text(press.language)} The ICRC freed 2,261 detainees.",
        f"The ICRC visited {fact.published_line(press.language)} prisons",
    ):
        for one in explain(press, checked(press, text)):
            assert one.note
            assert one.text
            assert "{" not in one.note


def test_the_result_reads_as_a_sub_editor_needs_it(press: Press) -> None:
    text = (
        "The ICRC supported 3,000 families of the missing and made 1,400 detention visits. It freed 2,261 detainees. "
        "It has 120 staff. 2,700 prisoners were treated under the TB programme."
    )
    content = check_content(press, checked(press, text))
    assert content["summary"] == (
        "2 places to correct. In all: 1 as in the fact sheet, 1 different, 1 without its qualifier, 1 to be read again, "
        "1 not found in it."
    )
    (to_correct, first, (lost, differs)), (to_read, second, (wording,)) = content["lists"]
    assert (to_correct, first, to_read, second) == ("To correct", 1, "To read again", 3)
    assert lost["written"] == "“3,000 families of the missing”"
    assert lost["note"] == (
        "Print “3,000+” or “more than 3,000”. The fact sheet says: The ICRC supported more than 3,000 families of the missing."
    )
    assert differs["note"] == "The fact sheet says: The ICRC made 1,376 detention visits."
    assert "“freed”" in wording["unknown"]
    assert [entry["path"] for entry in (lost, differs, wording)] == [
        f"/press/figures/{key}" for key in ("missing_families_supported", "detention_visits", "detention_followed_up")
    ]  # fmt: skip
    assert "".join(one.text for one in content["stretches"]) == text
    assert [one.number for one in content["stretches"] if one.number] == [1, 2, 3]


def test_a_text_that_says_nothing_of_this_work_is_told_so(press: Press) -> None:
    content = check_content(press, checked(press, "It rained."))
    assert content["summary"] == "No number and no statement about this work was found in the text."
    assert content["lists"] == []


def calls_made(press: Press, text: str) -> int:
    """How many calls checking a text takes: a count, so that no clock is asked."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        explain(press, checked(press, text))
    finally:
        sys.setprofile(None)
    return counted


UNITS = ["1 ", "1,376 ", "1,376 visits, ", "5 missing families ", "one ", "The ICRC made 1,400 detention visits. ", "Abc ",
         "a", ". ", "\n", "(", "\u0301", "a@", "+1 ", "3,000 and ", "ICRC 3,000 ", "UN 3,000 ", "schools repaired ", "Jan 1 ",
         "tens of thousands of servicemen trained ", "1-", "”", "3,000 in 1992 "]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_the_work_grows_with_the_text_and_no_faster(press: Press, unit: str) -> None:
    short, long = ((unit * size)[:size] for size in (2000, 4000))
    calls_made(press, short)
    calls_made(press, long)
    assert calls_made(press, long) < 2.3 * calls_made(press, short) + 500


def test_signs_that_stand_for_phrases_do_not_make_the_text_longer() -> None:
    assert len(fold("ﷺ" * 100).plain) == 100
    assert fold("ﬁ").plain == "fi"


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "check.yml"
    path.write_text("en: {work: [icrc]}")
    with pytest.raises(YamlFileError, match="joints"):
        check_words("en", path)
    with pytest.raises(YamlFileError, match="no language 'xx'"):
        check_words("xx")
