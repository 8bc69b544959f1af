from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.facts import Language, YamlFileError
from bot.press.found_words import found_words, taken_words
from bot.press.press import Press, press_for
from bot.press.search import MOST_CHARACTERS, MOST_PARTLY, Found, Matches, search
from bot.press.search_words import SearchWords, nearest, search_words, words_of


@pytest.fixture(scope="module")
def press() -> Press:
    return press_for("en")


@pytest.fixture(scope="module")
def spoken() -> SearchWords:
    return search_words("en")


def keys(matches: Matches) -> list[str]:
    return [fact.key for fact in (*matches.figures, *matches.statements)]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("prison", "tb_treated"), ("FAMILIES missing", "missing_families_supported"), ("TB", "tb_mortality"),
        ("landmine", "mine_risk_reached"), ("landmines", "mine_risk_reached"), ("land mines", "mine_risk_reached"),
        ("visited", "detention_visits"), ("detainees visited", "detention_visits"),
        ("prisoner visits", "detention_visits"), ("prisoners", "detention_visits"),
        ("prison visits", "detention_visits"), ("doctors", "health_training"),
        ("how many missing", "missing_registered"), ("What did the ICRC do for soldiers?", "ihl_servicemen_trained"),
        ("tuberculosis deaths", "tb_mortality"), ("schooling", "education_schools"),
        ("renovating schools", "education_schools"), ("humanitarian law", "ihl_students_engaged"),
        ("mine clearance", "mine_risk_equipment"),
    ],
)  # fmt: skip
def test_every_word_is_found_as_people_say_it(press: Press, words: str, key: str) -> None:
    assert key in keys(search(press, "", words).whole)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("families 5000", "ihl_students_engaged"),
        ("105 percent", "tb_mortality"),
        ("mine clearance education", "mine_risk_equipment"),
    ],
)
def test_what_matches_some_of_the_words_is_kept_apart(press: Press, words: str, first: str) -> None:
    found = search(press, "", words)
    assert not found.whole
    assert first in (found.partly.figures[0].key, *keys(Matches((), found.partly.statements))[:1])
    assert 0 < len(keys(found.partly)) <= MOST_PARTLY
    assert found_words(press, found).startswith("No entry matches every word.")


def test_what_matches_every_word_is_not_repeated_among_the_rest(press: Press) -> None:
    found = search(press, "", "detainees visited")
    assert keys(found.whole) == ["detention_visits"]
    assert "detention_followed_up" in keys(found.partly)
    assert not set(keys(found.whole)) & set(keys(found.partly))
    assert found_words(press, found).startswith("Found: 1 figure. For some of the words only: ")


def test_what_is_told_in_the_very_words_comes_first(press: Press) -> None:
    found = search(press, "", "detainees")
    own = [
        any("detainee" in text for text in (fact.text(press.language), *fact.aliases["en"]))
        for fact in found.whole.figures
    ]
    assert own == sorted(own, reverse=True)
    assert False in own


@pytest.mark.parametrize("words", ["killed", "xyzzy", "percent", "refugees"])
def test_what_the_sheet_does_not_speak_of_is_not_found(press: Press, words: str) -> None:
    found = search(press, "", words)
    assert not found.whole
    assert not found.partly
    assert found_words(press, found) == "This search found nothing."


def test_a_single_character_counts_only_by_itself(press: Press) -> None:
    assert keys(search(press, "", "x 1 mortality").whole) == ["tb_mortality"]
    assert "detention_visits" in keys(search(press, "", "1").whole)


def test_words_that_only_ask_are_no_search(press: Press) -> None:
    found = search(press, "", "How many are there of the")
    assert list(found.whole.figures) == press.sheet.figures()
    assert not found.partly


@pytest.mark.parametrize(
    ("words", "typed", "taken", "key"),
    [
        ("famlies", "famlies", "families", "missing_families_supported"),
        ("prisonner visit", "prisonner", "prisoner", "detention_visits"),
        ("tubercolosis", "tubercolosis", "tuberculosis", "tb_treated"),
    ],
)
def test_a_slip_of_the_keys_is_put_right_and_said(
    press: Press, words: str, typed: str, taken: str, key: str
) -> None:
    found = search(press, "", words)
    assert key in keys(found.whole)
    assert found.taken == ((typed, taken),)
    assert taken_words(press, found) == [
        f"Showing results for “{taken}”. Nothing matches “{typed}”."
    ]


def test_a_number_is_never_put_right(press: Press, figure_key: str) -> None:
    quantity = press.sheet.quantity(figure_key)
    wrong = str(quantity.value + 1)
    assert nearest(wrong, [str(quantity.value)]) is None
    assert not search(press, "", wrong).whole


@pytest.mark.parametrize(
    ("word", "known"), [("well", "wells"), ("cells", "wells"), ("housing", "hostage")]
)
def test_short_words_other_words_and_other_first_letters_are_left_alone(
    word: str, known: str
) -> None:
    assert nearest(word, [known]) is None


def test_a_number_finds_its_figure_with_and_without_separator(
    press: Press, figure_key: str
) -> None:
    fact = press.sheet.facts[figure_key]
    assert fact.figure is not None
    written = fact.figure.compact(press.language)
    for words in (written, written.replace(",", "")):
        assert fact in search(press, "", words).whole.figures


def test_search_keeps_to_the_area_and_shows_its_statements(press: Press, area_key: str) -> None:
    whole = search(press, area_key, "").whole
    assert whole
    assert {fact.area for fact in (*whole.figures, *whole.statements)} == {area_key}
    found = search(press, area_key, "families visits")
    assert {fact.area for fact in (*found.whole.figures, *found.partly.statements)} <= {area_key}


def test_an_unknown_area_stands_for_all(press: Press) -> None:
    found = search(press, "<b>", "")
    assert (found.area, list(found.whole.figures)) == ("", press.sheet.figures())
    assert found_words(press, found) == "All headline figures are shown."


def test_counts_are_said_in_words(press: Press) -> None:
    figures = tuple(press.sheet.figures())
    statements = tuple(fact for fact in press.sheet.facts.values() if not fact.figure)
    whole = Matches(figures[:2], statements[:1])
    assert found_words(press, Found("", "x", whole)) == "Found: 2 figures and 1 statement."


@pytest.mark.parametrize(
    "family",
    [
        "visit visits visited visiting", "prison prisons prisoner prisoners", "mine mines", "family families",
        "train trained training trainings", "register registered registering", "community communities",
        "detainee detainees detained", "renovate renovated renovation renovations",
        "repatriation repatriated repatriations", "service services", "volunteer volunteers",
    ],
)  # fmt: skip
def test_forms_of_a_word_have_one_stem(spoken: SearchWords, family: str) -> None:
    assert len({spoken.stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("pair", ["missing mission", "minor mine", "mental ment", "school scholar"])
def test_different_words_have_different_stems(spoken: SearchWords, pair: str) -> None:
    one, other = pair.split()
    assert spoken.stem(one) != spoken.stem(other)


@pytest.mark.parametrize(
    "written",
    [
        "4,000 visits", "4 000 visits", "4.000 visits", "４０００ visits", "４，０００ visits", "٤٠٠٠ visits", "٤٬٠٠٠ visits", "४००० visits",
        "4,\u200b000 visits", "4k visits", "4K visits", "4 thousand visits", "four thousand visits", "𝟒𝟎𝟎𝟎 VİSİTS", "4000 vısıts", "4'000 vi\u00adsits",
        "4’000 ｖｉｓｉｔｓ", "\ufeff4000 vi\u0301sits",
    ],
)  # fmt: skip
def test_numbers_and_words_are_read_in_any_spelling(written: str, english: Language) -> None:
    assert words_of(written, english) == ["4000", "visits"]


@pytest.mark.parametrize(
    "written", ["The ICRC’s WORK", "the icrc's work", "The ICRCʼs ﻿Work", "the icrc`s work"]
)
def test_a_genitive_is_the_word_itself(written: str, english: Language) -> None:
    assert words_of(written, english) == ["the", "icrc", "work"]


@pytest.mark.parametrize(
    ("queries", "key"),
    [
        ("visits VISITS VİSİTS vısıts Vísits ＶＩＳＩＴＳ vi\u200bsits vi\u00adsits", "detention_visits"),
        ("IHL İHL ihl ıhl", "ihl_students_engaged"),
        ("children children's children’s childrenʼs childrens’", "education_direct_support"),
        ("organized organised organization organisation", "red_crescent_volunteers"),
        ("program programs programme programmes PROGRAMS", "tb_treated"),
        ("center centers centre centres", "health_centres"),
        ("behavior behaviour", "mine_risk_results"),
        ("counseling counselling COUNSELING", "mental_health_services"),
        ("100k 100K 100,000 100000 １００，０００ ١٠٠٠٠٠ 100k+", "mine_risk_reached"),
        ("15k 15K 15,000+ ≥15000", "mental_health_screened"),
        ("105x 105X ×105 x105 105× 105-fold 105‑fold 105–fold 105fold 105", "tb_mortality"),
        ("3k+ 3,000+ >3000", "missing_families_supported"),
        ("13K 13.000", "livelihoods_assets"),
        ("1,376 1376 1'376 1’376 １３７６ १३७६ 1\u200b376 1,\u00ad376", "detention_visits"),
    ],
)  # fmt: skip
def test_every_way_of_writing_it_finds_the_same(press: Press, queries: str, key: str) -> None:
    first, *others = (keys(search(press, "", query).whole) for query in queries.split(" "))
    assert key in first
    for found in others:
        assert found == first


@pytest.mark.parametrize(
    "words", ["four thousand", "more than 3,000", "105 times", "about 4 thousand", "over 100,000"]
)
def test_words_that_qualify_a_number_do_not_hide_it(press: Press, words: str) -> None:
    assert len(search(press, "", words).whole.figures) == 1


@pytest.mark.parametrize("words", ["red cross", "red", "red crescent", "Red  Cross"])
def test_a_whole_word_is_no_beginning_of_another(press: Press, words: str) -> None:
    found = search(press, "", words)
    assert "tb_mortality" not in keys(found.whole) + keys(found.partly)
    assert keys(found.whole)


@pytest.mark.parametrize("words", ["10,000", "10000", "1000", "ten thousand", "3,00", "2,26"])
def test_a_whole_number_is_no_beginning_of_a_larger_one(press: Press, words: str) -> None:
    assert "mine_risk_reached" not in keys(search(press, "", words).whole)


def calls_made(press: Press, words: str) -> int:
    """How many calls a search makes: a count, so that no clock is asked."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    search(press, "", words)
    sys.setprofile(count)
    try:
        search(press, "", words)
    finally:
        sys.setprofile(None)
    return counted


UNITS = [
    "a",
    "families ",
    "1 ",
    "ﷺ",
    "1,",
    "zzzzzz ",
    "e ",
    "'",
    "\u0301",
    "land mine ",
    "more than ",
    "４",
    "½ ",
    "-",
    "x1",
]


@pytest.mark.parametrize("unit", UNITS)
def test_the_work_is_in_proportion_to_the_query_and_its_length_is_capped(
    press: Press, unit: str
) -> None:
    half, whole, endless = (
        calls_made(press, (unit * size)[:size])
        for size in (MOST_CHARACTERS // 2, MOST_CHARACTERS, 200_000)
    )
    assert whole < 2.5 * half + 2000
    assert endless <= whole + 50


def test_a_language_without_a_block_is_searched_as_it_stands() -> None:
    bare = search_words("xx")
    assert bare.stem("prisons") == "prisons"
    assert [term.forms for term in bare.terms(["the", "prison"])] == [("the",), ("prison",)]


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "search.yml"
    path.write_text("en: {ignored: [a], endings: []}")
    with pytest.raises(
        YamlFileError, match=r"search\.yml: en: short_endings, spellings, alike missing"
    ):
        search_words("en", path)
